"""Reminders, overdue notices and escalations: each given once for a clock and its last day.

Writers are locked while notices are given, so two that look at once give each notice once; the table's unique key
stands behind that. A last day that moved is another one, and has notices of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Literal

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from ledger.chain import append_event, read_told
from ledger.life.tables import ClockRow, NoticeRow
from ledger.rows.tables import LedgerRow
from ledger.tables import EventRow

NoticeKind = Literal["reminder", "overdue", "escalation"]
KINDS: tuple[NoticeKind, ...] = ("reminder", "overdue", "escalation")
_EVENT: Final = "notice.given"


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that was given. Of a restricted case it tells the number alone."""

    case_no: str
    kind: NoticeKind
    clock: str | None
    due: date | None
    unit: str | None


def give_notices(
    session: Session, kind: NoticeKind, *, today: date, days: int, at: datetime, limit: int
) -> list[Notice]:
    """Give the notices of a kind that were not given yet, at most `limit`, the most pressing first.

    A reminder is given from `days` before the last day on, an overdue notice once that day is past, an escalation
    when it is more than `days` past. Writers must be locked.
    """
    first, last = _window(kind, today=today, days=days)
    given = and_(
        NoticeRow.case_no == LedgerRow.case_no,
        NoticeRow.clock == ClockRow.name,
        NoticeRow.kind == kind,
        NoticeRow.due == ClockRow.due,
    )
    waiting = (
        select(LedgerRow.case_no, LedgerRow.restricted, ClockRow.name, ClockRow.due, ClockRow.unit)
        .join(LedgerRow, LedgerRow.case_id == ClockRow.case_id)
        .outerjoin(NoticeRow, given)
        .where(ClockRow.pending.is_(True), ClockRow.due <= last, NoticeRow.id.is_(None))
        .order_by(ClockRow.due, ClockRow.case_id, ClockRow.number)
        .limit(limit)
    )
    if first is not None:
        waiting = waiting.where(ClockRow.due >= first)
    told: dict[tuple[str, str, date], Notice] = {}
    for row in session.execute(waiting).all():
        key = row.case_no, row.name, row.due
        if key in told:
            continue
        _write(session, kind, *key, restricted=row.restricted, at=at)
        hidden = row.restricted
        told[key] = Notice(
            row.case_no, kind, None if hidden else row.name, None if hidden else row.due, None if hidden else row.unit
        )
    return list(told.values())


def _window(kind: NoticeKind, *, today: date, days: int) -> tuple[date | None, date]:
    """The first and the last of the last days for which a notice is to be given."""
    match kind:
        case "reminder":
            return today, today + timedelta(days=days)
        case "overdue":
            return None, today - timedelta(days=1)
        case "escalation":
            return None, today - timedelta(days=days + 1)


def _write(
    session: Session, kind: NoticeKind, case_no: str, clock: str, due: date, *, restricted: bool, at: datetime
) -> None:
    number = append_event(session, _EVENT, at=at, case_no=case_no, data=_told(kind, clock, due, restricted=restricted))
    session.add(NoticeRow(case_no=case_no, clock=clock, kind=kind, due=due, at=at, event_number=number))
    session.flush()


def _told(kind: str, clock: str, due: date, *, restricted: bool) -> dict[str, str]:
    """What the event tells; of a restricted case nothing but that there was a notice."""
    return {"notice": kind} if restricted else {"notice": kind, "clock": clock, "due": due.isoformat()}


def find_notice_breaks(session: Session) -> Iterator[str]:
    """Yield what does not add up between the notices and the events that vouch for them."""
    pairs = select(NoticeRow, EventRow).join(EventRow, EventRow.number == NoticeRow.event_number)
    for row, event in session.execute(pairs.execution_options(yield_per=500)):
        whole, short = (_told(row.kind, row.clock, row.due, restricted=hidden) for hidden in (False, True))
        if (event.kind, event.case_no) != (_EVENT, row.case_no) or read_told(event.data) not in (whole, short):
            yield f"notice {row.id} of {row.case_no}: not what event {row.event_number} recorded"
    told = session.scalar(select(func.count()).where(EventRow.kind == _EVENT))
    kept = session.scalar(select(func.count()).select_from(NoticeRow))
    if told != kept:
        yield f"{_EVENT}: {told} events but {kept} notices"
