"""Rows that are missing or out of date: found, and made anew."""

from collections.abc import Iterator, Sequence
from typing import Final

from sqlalchemy import exists, func, or_, select
from sqlalchemy.orm import Session

from ledger.chain import touch_case
from ledger.rows.refreshing import made_with
from ledger.rows.tables import LedgerRow, SearchTextRow
from ledger.tables import CaseRow, CounterRow
from vocab import Vocabulary

TO_MAKE: Final = "rows to make"
"""The counter that tells whether cases of before the rows still have none."""


def has_rows_to_make(session: Session) -> bool:
    """Whether cases of before the rows still have none."""
    counter = session.get(CounterRow, TO_MAKE)
    return counter is not None and counter.last > 0


def note_all_made(session: Session) -> None:
    """Note that every case has its row. Writers must be locked."""
    counter = session.get(CounterRow, TO_MAKE)
    if counter is not None:
        counter.last = 0


def count_stale(session: Session, vocabulary: Vocabulary) -> int:
    """How many cases have no row, or one that was made with other versions."""
    now = made_with(vocabulary)
    missing = count_missing(session)
    other = select(func.count()).where(or_(LedgerRow.made_with < now, LedgerRow.made_with > now))
    return missing + session.scalars(other).one()


def count_missing(session: Session) -> int:
    """How many cases have no row."""
    cases = session.scalars(select(func.count()).select_from(CaseRow)).one()
    rows = session.scalars(select(func.count()).select_from(LedgerRow)).one()
    return cases - rows


def find_stale(
    session: Session, vocabulary: Vocabulary, *, after: int, at_most: int, missing_only: bool
) -> tuple[list[str], int]:
    """The next cases without a row, or with one that is out of date, as they were registered, and the last's id."""
    current = exists().where(LedgerRow.case_id == CaseRow.id)
    if not missing_only:
        current = current.where(LedgerRow.made_with == made_with(vocabulary))
    wanted = select(CaseRow.id, CaseRow.case_no).where(CaseRow.id > after, ~current)
    rows = session.execute(wanted.order_by(CaseRow.id).limit(at_most)).all()
    return [row.case_no for row in rows], rows[-1].id if rows else after


def make_rows(session: Session, case_nos: Sequence[str]) -> None:
    """Let the rows of cases be made anew at the end of the transaction."""
    for case_no in case_nos:
        touch_case(session, case_no)


def find_row_breaks(session: Session) -> Iterator[str]:
    """Yield what does not add up between the cases and their rows."""
    cases = session.scalars(select(func.count()).select_from(CaseRow)).one()
    for table in (LedgerRow, SearchTextRow):
        kept = session.scalars(select(func.count()).select_from(table)).one()
        if kept != cases:
            yield f"{table.__tablename__}: {kept} rows but {cases} cases; laixin ledger rebuild makes them anew"
