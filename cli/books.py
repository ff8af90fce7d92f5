"""The ledger for commands that read no letters: opened without engines, models or Prefect."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ledger import Ledger
    from records import Settings


@contextmanager
def open_books(settings: "Settings") -> Iterator["Ledger"]:
    """The ledger of a home folder.

    Raises:
        UsageError: `home.empty` when there is none: a mistyped `--home` must not make an empty ledger.
        SetupError: when the database cannot be opened.
    """
    from ledger import open_ledger
    from ledger.life.clock_rules import Counting
    from records import UsageError

    if settings.database_url is None and not settings.ledger_file.exists():
        raise UsageError("home.empty", str(settings.home))
    counting = Counting.of(settings)
    with open_ledger(settings.ledger_url, office=settings.office, tables=settings.vocab, counting=counting) as ledger:
        yield ledger
