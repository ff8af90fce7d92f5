"""What differs between SQLite and PostgreSQL; nothing else in the ledger knows which one it speaks to."""

import os
import sqlite3
import time
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import ConnectionPoolEntry

from records import SetupError

BUSY_MS = 30_000
TROUBLE = (SQLAlchemyError, sqlite3.Error)
"""What a database that cannot be used raises."""

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
            if url.drivername == "postgresql":
                url = url.set(drivername="postgresql+psycopg")
            return create_engine(url, hide_parameters=True, pool_pre_ping=True)
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
