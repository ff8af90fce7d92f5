"""Lists of cases and clocks for other programs: filtered, in a fixed order, from a place on.

They hold no person's values: codes, days and numbers. A restricted case is there with its number and status alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from ledger.access.sight import Sight, visible_numbers
from ledger.access.tables import HoldingRow
from ledger.counters import EVENTS
from ledger.life.clock_rows import DueClock, Place, find_due
from ledger.outbox.composing import compose_messages
from ledger.outbox.deliveries import Message
from ledger.outbox.tables import MessageRow
from ledger.rows.filters import RowFilters, conditions
from ledger.rows.lists import page_of_rows
from ledger.rows.searching import Hits, search_cases
from ledger.rows.tables import LedgerRow
from ledger.tables import CounterRow
from vocab import Vocabulary


@dataclass(frozen=True)
class Page:
    """Some rows of a list, the place where the next ones begin (none at the end), and the newest event then."""

    rows: tuple[LedgerRow, ...]
    place: int | None
    newest: int


@dataclass(frozen=True)
class MessagePage:
    """Messages in the order of their events, the number to go on from, and whether there are more already."""

    messages: tuple[Message, ...]
    next: int
    more: bool


def newest_event(session: Session) -> int:
    """The number of the newest event of the ledger, 0 before the first."""
    counter = session.get(CounterRow, EVENTS)
    return counter.last if counter else 0


def list_cases(
    session: Session, filters: RowFilters, sight: Sight, *, below: int | None, limit: int, vocabulary: Vocabulary
) -> Page:
    """The next cases below a place, the one registered last first.

    A new case comes before the first page, so a reader who goes on meets each of the others once. A page may be short,
    or empty, when a unit may not see some.
    """
    if sight.unit is None:
        ids = [row.case_id for row in page_of_rows(session, filters, below=below, limit=limit + 1)]
        asked = select(LedgerRow).where(LedgerRow.case_id.in_(ids))
    else:
        asked = _held(select(LedgerRow), sight).where(*conditions(filters)).limit(limit + 1)
        asked = asked if below is None else asked.where(LedgerRow.case_id < below)
    rows = list(session.scalars(asked.order_by(LedgerRow.case_id.desc())))
    place = rows[limit - 1].case_id if len(rows) > limit else None
    return _page(session, rows[:limit], place, sight, vocabulary)


def list_changes(
    session: Session, filters: RowFilters, sight: Sight, *, since: int, limit: int, vocabulary: Vocabulary
) -> Page:
    """The next cases with an event after a number, in the order of their newest events.

    One that changes meanwhile moves to the end, so a reader who goes on to the end misses none.
    """
    asked = _held(select(LedgerRow), sight).where(*conditions(filters), LedgerRow.event_number > since)
    rows = list(session.scalars(asked.order_by(LedgerRow.event_number).limit(limit + 1)))
    place = rows[limit - 1].event_number if len(rows) > limit else None
    return _page(session, rows[:limit], place, sight, vocabulary)


def _page(session: Session, rows: Sequence[LedgerRow], place: int | None, sight: Sight, vocabulary: Vocabulary) -> Page:
    seen = visible_numbers(session, [row.case_no for row in rows], sight, vocabulary=vocabulary)
    return Page(tuple(row for row in rows if row.case_no in seen), place, newest_event(session))


def find_cases(
    session: Session, query: str, sight: Sight, *, below: int | None, limit: int, vocabulary: Vocabulary
) -> Hits:
    """The next cases whose open words hold those of a query; persons and restricted cases are not found."""
    found = search_cases(session, query, personal=False, restricted=False, below=below, limit=limit)
    seen = visible_numbers(session, [hit.case_no for hit in found.hits], sight, vocabulary=vocabulary)
    return Hits(tuple(hit for hit in found.hits if hit.case_no in seen), found.below)


def count_cases(session: Session, filters: RowFilters) -> tuple[int, int]:
    """How many cases there are, and how many of them are restricted."""
    counted = select(func.count(), func.count().filter(LedgerRow.restricted)).select_from(LedgerRow)
    cases, restricted = session.execute(counted.where(*conditions(filters))).one()
    return cases, restricted


def list_due(
    session: Session,
    today: date,
    sight: Sight,
    *,
    within: int,
    after: Place | None,
    limit: int,
    vocabulary: Vocabulary,
) -> tuple[list[DueClock], Place | None]:
    """The next clocks that are overdue or end within some days, the earliest first, and the place to go on from."""
    last = today + timedelta(days=within)
    clocks = find_due(session, today=today, last=last, unit=sight.unit, after=after, limit=limit + 1)
    more, clocks = len(clocks) > limit, clocks[:limit]
    seen = visible_numbers(session, [clock.case_no for clock in clocks], sight, vocabulary=vocabulary)
    return [clock for clock in clocks if clock.case_no in seen], clocks[-1].place if more else None


def list_messages(session: Session, since: int, sight: Sight, *, limit: int, vocabulary: Vocabulary) -> MessagePage:
    """The next messages behind an event, in order. At the end, `next` is the ledger's newest event."""
    newest = newest_event(session)
    asked = select(MessageRow.event_number, MessageRow.case_no).where(MessageRow.event_number > since)
    if sight.unit is not None:
        held = select(LedgerRow.case_no).join(HoldingRow, HoldingRow.case_id == LedgerRow.case_id)
        asked = asked.where(MessageRow.case_no.in_(held.where(HoldingRow.unit == sight.unit)))
    rows = session.execute(asked.order_by(MessageRow.event_number).limit(limit + 1)).all()
    more, rows = len(rows) > limit, rows[:limit]
    seen = visible_numbers(session, [row.case_no for row in rows], sight, vocabulary=vocabulary)
    numbers = [row.event_number for row in rows if row.case_no in seen]
    return MessagePage(
        messages=tuple(compose_messages(session, numbers, vocabulary=vocabulary)),
        next=rows[-1].event_number if more else max(newest, since),
        more=more,
    )


def _held(asked: Select[Any], sight: Sight) -> Select[Any]:
    if sight.unit is None:
        return asked
    return asked.join(HoldingRow, HoldingRow.case_id == LedgerRow.case_id).where(HoldingRow.unit == sight.unit)
