"""Opening the ledger: the database is made and brought to the tables of today."""

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from ledger import dialects
from ledger.book import Ledger
from records import SetupError

_MIGRATING = threading.Lock()  # Alembic keeps the migration that runs in a module's variable


def open_ledger(url: str, *, office: str, tables: Path | None = None) -> Ledger:
    """The ledger at a database address (`sqlite:///path` or `postgresql://…`), migrated.

    `office` is the office's code in new case numbers, `tables` the folder of its own tables (default: the ones that
    come with the program). Raises SetupError when the database cannot be used.
    """
    try:
        engine = dialects.make_engine(url)
        migrate(engine)
    except (*dialects.TROUBLE, CommandError, ImportError, OSError) as trouble:
        raise SetupError("setup.database", _remedy(trouble)) from None
    return Ledger(engine, office=office, tables=tables)


def migrate(engine: Engine) -> None:
    """Bring the tables up to date in one transaction, or change nothing."""
    config = Config()
    config.set_main_option("script_location", "ledger:migrations")
    with _MIGRATING, dialects.writing_engine(engine).begin() as connection:
        dialects.lock_schema(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _remedy(trouble: Exception) -> str:
    """What to do. The address is not told: it may hold a password."""
    if isinstance(trouble, ImportError):
        return "the database's driver is not installed: pip install 'psycopg[binary]'"
    if isinstance(trouble, CommandError):
        return "the database was made by a newer version of this program, or by another one: update the program"
    cause = trouble.orig if isinstance(trouble, DBAPIError) else trouble
    return f"check LAIXIN_DATABASE_URL and the rights on the folder ({type(cause).__name__})"
