"""Opening the ledger: the database is made and brought to the tables of today."""

from pathlib import Path

from alembic.util import CommandError
from sqlalchemy.exc import DBAPIError

from ledger import dialects
from ledger.book import Ledger
from ledger.life.clock_rules import Counting, open_clocks
from ledger.migrating import migrate
from records import SetupError


def open_ledger(url: str, *, office: str, tables: Path | None = None, counting: Counting | None = None) -> Ledger:
    """The ledger at a database address (`sqlite:///path` or `postgresql://…`), migrated.

    `office` is the office's code in new case numbers, `tables` the folder of its own tables (default: the ones that
    come with the program), `counting` what it set for the clocks of the law. Raises SetupError when the database, the
    tables or the settings of the clocks cannot be used.
    """
    clocks = open_clocks(tables, counting)
    try:
        engine = dialects.make_engine(url)
        migrate(engine)
    except (*dialects.TROUBLE, CommandError, ImportError, OSError) as trouble:
        raise SetupError("setup.database", describe_trouble(trouble)) from None
    ledger = Ledger(engine, office=office, tables=tables, clocks=clocks)
    ledger.make_missing_rows()
    return ledger


def describe_trouble(trouble: Exception) -> str:
    """What to do. The address is not told: it may hold a password."""
    if isinstance(trouble, ImportError):
        return "the database's driver is not installed: pip install 'psycopg[binary]'"
    if isinstance(trouble, CommandError):
        return "the database was made by a newer version of this program, or by another one: update the program"
    cause = trouble.orig if isinstance(trouble, DBAPIError) else trouble
    return f"check LAIXIN_DATABASE_URL and the rights on the folder ({type(cause).__name__})"
