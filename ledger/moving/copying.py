"""Copying the tables of a ledger, in the order in which they refer to each other."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, select
from sqlalchemy.orm import Session

from ledger import dialects
from ledger.all_tables import METADATA
from ledger.moving.row_digests import ROWS_AT_ONCE, TableDigest, check_row, rows_of
from ledger.rows.filters import marks_of_row
from ledger.rows.postings import FILTERS, WORDS, replace_marks
from ledger.rows.tables import LedgerRow, SearchTextRow
from ledger.rows.words import CaseWords, marks_of_words
from ledger.tables import CounterRow

Telling = Callable[[str, int, int], None]
"""Is told what is under way (the name of a table, or of a step), how many rows are done, and of how many."""
_Write = Callable[[Sequence[Sequence[Any]]], None]


def copy_tables(source: Connection, target: Connection, *, on_step: Telling) -> dict[str, TableDigest]:
    """Copy every table into an empty ledger; what was read, by table."""
    found = {}
    target.execute(delete(CounterRow))  # a new ledger has one already
    for table in METADATA.sorted_tables:
        found[table.name] = _copy_table(source, target, table, on_step=on_step)
        dialects.raise_sequence(target, table)
    with Session(target) as session, dialects.without_indexes(target, [FILTERS.name, WORDS.name]):
        _lay_postings(session, on_step)
        session.commit()
    return found


def _copy_table(source: Connection, target: Connection, table: Table, *, on_step: Telling) -> TableDigest:
    total = source.scalar(select(func.count()).select_from(rows_of(table).subquery())) or 0
    digest = TableDigest()
    on_step(table.name, 0, total)
    streamed = source.execute(rows_of(table), execution_options={"yield_per": ROWS_AT_ONCE})
    with _writer(target, table) as write:
        for rows in streamed.partitions():
            for number, row in enumerate(rows, digest.rows + 1):
                check_row(table, number, row)
            write(rows)
            digest = digest.add(rows)
            on_step(table.name, digest.rows, total)
    return digest


@contextmanager
def _writer(target: Connection, table: Table) -> Iterator[_Write]:
    if target.dialect.name != "postgresql":
        names = [column.name for column in table.columns]
        yield lambda rows: _insert(target, table, names, rows)
        return
    from psycopg import sql  # it is installed where PostgreSQL is used

    columns = sql.SQL(", ").join(sql.Identifier(column.name) for column in table.columns)
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), columns)
    processors = [column.type.bind_processor(target.dialect) for column in table.columns]
    driver: Any = target.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:

        def write(rows: Sequence[Sequence[Any]]) -> None:
            for row in rows:
                pairs = zip(processors, row, strict=True)
                copy.write_row([process(value) if process else value for process, value in pairs])

        yield write


def _insert(target: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    target.execute(insert(table), [dict(zip(names, row, strict=True)) for row in rows])


def _lay_postings(session: Session, on_step: Telling) -> None:
    """Make the inverted indexes, which each database has of its own kind, from the rows that were copied."""
    total = session.scalar(select(func.count()).select_from(LedgerRow)) or 0
    on_step("postings", 0, 2 * total)
    streamed = {"yield_per": ROWS_AT_ONCE}
    rows = session.scalars(select(LedgerRow), execution_options=streamed)
    for done, row in enumerate(rows, 1):
        replace_marks(session, FILTERS, row.case_id, set(), marks_of_row(row))
        if done % ROWS_AT_ONCE == 0:
            on_step("postings", done, 2 * total)
    texts = session.scalars(select(SearchTextRow), execution_options=streamed)
    for done, text in enumerate(texts, total + 1):
        marks = marks_of_words(CaseWords(text.closed, text.words, text.personal))
        replace_marks(session, WORDS, text.case_id, set(), marks)
        if done % ROWS_AT_ONCE == 0:
            on_step("postings", done, 2 * total)
    on_step("postings", 2 * total, 2 * total)
