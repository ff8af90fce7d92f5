"""The check of `laixin doctor` that the rows of the list are up to date."""

from typing import TYPE_CHECKING

from cli.check import Check
from cli.texts import text

if TYPE_CHECKING:
    from records import Settings


def check_rows(settings: "Settings") -> Check:
    """Every case has a row, made by this version of the program and of the tables."""
    from cli.books import open_books
    from ledger.rows.row_book import MOST_COUNTED

    if settings.database_url is None and not settings.ledger_file.exists():
        return Check("rows", "ok", text("doctor.rows-found", rows=0))
    with open_books(settings) as ledger:
        stale, count = ledger.stale_rows(), ledger.count_rows(at_most=MOST_COUNTED)
    if stale:
        return Check("rows", "warning", text("doctor.rows-stale", count=stale), text("doctor.rows-todo"))
    rows = f"{MOST_COUNTED}+" if count > MOST_COUNTED else f"{count}"
    return Check("rows", "ok", text("doctor.rows-found", rows=rows))
