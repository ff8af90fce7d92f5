"""What the Regulation asks of a step beyond its place in the table: its day, its terms, the other case it names."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.case_records import is_closed
from ledger.clock import office_date
from ledger.life.clock_rules import clocks_of
from ledger.life.standing import newest_move, present_round, standing_steps
from ledger.life.steps import OTHER, steps_of
from ledger.tables import ArrivalRow, CaseRow
from records import Step, UsageError
from vocab.procedure import StepKind

MAY_PRECEDE: Final = frozenset({"instruct", "lead"})
"""What a leader may have done before the letter came to the office."""
CONFIRM: Final = "confirm"
"""It is done at the desk and not to the letter: what was done before on paper may be written down after it."""
REVIEW_DAYS: Final = 30
"""Articles 35 and 36: from the delivery of the written opinion."""
_APPLICATIONS: Final[Mapping[str, frozenset[str]]] = {
    "apply-review": frozenset({"decide"}),
    "apply-re-review": frozenset({"decide", "decide-review"}),
}
"""Whose opinion is contested: it cannot be the same unit that hears the application."""


def check_days(
    session: Session,
    case: CaseRow,
    rule: StepKind,
    standing: Sequence[Step],
    *,
    day: date,
    today: date,
    facts: Mapping[str, str],
) -> None:
    """Refuse a step on a day on which it cannot have been.

    Raises UsageError `step.future`, `step.before-receipt`, `step.before-last` when it changes the status and lies
    before the step that did so last, or `step.value` for a term that ends before it begins.
    """
    if day > today:
        raise UsageError("step.future", day.isoformat())
    arrived = select(ArrivalRow.received_at).where(
        ArrivalRow.sha256 == case.scan_sha256, ArrivalRow.outcome.in_(("case", "split"))
    )
    received = office_date(session.scalars(arrived).one())
    if day < received and rule.kind not in MAY_PRECEDE:
        raise UsageError("step.before-receipt", received.isoformat())
    last = newest_move([step for step in standing if step.kind != CONFIRM])
    if rule.after and last is not None and day < last.on:
        raise UsageError("step.before-last", last.on.isoformat())
    for key in ("due", "until"):
        if key in facts and facts[key] < day.isoformat():
            raise UsageError("step.value", key)


def check_law(
    session: Session, case: CaseRow, rule: StepKind, standing: Sequence[Step], *, day: date, facts: Mapping[str, str]
) -> None:
    """Refuse what the Regulation does not know.

    Raises UsageError `step.late` for an application after its 30 days that tells no reason (articles 35, 36),
    `step.same-unit` for one heard by the unit whose opinion it contests, `step.reason` for a case that is closed
    without a written opinion delivered and without a reason.
    """
    here = present_round(standing)
    if rule.kind in _APPLICATIONS:
        told = next((step for step in reversed(here) if step.kind in ("deliver", "decide-review")), None)
        last = _last_day(session, told.on) if told and told.kind == "deliver" else day
        if day > last and "reason" not in facts:
            raise UsageError("step.late", last.isoformat())
        deciders = {step.facts.get("unit") for step in here if step.kind in _APPLICATIONS[rule.kind]}
        if facts["unit"] in deciders:
            raise UsageError("step.same-unit", facts["unit"])
    if rule.kind == "close" and case.status != "delivered" and "reason" not in facts:
        raise UsageError("step.reason", case.status)


def check_other(session: Session, case: CaseRow, rule: StepKind, facts: Mapping[str, str]) -> None:
    """Refuse another case that cannot be named: what is restricted and what is not stay apart (article 30).

    Raises UsageError `case.unknown`, `step.other-self`, `step.other-restricted`, `step.other-merged` when it was
    itself merged or split, or `step.not-final` when nothing shows that its re-review was decided (article 36).
    """
    number = facts.get(OTHER)
    if number is None:
        return
    if number == case.case_no:
        raise UsageError("step.other-self", number)
    other = session.scalar(select(CaseRow).where(CaseRow.case_no == number))
    if other is None:
        raise UsageError("case.unknown", number)
    if other.status == "split" or is_closed(session, other) != is_closed(session, case):
        raise UsageError("step.other-restricted", number)
    if rule.kind == "merge" and other.status == "merged":
        raise UsageError("step.other-merged", number)
    if rule.kind == "refuse-again":
        steps = standing_steps(steps_of(session, [number]).get(number, ()))
        if not any(step.kind == "decide-re-review" for step in steps):
            raise UsageError("step.not-final", number)


def _last_day(session: Session, delivered: date) -> date:
    clocks = clocks_of(session)
    return clocks.calendar.count(delivered, REVIEW_DAYS, unit="calendar", rolls=clocks.rolls).last
