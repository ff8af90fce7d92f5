"""Reviews: what people decided. Each is appended and lies over the machine's value."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from ledger.blind import note_answer
from ledger.case_records import current_reading, earlier_readings, find_case, is_closed, reviews_of
from ledger.chain import append_event, canonical, seal_of_review
from ledger.guarding import check_units, close_case, says_nobody
from ledger.life.steps import touch_namers
from ledger.likeness import close_letter
from ledger.links import propose_for_case
from ledger.matters import FIELD, check_numbers
from ledger.tables import CaseRow, ReviewRow
from ledger.values import RESTRICTING, case_values, overlay_reviews, reviewed_value
from records import UNCONFIRMED, CaseValues, Reading, Review, UsageError
from vocab import Vocabulary
from vocab.closures import Closure


def append_review(
    session: Session,
    case_no: str,
    field: str,
    value: str | list[str],
    *,
    by: str,
    note: str,
    at: datetime,
    vocabulary: Vocabulary,
    confirm_parent: bool = False,
) -> Review:
    """Write a person's decision about a field down; the case counts as confirmed from then on.

    A unit that the letter accuses is refused, whoever asks; a unit above it needs `confirm_parent`, and the event
    says that it was confirmed. While it is unclear whom an accusation accuses, it goes to the discipline organs alone.
    Whatever frees a unit that the letter was kept away from, or says that the letter is no accusation, needs a note:
    why.

    Raises:
        UsageError: nobody signs it, there is no such case or field, the field cannot hold the value, `unit.accused`,
            `unit.accused-parent`, `accused.unclear`, or `review.note`.
    """
    if not by.strip():
        raise UsageError("review.unsigned")
    decided = CaseValues.model_validate({field: reviewed_value(field, value)}).model_dump(mode="json")[field]
    case = find_case(session, case_no)
    if case.status == "split":
        raise UsageError("case.split", case_no)
    reading = current_reading(session, case)
    if field == FIELD:
        check_numbers(reading, decided)
    restricted = is_closed(session, case)
    proposed = propose_for_case(session, case, case_values(reading), restricted=restricted)
    machine = proposed.model_dump(mode="json")[field]
    asked = Review(
        case_no=case_no, field=field, machine_value=machine, human_value=decided, by=by.strip(), at=at, note=note
    )
    confirmed = _check_guard(
        session, case, reading, asked, restricted=restricted, vocabulary=vocabulary, confirm_parent=confirm_parent
    )
    facts: dict[str, object] = {"confirms_parent": sorted(confirmed)} if confirmed else {}
    row = ReviewRow(
        case_no=case_no,
        field=field,
        machine_value=canonical(machine),
        human_value=canonical(decided),
        by=asked.by,
        at=at,
        note=note,
        salt=secrets.token_hex(16),
    )
    if case.status in UNCONFIRMED:  # a case on its way stays where it is
        case.status = "confirmed"
    row.event_number = append_event(
        session,
        "review.decided",
        at=at,
        by=row.by,
        case_no=case_no,
        scan_sha256=case.scan_sha256,
        data={"field": field, "sha256": seal_of_review(row)} | facts,
    )
    session.add(row)
    note_answer(session, case, by=row.by, at=at)
    now_restricted = is_closed(session, case)
    close_letter(session, case, restricted=now_restricted)
    if now_restricted != restricted:
        touch_namers(session, case_no)
    return asked.model_copy(update={"confirms_parent": bool(confirmed)})


def _check_guard(
    session: Session,
    case: CaseRow,
    reading: Reading,
    asked: Review,
    *,
    restricted: bool,
    vocabulary: Vocabulary,
    confirm_parent: bool,
) -> frozenset[str]:
    """Refuse what would lead the letter to its accused, or lift its guard without a reason."""
    reviews = reviews_of(session, [case.case_no]).get(case.case_no, [])
    readings = [reading, *earlier_readings(session, [case]).get(case.case_no, [])]

    def close(decided: list[Review]) -> Closure:
        values = overlay_reviews(case_values(reading), decided)
        return close_case(readings, values, decided, vocabulary=vocabulary)

    before, after = close(reviews), close([*reviews, asked])
    lifts = restricted and RESTRICTING.get(asked.field) not in (None, asked.human_value)
    if (lifts or after.is_looser_than(before) or says_nobody(asked, before)) and not asked.note.strip():
        raise UsageError("review.note", asked.field)
    return check_units(asked.field, asked.human_value, before, confirm_parent=confirm_parent)
