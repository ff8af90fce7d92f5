"""What a table holds, in one figure: the same for the same rows in any order and on any database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Column, Connection, Integer, Select, String, Table, select

from ledger.chain import canonical
from ledger.clock import utc
from ledger.closing import CLOSED
from ledger.tables import CounterRow
from records import UsageError

ROWS_AT_ONCE = 500
_ALL = 1 << 256
_INTEGER_END, _BIG_END = 1 << 31, 1 << 63


@dataclass(frozen=True, slots=True)
class TableDigest:
    """How many rows a table has, and the sum of their hashes.

    A sum does not depend on the order, and so not on how a server sorts words.
    """

    rows: int = 0
    total: int = 0

    def add(self, rows: Iterable[Sequence[Any]]) -> "TableDigest":
        """The digest with some rows more."""
        count, total = self.rows, self.total
        for row in rows:
            count += 1
            total += int.from_bytes(sha256(canonical([_plain(value) for value in row]).encode()).digest(), "big")
        return TableDigest(count, total % _ALL)

    @property
    def sha256(self) -> str:
        """The sum in hexadecimal, as long as a SHA-256."""
        return f"{self.total:064x}"


def rows_of(table: Table) -> Select[Any]:
    """What belongs to a table's content: all but the counter that tells whether the ledger is open."""
    rows = select(table)
    return rows.where(table.c.name != CLOSED) if table.name == CounterRow.__tablename__ else rows


def digest_table(connection: Connection, table: Table) -> TableDigest:
    """Read a table from end to end; a few hundred rows are in memory at a time."""
    digest = TableDigest()
    streamed = connection.execute(rows_of(table), execution_options={"yield_per": ROWS_AT_ONCE})
    for rows in streamed.partitions():
        digest = digest.add(rows)
    return digest


def check_row(table: Table, number: int, row: Sequence[Any]) -> None:
    """Raise UsageError `ledger.row-unfit` for a value that PostgreSQL cannot hold: with its place, without itself.

    SQLite keeps texts of any length, NUL in them, and any integer of 64 bits wherever they are put.
    """
    for column, value in zip(table.columns, row, strict=True):
        if not _fits(column, value):
            raise UsageError("ledger.row-unfit", f"{table.name} {number} {column.name}")


def _fits(column: Column[Any], value: object) -> bool:
    if isinstance(value, str):
        most = column.type.length if isinstance(column.type, String) else None
        return "\0" not in value and (most is None or len(value) <= most)
    if isinstance(value, int) and not isinstance(value, bool):
        end = _INTEGER_END if type(column.type) is Integer else _BIG_END
        return -end <= value < end
    return True


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return utc(value).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    return value
