"""What the rows of the ledger add up to, by the database itself; nothing is protected yet."""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from ledger.bulletin.places import county_of, township_of
from ledger.bulletin.scope import COUNTED, OPEN, Scope
from ledger.bulletin.senders import sender_groups
from ledger.bulletin.suppression import Count
from ledger.life.tables import ClockRow, StepRow
from ledger.rows.tables import LedgerRow
from vocab import Vocabulary

Cells = dict[str, Count]
Tell = Callable[[LedgerRow], str]
CLOSING, STRIKING = ("close", "answer"), ("strike-off",)
COUNTED_STATES = ("running", "met", "late")
JOINT_FROM = 2
"""Signatures that make a letter a joint one."""
PAIR = "/"
"""Between a first and a second level, a county and a township, a unit and what is counted of it."""


@dataclass(frozen=True)
class Counted:
    """The counts of a scope: letters and senders by what the bulletin tells, `restricted` the letters kept apart."""

    letters: int
    senders: int
    restricted: int
    cells: Mapping[str, Cells]


def count_letters(session: Session, scope: Scope, *, vocabulary: Vocabulary) -> Counted:
    """Count the letters of a scope by topic, unit, place, channel, class, first or repeat letter, and joint ones."""
    groups = sender_groups(session, scope)

    def by(*columns: InstrumentedAttribute[Any], tell: Callable[..., str]) -> Cells:
        rows = session.execute(select(*columns, func.count()).where(scope.open).group_by(*columns))
        letters: Counter[str] = Counter()
        for *values, number in rows:
            letters[tell(*values)] += number
        names = [column.key for column in columns]
        return _with_senders(letters, groups, lambda row: tell(*(getattr(row, name) for name in names)))

    def county(place_code: str | None, territory: str | None) -> str:
        return county_of(place_code, territory, vocabulary)

    def township(place_code: str | None, territory: str | None) -> str:
        return f"{county(place_code, territory)}{PAIR}{township_of(place_code, vocabulary)}"

    cells = {
        "topic": by(LedgerRow.topic, tell=_plain),
        "topic2": by(LedgerRow.topic, LedgerRow.topic2, tell=lambda one, two: f"{one or ''}{PAIR}{two or ''}"),
        "unit": by(LedgerRow.unit, tell=_plain),
        "county": by(LedgerRow.place_code, LedgerRow.territory, tell=county),
        "township": by(LedgerRow.place_code, LedgerRow.territory, tell=township),
        "channel_in": by(LedgerRow.channel_in, tell=_plain),
        "purpose": by(LedgerRow.purpose, tell=_plain),
        "repeat": by(LedgerRow.repeat, tell=_plain),
        "joint": _count_joint(session, scope, groups),
    }
    letters = sum(count.letters for count in cells["topic"].values())
    restricted = session.scalar(
        select(func.count()).select_from(LedgerRow).where(LedgerRow.restricted.is_(True), COUNTED, scope.inside)
    )
    return Counted(letters, letters - sum(len(group) - 1 for group in groups), restricted or 0, cells)


def count_clocks(
    session: Session, scope: Scope, *, today: date, names: Collection[str]
) -> tuple[dict[str, Cells], Cells, Cells]:
    """Clocks of some names that fell due in the period: by clock and state; by unit all of them, and the overdue ones.

    The states are `met`, `late` (done after the day), `overdue` (not done, the day is over), `running` (the day is
    still to come). A clock that was waived or ended by something else counts nowhere. In a campaign every clock of its
    cases counts whose day is not after the period. A clock counts as a letter of a sender of its own: what is kept
    back by senders is so in the tables of letters. Without a unit are those by which the office itself must act.
    """
    period = scope.period
    due_inside = ClockRow.due.between(period.first, period.last)
    where = and_(OPEN, due_inside) if period.campaign is None else and_(scope.open, ClockRow.due <= period.last)
    rows = session.execute(
        select(ClockRow.name, ClockRow.due, ClockRow.done, ClockRow.unit, func.count())
        .join(LedgerRow, LedgerRow.case_id == ClockRow.case_id)
        .where(where, ClockRow.name.in_(names), ClockRow.state.in_(COUNTED_STATES))
        .group_by(ClockRow.name, ClockRow.due, ClockRow.done, ClockRow.unit)
    )
    states: dict[str, Counter[str]] = {}
    of_unit: Counter[str] = Counter()
    overdue: Counter[str] = Counter()
    for name, due, done, unit, number in rows:
        state = _state(due, done, today)
        states.setdefault(name, Counter())[state] += number
        of_unit[unit or ""] += number
        if state in ("late", "overdue"):
            overdue[unit or ""] += number
    return {name: _alone(counter) for name, counter in sorted(states.items())}, _alone(of_unit), _alone(overdue)


def count_outcomes(session: Session, scope: Scope) -> Cells:
    """Cases closed and struck off in the period that are so still; in a campaign, those of its cases."""
    where = scope.open if scope.period.campaign is not None else OPEN
    found = {}
    for name, kinds, statuses in (
        ("closed", CLOSING, ("closed", "struck-off")),
        ("struck-off", STRIKING, STRIKING[:0]),
    ):
        still = LedgerRow.status.in_(statuses or ("struck-off",))
        number = session.scalar(
            select(func.count(func.distinct(StepRow.case_no)))
            .join(LedgerRow, LedgerRow.case_no == StepRow.case_no)
            .where(where, still, StepRow.kind.in_(kinds), StepRow.on.between(scope.period.first, scope.period.last))
        )
        found[name] = Count(number or 0, number or 0)
    return found


def _state(due: date, done: date | None, today: date) -> str:
    if done is not None:
        return "met" if done <= due else "late"
    return "overdue" if due < today else "running"


def _count_joint(session: Session, scope: Scope, groups: Iterable[tuple[LedgerRow, ...]]) -> Cells:
    """Joint letters and others; how many signed stands in the masked row alone."""
    bodies = session.scalars(select(LedgerRow.body).where(scope.open).execution_options(yield_per=1000))
    return _with_senders(Counter(map(_is_joint, bodies)), groups, lambda row: _is_joint(row.body))


def _is_joint(body: str) -> str:
    signed = json.loads(body).get("petitioner_count")
    return "joint" if isinstance(signed, int) and signed >= JOINT_FROM else "single"


def _plain(value: str | None) -> str:
    return value or ""


def _with_senders(letters: Mapping[str, int], groups: Iterable[tuple[LedgerRow, ...]], tell: Tell) -> Cells:
    """Counts whose senders are the letters less those of a sender counted already in the cell."""
    again: Counter[str] = Counter()
    for group in groups:
        again.update({cell: number - 1 for cell, number in Counter(map(tell, group)).items()})
    return {cell: Count(number, number - again[cell]) for cell, number in sorted(letters.items())}


def _alone(counter: Mapping[str, int]) -> Cells:
    return {name: Count(number, number) for name, number in sorted(counter.items())}
