"""The ledger itself: each method is one transaction, safe among threads and processes."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from ledger import dialects
from ledger.arrivals import Arrival, all_scans, commit_arrival, mark_removed, pending_scans
from ledger.balance import Balance, strike_balance
from ledger.case_records import cases_after, current_reading, find_case, history_of, records_of
from ledger.cases import register_reading
from ledger.chain import MACHINE, find_breaks, lock_writers
from ledger.quarantine import Held, held_files, hold_scan, release_scans
from ledger.restricted import withhold
from ledger.reviews import append_review
from ledger.stacks import count_parents, register_split
from records import CaseRecord, Event, Reading, Review, Scan, SourceId, StackPages

_CASES_AT_ONCE = 50


class Ledger:
    """The book of all letters. Made by `open_ledger`; to be closed after use, or used with `with`."""

    def __init__(self, engine: Engine, *, office: str) -> None:
        self._engine = engine
        self._office = office

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close every connection to the database."""
        self._engine.dispose()

    def take_in(self, scan: Scan, *, source: SourceId) -> Arrival:
        """Commit that a file came. Once this returns, and not before, its source may be removed.

        The same file, committed by a run that was killed before it removed the file, gives the arrival of
        then and adds nothing. A copy of a scan that is a case is a duplicate at once.
        """
        with self._writing() as session:
            return commit_arrival(session, scan, source=source)

    def source_removed(self, arrival_id: int) -> None:
        """Note that an arrival's file is gone from the inbox."""
        with self._writing() as session:
            mark_removed(session, arrival_id)

    def pending(self) -> list[Scan]:
        """The distinct scans without an outcome, the oldest first."""
        with self._reading() as session:
            return pending_scans(session)

    def scans(self) -> list[str]:
        """The SHA-256 of every scan ever taken in: each must have its original in the store."""
        with self._reading() as session:
            return all_scans(session)

    def record_case(self, reading: Reading, *, at: datetime) -> str:
        """Keep a reading and give the number of its case; the same reading twice changes nothing."""
        with self._writing() as session:
            return register_reading(session, reading, office=self._office, at=at)

    def split(
        self, sha256: str, parts: Sequence[Scan], *, pages: StackPages | None, at: datetime, by: str = MACHINE
    ) -> tuple[Scan, ...]:
        """Write down what a stack or an archive was split into; gives those of its letters that are in progress."""
        with self._writing() as session:
            return register_split(session, sha256, parts, pages=pages, by=by, at=at)

    def depth(self, scan: Scan) -> int:
        """How many archives and stacks a scan lies in, one inside the other."""
        with self._reading() as session:
            return count_parents(session, scan.sha256)

    def hold(self, sha256: str, *, code: str, detail: str, at: datetime) -> None:
        """Put the arrivals of a scan that have no outcome into quarantine."""
        with self._writing() as session:
            hold_scan(session, sha256, code=code, detail=detail, at=at)

    def quarantine(self) -> list[Held]:
        """Every file in quarantine."""
        with self._reading() as session:
            return held_files(session)

    def release(self, sha256s: Iterable[str] | None = None) -> int:
        """Give held scans (all, when none are named) back to be read again; returns how many scans."""
        with self._writing() as session:
            return release_scans(session, sha256s, at=datetime.now(UTC))

    def cases(self, *, restricted: bool = False) -> Iterator[CaseRecord]:
        """Every case in the order of registration; accusations whole only when `restricted` is true."""
        last_id = 0
        while True:
            with self._reading() as session:
                rows = cases_after(session, last_id, at_most=_CASES_AT_ONCE)
                records = list(records_of(session, rows))
            if not rows:
                return
            last_id = rows[-1].id
            yield from records if restricted else map(withhold, records)

    def case(self, case_no: str, *, restricted: bool = False) -> CaseRecord:
        """One case, an accusation whole only when `restricted` is true. Raises UsageError when there is none."""
        with self._reading() as session:
            (record,) = records_of(session, [find_case(session, case_no)])
        return record if restricted else withhold(record)

    def reading(self, case_no: str) -> Reading:
        """The newest reading of a case, whole, whoever asks. Raises UsageError when there is none."""
        with self._reading() as session:
            return current_reading(session, find_case(session, case_no))

    def history(self, case_no: str) -> list[Event]:
        """What happened to a case, the oldest first. Raises UsageError when there is none."""
        with self._reading() as session:
            return history_of(session, case_no)

    def review(self, case_no: str, field: str, value: str | list[str], *, by: str, note: str, at: datetime) -> Review:
        """Append a person's decision about a field. Raises UsageError when it cannot be taken."""
        with self._writing() as session:
            return append_review(session, case_no, field, value, by=by, note=note, at=at)

    def balance(self) -> Balance:
        """What came, and what became of it."""
        with self._reading() as session:
            return strike_balance(session)

    def verify_chain(self) -> list[str]:
        """Every place where the events are not the chain that was written; empty when all is well."""
        with self._reading() as session:
            return list(find_breaks(session))

    @contextmanager
    def _reading(self) -> Iterator[Session]:
        """A transaction that sees one moment of the database."""
        with Session(dialects.reading_engine(self._engine), expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def _writing(self) -> Iterator[Session]:
        """A transaction that writes, alone."""
        with Session(dialects.writing_engine(self._engine)) as session, session.begin():
            lock_writers(session)
            yield session
