"""The rows of the clocks: made anew with the case's row, read for lists of what is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from sqlalchemy import ColumnElement, Row, Select, Table, and_, func, insert, select, tuple_
from sqlalchemy.orm import Session

from ledger.clock import office_date
from ledger.in_hand import OPENED, in_hand
from ledger.life.tables import ClockRow
from ledger.rows.tables import LedgerRow
from records import CaseRecord, Deadline

_CLOCKS = cast("Table", ClockRow.__table__)
Place = tuple[date, int, int]
"""Where a list of clocks goes on: last day, case, number of the clock."""


@dataclass(frozen=True, slots=True)
class DueClock:
    """A clock that somebody must act by. Of a restricted case it tells the number and the days alone.

    `days_left` is negative when the last day is past. `place` is where the next page of the list begins.
    """

    case_no: str
    clock: str | None
    due: date
    days_left: int
    unit: str | None
    topic: str | None
    status: str | None
    restricted: bool
    place: Place


def refresh_clocks(session: Session, case_id: int, record: CaseRecord) -> None:
    """Make the rows of a case's clocks anew."""
    is_new = in_hand(session, OPENED, record.case_no) is not None
    known = () if is_new else session.scalars(select(ClockRow).where(ClockRow.case_id == case_id)).all()
    old = {row.number: row for row in known}
    new: list[dict[str, Any]] = []
    for number, clock in enumerate(record.deadlines):
        made, row = _row_values(clock, record), old.pop(number, None)
        if row is None:
            new.append({"case_id": case_id, "number": number, **made})
        else:
            for column, value in made.items():
                setattr(row, column, value)
    for row in old.values():
        session.delete(row)
    if new:
        session.connection().execute(insert(_CLOCKS), new)


def _row_values(clock: Deadline, record: CaseRecord) -> dict[str, Any]:
    return {
        "name": clock.name,
        "started": clock.started or office_date(record.received_at),
        "due": clock.due,
        "done": clock.done,
        "state": clock.state,
        "unit": clock.held_by,
        "pending": clock.state == "running" and clock.holder != "petitioner",
    }


def find_due(
    session: Session,
    *,
    today: date,
    last: date,
    first: date | None = None,
    unit: str | None = None,
    clock: str | None = None,
    restricted: bool = False,
    after: Place | None = None,
    limit: int,
) -> list[DueClock]:
    """The clocks with a last day up to `last` (from `first` on), the earliest first; at most `limit` of them.

    With a unit or a clock named, restricted cases are left out unless `restricted` is true: that they are in the list
    would tell it of them.
    """
    asked = _select_due(last=last, first=first, unit=unit, clock=clock, restricted=restricted)
    if after is not None:
        asked = asked.where(tuple_(ClockRow.due, ClockRow.case_id, ClockRow.number) > after)
    rows = session.execute(asked.order_by(ClockRow.due, ClockRow.case_id, ClockRow.number).limit(limit))
    return [_show(row, today=today, hidden=row.restricted and not restricted) for row in rows]


def count_due(
    session: Session,
    *,
    last: date,
    first: date | None = None,
    unit: str | None = None,
    clock: str | None = None,
    restricted: bool = False,
) -> int:
    """How many clocks `find_due` would give without a limit."""
    if unit is None and clock is None:  # the rows of the cases need not be looked at
        return session.scalar(select(func.count()).select_from(ClockRow).where(_pending(last, first))) or 0
    asked = _select_due(last=last, first=first, unit=unit, clock=clock, restricted=restricted)
    return session.scalar(select(func.count()).select_from(asked.subquery())) or 0


def _select_due(
    *, last: date, first: date | None, unit: str | None, clock: str | None, restricted: bool
) -> Select[*tuple[Any, ...]]:
    asked: Select[*tuple[Any, ...]] = (
        select(
            ClockRow.case_id,
            ClockRow.number,
            ClockRow.name,
            ClockRow.due,
            ClockRow.unit,
            LedgerRow.case_no,
            LedgerRow.topic,
            LedgerRow.status,
            LedgerRow.restricted,
        )
        .join(LedgerRow, LedgerRow.case_id == ClockRow.case_id)
        .where(_pending(last, first))
    )
    if unit is not None:
        asked = asked.where(ClockRow.unit == unit)
    if clock is not None:
        asked = asked.where(ClockRow.name == clock)
    if (unit is not None or clock is not None) and not restricted:
        asked = asked.where(LedgerRow.restricted.is_(False))
    return asked


def _pending(last: date, first: date | None) -> ColumnElement[bool]:
    began = [ClockRow.due >= first] if first is not None else []
    return and_(ClockRow.pending.is_(True), ClockRow.due <= last, *began)


def _show(row: Row[*tuple[Any, ...]], *, today: date, hidden: bool) -> DueClock:
    return DueClock(
        case_no=row.case_no,
        clock=None if hidden else row.name,
        due=row.due,
        days_left=(row.due - today).days,
        unit=None if hidden else row.unit,
        topic=None if hidden else row.topic,
        status=None if hidden else row.status,
        restricted=row.restricted,
        place=(row.due, row.case_id, row.number),
    )


def open_case_numbers(session: Session, *, after: int, limit: int) -> Sequence[tuple[int, str]]:
    """The next cases, by id and number, with a clock that runs."""
    running = select(ClockRow.case_id).where(ClockRow.state == "running", ClockRow.case_id > after).distinct()
    asked = (
        select(LedgerRow.case_id, LedgerRow.case_no)
        .where(LedgerRow.case_id.in_(running.order_by(ClockRow.case_id).limit(limit)))
        .order_by(LedgerRow.case_id)
    )
    return [(row.case_id, row.case_no) for row in session.execute(asked)]
