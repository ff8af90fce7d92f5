"""What a person is told who answers a letter of the blind share: what is left, and at the end the comparison."""

from typing import TYPE_CHECKING

from cli.consoles import results
from cli.tables import make_table
from cli.texts import LANG, text
from cli.words import MARKS, name_field, name_value

if TYPE_CHECKING:
    from ledger import Ledger
    from records import CaseRecord


def print_progress(ledger: "Ledger", before: "CaseRecord", after: "CaseRecord") -> None:
    """Print which fields are still asked, or, when the last one has just been decided, person and machine together."""
    from records import ASKED

    if before.blind != "open":
        return
    decided = {review.field for review in after.reviews}
    left = [name_field(field) for field in ASKED if field not in decided]
    if left:
        line = text("blind.left", case_no=after.case_no, fields=MARKS[LANG].join(left))
        results().print(line, style="bold", soft_wrap=True)
        return
    letter = next((one for one in ledger.blind_letters() if one.case_no == after.case_no), None)
    if letter is None:
        return
    rows = []
    for field in ASKED:
        said, machine = (
            name_value(field, side[field]) or text("show.nothing") for side in (letter.said, letter.machine)
        )
        right = letter.is_right(field)
        told = "" if right is None else text("blind.agrees" if right else "blind.differs")
        rows.append((name_field(field), said, machine, told))
    headings = (name_field("judgements"), text("blind.person"), text("blind.machine"), "")
    results().print(make_table(headings, rows, title=text("blind.compared", case_no=after.case_no)))
