"""A ledger in which something of everything happened: cases, copies, reviews, links, steps, labels, quarantine."""

from datetime import timedelta

from ledger import Ledger
from records import StackPages
from tests.ledger.labelled import labelled
from tests.ledger.letters import LATER, NOON, STAMP, make_reading, make_scan, make_source
from tests.ledger.like_letters import compare_by_words, make_letter, sign_by_words
from tests.ledger.test_blind import record as draw_blind_case

DAY = timedelta(days=1)
ODD = "制表符\t换行\n反斜杠\\N引号\"'"
"""What a careless copy would change."""


def fill_ledger(ledger: Ledger, *, letters: int = 4, revision: str = "9999") -> list[str]:
    """Fill an empty ledger with what the tables of a revision can hold; the numbers of its cases."""
    case_nos = []
    for number in range(1, letters + 1):
        words = f"河水发黑，第{number % 2}段"
        scan = make_scan(f"filled {number}", received_at=NOON + number * DAY, name=f"信 {number}.jpg")
        ledger.take_in(scan, source=make_source(number))
        reading = make_letter(scan, words) if number % 2 else make_reading(scan)
        signature = sign_by_words(words, 138) if revision >= "0003" else None
        at = LATER + number * DAY
        case_no = ledger.record_case(reading, at=at, signature=signature, compare=compare_by_words)
        case_nos.append(case_no)
    first, second = case_nos[:2]
    ledger.take_in(make_scan("filled 1"), source=make_source(101))
    ledger.take_in(make_scan("broken"), source=make_source(102))
    ledger.hold(make_scan("broken").sha256, code="intake.damaged", detail="", at=LATER)
    ledger.take_in(make_scan("waiting"), source=make_source(103))
    newer = STAMP.model_copy(update={"engine": "new"})
    ledger.record_case(make_reading(make_scan("filled 2"), stamp=newer), at=LATER + 5 * DAY)
    ledger.decide(
        first,
        {"topic": "环境保护", "title": "排污"},
        by="陈录入",
        note=ODD,
        at=LATER + 6 * DAY,
    )
    if revision >= "0002":
        stack = make_scan("stack")
        ledger.take_in(stack, source=make_source(104))
        part = make_scan("part").model_copy(update={"parent": stack.sha256, "part": 1, "pages": (1, 2)})
        ledger.split(stack.sha256, [part], pages=StackPages(scanned=2, in_letters=2, separators=0, blank=0), at=LATER)
    if revision >= "0004":
        ledger.import_labels([labelled("路灯坏了", ("甲", "城乡建设"))], by="陈录入", at=LATER)
    if revision >= "0005":
        case_nos.append(draw_blind_case(ledger))
    if revision >= "0006":
        ledger.take_step(second, "progress", by="王晓梅", at=LATER + 7 * DAY, facts={"words": "已联系"}, key="first")
    return case_nos
