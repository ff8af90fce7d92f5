"""Lists of rows: a page by a cursor, all of them in a stream, how many there are."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.rows.filters import RowFilters, conditions, wanted_marks
from ledger.rows.looked_up import SELECT_KEPT, FlatRow, Kept, complete_rows
from ledger.rows.postings import FILTERS, count_marked, find_marked
from ledger.rows.tables import LedgerRow

_AT_ONCE = 1_000


def page_of_rows(session: Session, filters: RowFilters, *, below: int | None, limit: int) -> list[FlatRow]:
    """The newest rows that the filters let through and whose case has a lower number than `below`."""
    if filters.is_empty or filters.is_listed:
        wanted = SELECT_KEPT.where(*conditions(filters)).order_by(LedgerRow.case_id.desc()).limit(limit)
        if below is not None:
            wanted = wanted.where(LedgerRow.case_id < below)
        return complete_rows(session, session.execute(wanted).all())
    kept: list[Kept] = []
    for found in _find(session, filters, below=below, first_page=limit):
        for start in range(0, len(found), limit):  # what the marks found is nearly always what is wanted
            kept += _load(session, found[start : start + limit], filters)
            if len(kept) >= limit:
                return complete_rows(session, kept[:limit])
    return complete_rows(session, kept)


def stream_rows(session: Session, filters: RowFilters) -> Iterator[FlatRow]:
    """Every row that the filters let through, in the order of registration, a thousand at a time."""
    wanted = SELECT_KEPT.where(*conditions(filters)).order_by(LedgerRow.case_id)
    for kept in session.execute(wanted.execution_options(yield_per=_AT_ONCE)).partitions():
        yield from complete_rows(session, kept)


def count_rows(session: Session, filters: RowFilters, *, at_most: int) -> int:
    """How many rows the filters let through; `at_most + 1` when there are more than `at_most`."""
    if filters.is_listed:
        some = select(LedgerRow.case_id).where(*conditions(filters)).limit(at_most + 1).subquery()
        return session.scalars(select(func.count()).select_from(some)).one()
    known = _known_days(session)
    if known is None:
        return 0
    return count_marked(session, FILTERS, wanted_marks(filters, known=known), at_most=at_most)


def _find(session: Session, filters: RowFilters, *, below: int | None, first_page: int) -> Iterator[list[int]]:
    known = _known_days(session)
    if known is not None:
        wanted = wanted_marks(filters, known=known)
        yield from find_marked(session, FILTERS, wanted, below=below, first_page=first_page)


def _load(session: Session, case_ids: Sequence[int], filters: RowFilters) -> list[Kept]:
    rows = session.execute(SELECT_KEPT.where(LedgerRow.case_id.in_(case_ids), *conditions(filters))).all()
    return sorted(rows, key=lambda row: -row.case_id)


def _known_days(session: Session) -> tuple[date, date] | None:
    """The first and the last day on which a letter was received; two looks into an index."""
    first = session.scalar(select(func.min(LedgerRow.received_on)))
    last = session.scalar(select(func.max(LedgerRow.received_on)))
    return None if first is None or last is None else (first, last)
