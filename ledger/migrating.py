"""Migrating: a database is brought to the tables of today, or to those of an earlier version of the program."""

import threading

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, inspect, text

from ledger import dialects
from ledger.migrations import HEAD

_ALEMBIC = threading.Lock()  # it keeps the migration that runs in a module's variable
_VERSIONS = "alembic_version"


def migrate(engine: Engine) -> bool:
    """Bring the tables up to date in one transaction, or change nothing; whether they were of an earlier revision.

    A database that is up to date is not locked.
    """
    with engine.connect() as connection:
        if current_revision(connection) == HEAD:
            return False
    with dialects.writing_engine(engine).begin() as connection:
        migrate_within(connection)
    return True


def migrate_within(connection: Connection) -> None:
    """As `migrate`, in the transaction of a connection."""
    dialects.allow_long(connection)
    dialects.lock_schema(connection)
    with _ALEMBIC:
        command.upgrade(_configure(connection), "head")


def migrate_to(engine: Engine, revision: str, *, drop_data: bool = False) -> None:
    """Bring the tables to a revision, up or down, in one transaction, or change nothing.

    Raises UsageError: `ledger.downgrade-loses` when the tables of that revision cannot hold all that was written,
    unless `drop_data`; `ledger.downgrade-never` when it would break up letters. The events stay in either case, and
    tell of what is missing.
    """
    with dialects.writing_engine(engine).begin() as connection:
        dialects.allow_long(connection)
        dialects.lock_schema(connection)
        config = _configure(connection)
        config.attributes["drop_data"] = drop_data
        with _ALEMBIC:
            if revision != "base" and (current_revision(connection) or "") < revision:
                command.upgrade(config, revision)
            else:
                command.downgrade(config, revision)


def current_revision(connection: Connection) -> str | None:
    """The revision of a database's tables; none when it is no ledger yet."""
    if not inspect(connection).has_table(_VERSIONS):
        return None
    revision: str | None = connection.scalar(text(f"SELECT version_num FROM {_VERSIONS}"))  # noqa: S608
    return revision


def _configure(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "ledger:migrations")
    config.attributes["connection"] = connection
    return config
