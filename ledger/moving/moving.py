"""Moving a ledger: closed, copied and proven in one transaction of the target, and never written in both places."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, func, inspect, make_url, select
from sqlalchemy.orm import Session

from ledger import dialects
from ledger.chain import NO_EVENT, append_event
from ledger.closing import State, set_state, state_of, write_though_closed
from ledger.migrating import current_revision, migrate_within
from ledger.migrations import HEAD
from ledger.moving.copying import Telling, copy_tables
from ledger.moving.proving import LedgerWithin, prove_same
from ledger.opening import describe_trouble, open_ledger
from ledger.tables import EventRow
from records import SetupError, UsageError

KIND: Final = "ledger.moved"


@dataclass(frozen=True)
class Move:
    """What was moved: rows by table, how many events and records. `again` when an earlier run had done it."""

    rows: dict[str, int]
    events: int
    last_hash: str
    records: int
    again: bool = False


@contextmanager
def open_database(url: str) -> Iterator[Engine]:
    """An engine without migrating. Raises SetupError `setup.database`; the address is not told, for its password."""
    try:
        engine = dialects.make_engine(url)
        engine.connect().close()
    except (*dialects.TROUBLE, ImportError, OSError) as trouble:
        raise SetupError("setup.database", describe_trouble(trouble)) from None
    try:
        yield engine
    finally:
        engine.dispose()


def move_ledger(
    source_url: str,
    target_url: str,
    *,
    office: str,
    tables: Path | None,
    by: str,
    at: datetime,
    every_record: bool = False,
    on_step: Telling = lambda _name, _done, _total: None,
) -> Move:
    """Move a ledger into an empty database, and close it where it was.

    The ledger takes nothing new from the first moment on. Whatever is written to the target is one transaction: killed
    at any moment before its end the target is as empty as before, and moving again begins anew; killed after it, moving
    again only closes the source.

    Raises:
        UsageError: `ledger.move-same`, `ledger.move-not-empty`, `ledger.moved-away`; `ledger.row-unfit` for a value
            that the target cannot hold, `ledger.not-same` when the proof fails. The source is open again then.
        SetupError: when a database cannot be used.
    """
    open_ledger(source_url, office=office, tables=tables).close()  # an older one is brought up to date
    with open_database(source_url) as source, open_database(target_url) as target:
        if _names(source) == _names(target):
            raise UsageError("ledger.move-same")
        if _state(source) == "moved-away":
            raise UsageError("ledger.moved-away")
        known = _arrived(source, target)
        if known is not None:
            close(source, "moved-away")
            return known
        close(source, "moving")
        try:
            with source_snapshot(source) as old, dialects.writing_engine(target).begin() as new:
                prepare_target(new)
                books = [LedgerWithin(one, office=office, tables=tables) for one in (old, new)]
                move = _copy(old, new, books, every_record=every_record, by=by, at=at, on_step=on_step)
        except BaseException:
            close(source, "open")
            raise
        close(source, "moved-away")
        return move


@contextmanager
def source_snapshot(source: Engine) -> Iterator[Connection]:
    """The source as at one moment."""
    with dialects.reading_engine(source).connect() as connection, connection.begin():
        dialects.allow_long(connection)
        yield connection


def prepare_target(target: Connection) -> None:
    """Make the tables in an empty database. Raises UsageError `ledger.move-not-empty` for any other."""
    revision = current_revision(target)
    if revision is None and inspect(target).get_table_names():
        raise UsageError("ledger.move-not-empty")
    if revision is not None and (revision != HEAD or _last_event(target)[0]):
        raise UsageError("ledger.move-not-empty")
    if revision is None:
        migrate_within(target)
    dialects.allow_long(target)
    with write_though_closed(target):
        pass  # nobody begins a ledger here from now on


def close(engine: Engine, state: State) -> None:
    """Close a ledger, or open it again, waiting for whoever writes."""
    with write_though_closed(dialects.writing_engine(engine)) as session:
        set_state(session, state)


def reopen_ledger(engine: Engine, *, by: str, at: datetime) -> None:
    """Open a ledger that was closed, with an event. Raises UsageError `ledger.is-open` when it is not closed."""
    with write_though_closed(dialects.writing_engine(engine)) as session:
        if state_of(session) == "open":
            raise UsageError("ledger.is-open")
        set_state(session, "open")
        append_event(session, "ledger.reopened", at=at, by=by, data={})


def _copy(
    old: Connection,
    new: Connection,
    books: list[LedgerWithin],
    *,
    every_record: bool,
    by: str,
    at: datetime,
    on_step: Telling,
) -> Move:
    source, target = books
    read = copy_tables(old, new, on_step=on_step)
    if new.dialect.name == "postgresql":
        new.exec_driver_sql("ANALYZE")  # without it the server guesses how large the tables are
    records = prove_same(source, target, read=read, connection=new, every_record=every_record, on_step=on_step)
    events, last_hash = _last_event(old)
    facts: dict[str, Any] = {
        "from": old.dialect.name,
        "events": events,
        "hash": last_hash,
        "tables": {name: {"rows": one.rows, "sha256": one.sha256} for name, one in read.items()},
    }
    with write_though_closed(new) as session:
        append_event(session, KIND, at=at, by=by, data=facts)
    return Move({name: one.rows for name, one in read.items()}, events, last_hash, records)


def _arrived(source: Engine, target: Engine) -> Move | None:
    """The move that an earlier run finished at the target, killed before it could close the source."""
    with source.connect() as old, target.connect() as new:
        if current_revision(new) != HEAD:
            return None
        events, last_hash = _last_event(old)
        told = new.execute(select(EventRow.data).where(EventRow.number == events + 1, EventRow.kind == KIND)).scalar()
        before = new.execute(select(EventRow.before).where(EventRow.number == events + 1)).scalar()
    if told is None or before != last_hash:
        return None
    rows = {name: table["rows"] for name, table in json.loads(told)["tables"].items()}
    return Move(rows, events, last_hash, 0, again=True)


def _state(engine: Engine) -> State:
    with Session(engine) as session:
        return state_of(session)


def _last_event(connection: Connection) -> tuple[int, str]:
    number = connection.scalar(select(func.max(EventRow.number))) or 0
    return number, connection.scalar(select(EventRow.hash).where(EventRow.number == number)) or NO_EVENT


def _names(engine: Engine) -> tuple[object, ...]:
    """What tells a database from others, but for users and passwords."""
    url = make_url(engine.url)
    if url.get_backend_name() == "sqlite":
        return ("sqlite", Path(url.database or "").resolve())
    return ("postgresql", url.host or url.query.get("host"), url.port, url.database)
