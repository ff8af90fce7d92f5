"""What differs between SQLite and PostgreSQL; nothing else in the ledger knows which one it speaks to."""

import os
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, Table, create_engine, event, func, make_url, select
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from records import SetupError

BUSY_MS = 30_000
SERVER_LIMITS = {
    "lock_timeout": BUSY_MS,
    "statement_timeout": 300_000,
    "idle_in_transaction_session_timeout": 600_000,
    "tcp_keepalives_idle": 30,
    "tcp_keepalives_interval": 10,
    "tcp_keepalives_count": 3,
}
"""Limits of a connection to PostgreSQL, milliseconds, or seconds and counts of keep-alives: none waits for ever."""
TROUBLE = (SQLAlchemyError, sqlite3.Error)
"""What a database that cannot be used raises."""

_KEYS_AT_ONCE = 50  # SQLite joins no more than 500 questions in one statement
_SCHEMA_LOCK = 0x6C_61_69_78_69_6E  # "laixin": the key of the PostgreSQL advisory lock
_WRITING = "laixin_writing"

# What a second row with the same key would look like: `INSERT OR REPLACE` of SQLite deletes the first
# without asking the DELETE trigger, so the insert itself is refused.
_SAME_KEY = {
    "events": "number = NEW.number",
    "readings": "id = NEW.id OR event_number = NEW.event_number OR case_no = NEW.case_no"
    " AND (number = NEW.number OR stamp_hash = NEW.stamp_hash)",
    "reviews": "id = NEW.id OR event_number = NEW.event_number",
    "links": "id = NEW.id",
    "labelled_texts": "sha256 = NEW.sha256",
    "labels": "id = NEW.id",
    "steps": "id = NEW.id OR event_number = NEW.event_number",
    "accesses": "id = NEW.id OR event_number = NEW.event_number",
}
APPEND_ONLY = tuple(_SAME_KEY)


def make_engine(address: str) -> Engine:
    """An engine for a database address. Raises SetupError for a database that the ledger cannot use.

    Errors never show the values of a statement: they hold what letters say.
    """
    url = make_url(address)
    match url.get_backend_name():
        case "sqlite":
            return _sqlite(url)
        case "postgresql":
            return _postgresql(url)
        case other:
            raise SetupError("setup.database", f"use sqlite or postgresql, not {other}")


def reading_engine(engine: Engine) -> Engine:
    """The same engine for transactions that only read: all their statements see one moment."""
    if engine.dialect.name == "postgresql":
        return engine.execution_options(isolation_level="REPEATABLE READ")
    return engine  # a transaction of SQLite in WAL mode does so anyway


def writing_engine(engine: Engine) -> Engine:
    """The same engine for transactions that write: SQLite takes its write lock at the start, not half way."""
    return engine.execution_options(**{_WRITING: True})


def now(connection: Connection) -> datetime:
    """The time by the database's own clock, where machines share one; by this machine's for a file of it."""
    if connection.dialect.name == "postgresql":
        moment: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        return moment.astimezone(UTC)
    return datetime.now(UTC)


def allow_long(connection: Connection) -> None:
    """Let the statements of this transaction take as long as they need, and wait for others as long."""
    if connection.dialect.name == "postgresql":
        for limit in ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout"):
            connection.exec_driver_sql(f"SET LOCAL {limit} = 0")


def raise_sequence(connection: Connection, table: Table) -> None:
    """Let the numbers that a table gives its rows itself go on after the highest; SQLite does so anyhow."""
    (key, *others) = table.primary_key.columns
    if connection.dialect.name != "postgresql" or others:
        return
    sequence = connection.scalar(select(func.pg_get_serial_sequence(table.name, key.name)))
    highest = connection.scalar(select(func.max(key)))
    if sequence is not None and highest is not None:
        connection.execute(select(func.setval(sequence, highest)))


def newest_of_keys(connection: Connection, keys: Collection[int], *, most: int) -> dict[int, list[int]]:
    """Of each key of likeness the letters that bear it, at most so many, the newest first; few statements for all.

    A key may belong to a hundred thousand letters: each is looked up by itself and stops early.
    """
    found: dict[int, list[int]] = {}
    wanted = sorted(keys)
    if connection.dialect.name == "postgresql":
        rows = connection.exec_driver_sql(
            "SELECT asked.key, found.letter FROM unnest(%s::bigint[]) AS asked (key), LATERAL (SELECT letter"
            " FROM likeness_keys WHERE likeness_keys.key = asked.key ORDER BY letter DESC LIMIT %s) AS found",
            (wanted, most),
        )
        for key, letter in rows:
            found.setdefault(key, []).append(letter)
        return found
    one = "SELECT * FROM (SELECT key, letter FROM likeness_keys WHERE key = ? ORDER BY letter DESC LIMIT ?)"
    for start in range(0, len(wanted), _KEYS_AT_ONCE):
        some = wanted[start : start + _KEYS_AT_ONCE]
        given = tuple(value for key in some for value in (key, most))
        for key, letter in connection.exec_driver_sql(" UNION ALL ".join([one] * len(some)), given):
            found.setdefault(key, []).append(letter)
    return {key: sorted(letters, reverse=True) for key, letters in found.items()}


