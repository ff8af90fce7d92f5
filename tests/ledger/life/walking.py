"""Cases and steps for tests of their life: letters that were confirmed, and the facts that each step needs."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from ledger import Ledger
from records import Finding, Span, Step
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

WHO = "王晓梅"
RECEIVED = date(2026, 11, 23)
FACTS: Mapping[str, str] = {
    "unit": "JYJ", "due": "2028-12-31", "reason": "需要现场核实", "days": "30", "approver": "陈立",
    "opinion": "support", "paper_no": "漳信复〔2026〕15号", "manner": "post", "review_opinion": "uphold",
    "outcome": "resolved", "ground": "resolved", "leader": "吴建国", "words": "请抓紧办理", "post": "副市长",
    "result": "settled", "satisfaction": "satisfied", "satisfaction_office": "mostly", "campaign": "ZX",
    "other": "2026-XF-00002",
}  # fmt: skip
"""A fact of each key that steps need."""
UNITS = {
    "pass-discipline": "JWJW", "pass-law": "GAJ", "apply-review": "SDZF", "decide-review": "SDZF",
    "apply-re-review": "ZFW", "decide-re-review": "ZFW",
}  # fmt: skip


def confirm(ledger: Ledger, content: str = "one", *, accused: str | None = None, restricted: bool = False) -> str:
    """The number of a new case that a person has confirmed."""
    scan = make_scan(content)
    ledger.take_in(scan, source=make_source(len(content)))
    reading = make_reading(scan, matter_class="accusation", channel="discipline") if restricted else make_reading(scan)
    if accused is not None:
        found = Finding(field="accused_unit", value=accused, span=Span(start=0, end=1), rule="test")
        reading = reading.model_copy(update={"findings": (*reading.findings, found)})
    case_no = ledger.record_case(reading, at=LATER)
    ledger.review(case_no, "urgency", "ordinary", by=WHO, note="", at=LATER)
    return case_no


def day(number: int) -> datetime:
    """The moment so many days after the letters came."""
    return LATER + timedelta(days=number)


def facts_for(ledger: Ledger, kind: str, **given: str) -> dict[str, str]:
    """What a kind of step needs, and what is given."""
    needs = (need.split("|")[0] for need in ledger.procedure.steps[kind].needs)
    found = {key: UNITS.get(kind, FACTS[key]) if key == "unit" else FACTS[key] for key in needs}
    return found | given


def take(ledger: Ledger, case_no: str, kind: str, at: int = 0, **given: str) -> Step:
    """Take a step so many days after the letters came."""
    return ledger.take_step(case_no, kind, by=WHO, at=day(at), facts=facts_for(ledger, kind, **given))


def walk(ledger: Ledger, case_no: str, *kinds: str, start: int = 0) -> None:
    """Take steps one after the other, a day each."""
    for number, kind in enumerate(kinds, start=start):
        take(ledger, case_no, kind, number)
