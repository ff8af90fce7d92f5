"""Steps as they are kept: rows, the steps that they are, and the seals by which events vouch for them."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.chain import canonical, digest, touch_case, vouches
from ledger.clock import utc
from ledger.in_hand import may_have
from ledger.life.tables import StepRow
from ledger.tables import CaseRow, EventRow
from records import UNCONFIRMED, Step
from vocab.procedure import FIRST

KIND: Final = "step.taken"
OTHER: Final = "other"
"""The fact that names another case."""
NAMING: Final = ("merge", "refuse-again")
"""The kinds of steps that may hold it."""
_AT_ONCE = 500


def steps_of(session: Session, case_nos: Sequence[str]) -> dict[str, tuple[Step, ...]]:
    """The steps of each case that has some, the oldest first."""
    found: dict[str, list[Step]] = {}
    case_nos = may_have(session, case_nos, KIND)
    if not case_nos:
        return {}
    pairs = (
        select(StepRow, EventRow.data)
        .join(EventRow, EventRow.number == StepRow.event_number)
        .where(StepRow.case_no.in_(case_nos))
        .order_by(StepRow.id)
    )
    for row, told in session.execute(pairs):
        found.setdefault(row.case_no, []).append(step_of(row, confirms_parent="confirms_parent" in json.loads(told)))
    return {case_no: tuple(steps) for case_no, steps in found.items()}


def step_of(row: StepRow, *, confirms_parent: bool = False) -> Step:
    """The step of a row."""
    return Step(
        case_no=row.case_no,
        kind=row.kind,
        before=row.before,
        after=row.after,
        on=row.on,
        by=row.by,
        at=row.at,
        facts=json.loads(row.facts),
        confirms_parent=confirms_parent,
    )


def seal_of_step(row: StepRow) -> str:
    """The hash by which an event vouches for a step without telling what it says."""
    at = utc(row.at).isoformat(timespec="microseconds")
    content = [row.salt, row.case_no, row.kind, row.before, row.after, row.on.isoformat(), row.by, at, row.facts]
    return digest(canonical(content))


def seal_of_key(key: str | None) -> str | None:
    """A caller's key as it is kept: of one length, whatever was given, and telling nothing of it; none for none."""
    return digest(key) if key else None


def touch_namers(session: Session, case_no: str) -> None:
    """Note that the cases whose steps name this one may be shown otherwise: it may have become restricted, or open."""
    named = select(StepRow.case_no).where(StepRow.kind.in_(NAMING), StepRow.facts.contains(f'"{OTHER}":"{case_no}"'))
    for namer in session.scalars(named):
        touch_case(session, namer)


def mark_restricted(
    session: Session, found: Mapping[str, tuple[Step, ...]], is_closed: Callable[[Session, CaseRow], bool]
) -> dict[str, tuple[Step, ...]]:
    """The steps of some cases, those marked that name a restricted case; `is_closed` tells which are."""
    others = {step.facts[OTHER] for steps in found.values() for step in steps if OTHER in step.facts}
    if not others:
        return dict(found)
    cases = session.scalars(select(CaseRow).where(CaseRow.case_no.in_(sorted(others))))
    closed = {case.case_no for case in cases if is_closed(session, case)}
    return {
        case_no: tuple(
            step.model_copy(update={"other_restricted": True}) if step.facts.get(OTHER) in closed else step
            for step in steps
        )
        for case_no, steps in found.items()
    }


def find_step_breaks(session: Session) -> Iterator[str]:
    """Yield what does not add up between the steps, the events that vouch for them, and the cases' statuses."""
    pairs = (
        select(StepRow, EventRow, CaseRow.status)
        .join(EventRow, EventRow.number == StepRow.event_number)
        .join(CaseRow, CaseRow.case_no == StepRow.case_no)
        .order_by(StepRow.case_no, StepRow.id)
    )
    rows = session.execute(pairs.execution_options(yield_per=_AT_ONCE))
    for _, steps in groupby(rows, key=lambda found: found.StepRow.case_no):
        yield from _breaks_of_case([(step, event, status) for step, event, status in steps])
    told = session.scalar(select(func.count()).where(EventRow.kind == KIND))
    kept = session.scalar(select(func.count()).select_from(StepRow))
    if told != kept:
        yield f"{KIND}: {told} events but {kept} rows in {StepRow.__tablename__}"


def _breaks_of_case(steps: Sequence[tuple[StepRow, EventRow, str]]) -> Iterator[str]:
    """What does not add up between the steps of a case, in their order, and where it stands."""
    leads_to = None
    for row, event, _ in steps:
        facts = {"step": row.kind, "to": row.after, "sha256": seal_of_step(row)}
        if (event.kind, event.case_no, event.by) != (KIND, row.case_no, row.by) or not vouches(event.data, facts):
            yield f"step {row.id} of {row.case_no}: not what event {row.event_number} recorded"
        elif not _goes_on(leads_to, row.before):
            yield f"step {row.id} of {row.case_no}: does not go on from the one before"
        leads_to = row.after
    last, _, stands = steps[-1]
    if stands != "split" and not _goes_on(leads_to, stands):
        yield f"case {last.case_no}: stands at {stands}, its steps lead to {leads_to}"


def _goes_on(leads_to: str | None, status: str) -> bool:
    """Whether a status follows from what the steps led to; a reading or a review may move what nobody confirmed."""
    return leads_to in (None, status) or (leads_to in UNCONFIRMED and status in FIRST)
