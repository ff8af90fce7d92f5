"""The proof that two ledgers say the same: rows, records, and the chain of events."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from ledger.all_tables import METADATA
from ledger.book import Ledger
from ledger.case_records import records_of
from ledger.life.clock_rules import INFO
from ledger.moving.copying import Telling
from ledger.moving.row_digests import TableDigest, digest_table
from ledger.tables import CaseRow
from records import UsageError

SAMPLE = 500
_CASES_AT_ONCE = 50


class LedgerWithin(Ledger):
    """A ledger that is read inside the transaction of a connection: before it is committed, nobody else sees it."""

    def __init__(self, connection: Connection, *, office: str, tables: Path | None) -> None:
        """The ledger of a connection; closing it leaves the connection as it is."""
        super().__init__(connection.engine, office=office, tables=tables)
        self._connection = connection

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        with Session(self._connection, expire_on_commit=False, info={INFO: self._clocks}) as session:
            yield session

    def some_records(self, *, every: int) -> Iterator[tuple[int, str]]:
        """Every so-manieth record, whole, with the number of its row, in the order of registration."""
        last = 0
        while True:
            with self._reading() as session:
                wanted = session.query(CaseRow).where(CaseRow.id > last).order_by(CaseRow.id)
                rows = wanted.limit(_CASES_AT_ONCE * every).all()[::every]
                if not rows:
                    return
                last = rows[-1].id + every - 1
                for row, record in zip(rows, records_of(session, rows, vocabulary=self._vocabulary), strict=True):
                    yield row.id, record.model_dump_json(by_alias=True)


def prove_same(
    source: LedgerWithin,
    target: LedgerWithin,
    *,
    read: Mapping[str, TableDigest],
    connection: Connection,
    every_record: bool,
    on_step: Telling,
) -> int:
    """Raise UsageError `ledger.not-same` with the first thing that differs; how many records were compared.

    The tables of the target are read anew and compared with what was read from the source; the records of both are
    put together by the program and compared, a sample of them or all; the chain is verified on arrival.
    """
    for number, table in enumerate(METADATA.sorted_tables):
        on_step("proof", number, len(METADATA.sorted_tables))
        if digest_table(connection, table) != read[table.name]:
            raise UsageError("ledger.not-same", table.name)
    compared = _compare_records(source, target, cases=read[CaseRow.__tablename__].rows, all_=every_record, told=on_step)
    on_step("chain", 0, 1)
    if source.balance() != target.balance():
        raise UsageError("ledger.not-same", "balance")
    broken = sorted(set(target.verify_chain()) - set(source.verify_chain()))
    if broken:
        raise UsageError("ledger.not-same", broken[0])
    on_step("chain", 1, 1)
    return compared


def _compare_records(source: LedgerWithin, target: LedgerWithin, *, cases: int, all_: bool, told: Telling) -> int:
    every = 1 if all_ else max(1, cases // SAMPLE)
    compared = 0
    for ours, theirs in zip(source.some_records(every=every), target.some_records(every=every), strict=True):
        if ours != theirs:
            raise UsageError("ledger.not-same", f"cases {ours[0]}")
        compared += 1
        told("records", compared, -(-cases // every))
    return compared
