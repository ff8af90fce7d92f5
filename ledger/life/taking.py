"""Steps taken: checked against the procedure, the calendar and the guard, written, and the case moved on."""

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.blind import blind_states
from ledger.campaigns.entering import check_place
from ledger.case_records import find_case
from ledger.chain import append_event, canonical
from ledger.clock import office_date
from ledger.life.facts import read_facts
from ledger.life.moves import next_status
from ledger.life.standing import standing_steps
from ledger.life.step_checks import check_days, check_law, check_other
from ledger.life.step_guard import check_people, check_step_units, close_for_steps, fill_units
from ledger.life.steps import KIND, seal_of_key, seal_of_step, step_of, steps_of
from ledger.life.tables import StepRow
from ledger.tables import CaseRow, EventRow
from records import Step, UsageError
from vocab import Vocabulary
from vocab.procedure import NO_STEPS, Procedure, StepKind


@dataclass(frozen=True)
class Asked:
    """A step that somebody wants to take. Without a day it was done on that of `at`."""

    case_no: str
    kind: str
    by: str
    at: datetime
    on: date | None = None
    facts: Mapping[str, str] | None = None
    key: str | None = None
    confirm_parent: bool = False

    @property
    def day(self) -> date:
        """The day of the office on which it was done."""
        return self.on or office_date(self.at)


def append_step(session: Session, asked: Asked, *, procedure: Procedure, vocabulary: Vocabulary) -> Step:
    """Write a step down and move the case to the status that it leads to. Writers must be locked.

    A step told again under its `key` is given back as it was written. A unit that the step needs and nobody names is
    the one that the case is with, or should go to. Nothing is written when the step cannot be taken.

    Raises:
        UsageError: `review.unsigned`, `case.unknown`, `case.split`, `unit.accused`, `unit.accused-parent`,
            `accused.unclear`, or one of `step.…` as docs/life.md lists them.
    """
    if not asked.by.strip():
        raise UsageError("review.unsigned")
    rule = procedure.steps.get(asked.kind)
    if rule is None:
        raise UsageError("step.unknown", asked.kind)
    given = read_facts(asked.facts or {}, rule, procedure=procedure, vocabulary=vocabulary.on(asked.day))
    known = _known_step(session, asked, given)
    if known is not None:
        return known
    case = find_case(session, asked.case_no)
    if case.status == NO_STEPS:
        raise UsageError("case.split", case.case_no)
    session.flush()
    taken = steps_of(session, [case.case_no]).get(case.case_no, ())
    standing = standing_steps(taken)
    _check_blind(session, case, rule)
    after = next_status(rule, case.status, standing, procedure=procedure)
    closure, values = close_for_steps(session, case, rule, procedure=procedure, vocabulary=vocabulary)
    facts = fill_units(given, rule, standing, values=values, closure=closure)
    missing = rule.missing(facts)
    if missing:
        raise UsageError("step.facts", " ".join(missing))
    check_days(session, case, rule, standing, day=asked.day, today=office_date(asked.at), facts=facts)
    check_law(session, case, rule, standing, day=asked.day, facts=facts)
    check_other(session, case, rule, facts)
    confirmed = check_step_units(
        rule, facts, closure, procedure=procedure, vocabulary=vocabulary, confirm_parent=asked.confirm_parent
    )
    check_people(session, case, facts)
    check_place(session, case, rule.kind, facts, standing)
    return _write(session, case, asked, facts, after=after, confirmed=confirmed)


def _write(
    session: Session, case: CaseRow, asked: Asked, facts: Mapping[str, str], *, after: str, confirmed: frozenset[str]
) -> Step:
    row = StepRow(
        case_no=case.case_no,
        kind=asked.kind,
        before=case.status,
        after=after,
        on=asked.day,
        by=asked.by.strip(),
        at=asked.at,
        facts=canonical(dict(facts)),
        key=seal_of_key(asked.key),
        salt=secrets.token_hex(16),
    )
    case.status = row.after
    told: dict[str, object] = {"step": row.kind, "to": row.after, "sha256": seal_of_step(row)}
    told |= {"confirms_parent": sorted(confirmed)} if confirmed else {}
    row.event_number = append_event(
        session, KIND, at=row.at, by=row.by, case_no=case.case_no, scan_sha256=case.scan_sha256, data=told
    )
    session.add(row)
    session.flush()
    return step_of(row, confirms_parent=bool(confirmed))


def _known_step(session: Session, asked: Asked, given: Mapping[str, str]) -> Step | None:
    """The step written under a key before. Raises UsageError `step.key` when it was another one."""
    key = seal_of_key(asked.key)
    if key is None:
        return None
    row = session.scalar(select(StepRow).where(StepRow.key == key))
    if row is None:
        return None
    kept = json.loads(row.facts)
    same_facts = {**kept, **given} == kept and kept.keys() - given.keys() <= {"unit"}  # which the ledger fills in
    same_day = asked.on is None or asked.on == row.on
    if (row.case_no, row.kind, row.by) != (asked.case_no, asked.kind, asked.by.strip()) or not (
        same_facts and same_day
    ):
        raise UsageError("step.key", row.case_no)
    told = session.scalars(select(EventRow.data).where(EventRow.number == row.event_number)).one()
    return step_of(row, confirms_parent="confirms_parent" in json.loads(told))


def _check_blind(session: Session, case: CaseRow, rule: StepKind) -> None:
    """A case that waits for a blind answer is half decided: it goes nowhere before the other half."""
    if rule.after and blind_states(session, [case.case_no]).get(case.case_no) == "open":
        raise UsageError("step.blind", case.case_no)