@contextmanager
def without_indexes(connection: Connection, tables: Iterable[str]) -> Iterator[None]:
    """Fill tables of PostgreSQL without their inverted indexes, which are made at the end: many times as fast."""
    if connection.dialect.name != "postgresql":
        yield
        return
    wanted = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef LIKE '%% USING gin %%'"
    indexes = connection.exec_driver_sql(wanted, (list(tables),)).all()
    for name, _ in indexes:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    yield
    connection.exec_driver_sql("SET LOCAL maintenance_work_mem = '256MB'")
    for _, definition in indexes:
        connection.exec_driver_sql(definition)


def lock_schema(connection: Connection) -> None:
    """Let one process at a time migrate, until the transaction ends. SQLite's write lock does it already."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_SCHEMA_LOCK})")


def append_only(table: str, dialect: str) -> tuple[str, ...]:
    """The statements that make the database refuse every change to the rows of a table."""
    if dialect == "postgresql":
        return (
            (
                "CREATE OR REPLACE FUNCTION laixin_refuse() RETURNS trigger LANGUAGE plpgsql AS"
                " $$ BEGIN RAISE EXCEPTION 'the table % is append-only', TG_TABLE_NAME; END $$"
            ),
            (
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
                " FOR EACH STATEMENT EXECUTE FUNCTION laixin_refuse()"
            ),
        )
    refuse = f"BEGIN SELECT RAISE(ABORT, 'the table {table} is append-only'); END"
    again = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {_SAME_KEY[table]})"  # noqa: S608 - names of this module
    return (
        f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {again} {refuse}",
    )


def drop_append_only(dialect: str) -> tuple[str, ...]:
    """The statements that remove what `append_only` made beside the tables, when the last of them is gone."""
    return ("DROP FUNCTION laixin_refuse()",) if dialect == "postgresql" else ()


def _postgresql(url: URL) -> Engine:
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    wanted = {"connect_timeout": "10", "application_name": "laixin"}
    # A machine that is switched off holds its locks until its connection is known to be dead.
    wanted |= {"keepalives_idle": "30", "keepalives_interval": "10", "keepalives_count": "3"}
    engine = create_engine(
        url.update_query_dict({name: value for name, value in wanted.items() if name not in url.query}),
        hide_parameters=True,
        pool_pre_ping=True,  # a server that was restarted is found again
        pool_recycle=1800,
        pool_size=5,
        max_overflow=10,
    )
    if "options" not in url.query:  # what the address says goes before
        event.listen(engine, "connect", _set_up_postgresql)
    return engine


def _set_up_postgresql(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    try:
        for limit, value in SERVER_LIMITS.items():
            cursor.execute(f"SET {limit} = {value}")
        connection.commit()
    finally:
        cursor.close()


def _sqlite(url: URL) -> Engine:
    if url.database is None or url.database in ("", ":memory:"):
        raise SetupError("setup.database", "a ledger needs a file: sqlite:///path/to/ledger.sqlite")
    path = Path(url.database)
    path.parent.mkdir(parents=True, exist_ok=True)
    # Made by us and not by SQLite, so that only its owner can read it; the WAL files take the same mode.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    engine = create_engine(url, hide_parameters=True, connect_args={"timeout": BUSY_MS / 1000})
    event.listen(engine, "connect", _set_up_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    cursor = connection.cursor()
    try:
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute("PRAGMA synchronous = FULL")
        until = time.monotonic() + BUSY_MS / 1000
        while not _in_wal_mode(connection):
            if time.monotonic() > until:
                raise SetupError("setup.database", "the database does not go into WAL mode; use a local disk")
            time.sleep(0.05)
    finally:
        cursor.close()


def _in_wal_mode(connection: DBAPIConnection) -> bool:
    """Whether the database is in WAL mode now. Two that switch at once block each other without waiting."""
    cursor = connection.cursor()
    try:
        cursor.execute("PRAGMA journal_mode = WAL")
        return cursor.fetchone() == ("wal",)
    except sqlite3.OperationalError as trouble:
        if trouble.sqlite_errorcode != sqlite3.SQLITE_BUSY:
            raise
        return False
    finally:
        cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(_WRITING, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
