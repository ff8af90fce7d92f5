"""`laixin search`: the newest cases that hold words."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli import accesses, options
from cli.accesses import note_access
from cli.books import open_books
from cli.consoles import print_json, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import text
from cli.visible import show_visible
from cli.words import name_field, name_value

if TYPE_CHECKING:
    from ledger.rows.searching import Hit

Words = Annotated[list[str], typer.Argument(metavar="WORD…", help=text("option.search-words"), show_default=False)]
Limit = Annotated[int, typer.Option("--limit", metavar="N", min=1, max=1_000, help=text("option.search-limit"))]
Below = Annotated[
    int | None, typer.Option("--below", metavar="N", min=1, help=text("option.search-below"), show_default=False)
]


def search(
    words: Words,
    *,
    full: accesses.Full = False,
    restricted: options.Restricted = False,
    by: accesses.By = "",
    reason: accesses.Reason = "",
    limit: Limit = 50,
    below: Below = None,
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Find the cases that hold all the words, the newest first."""
    from ledger.rows.row_book import MOST_COUNTED

    with open_books(read_settings(home=home)) as ledger:
        if restricted:
            note_access(ledger, "search", "restricted", by=by, reason=reason, cases=len(ledger.apart()))
        if full:
            note_access(ledger, "search", "full", by=by, reason=reason, cases=ledger.count_rows(at_most=MOST_COUNTED))
        cursor = None if below is None else str(below)
        found = ledger.search(" ".join(words), personal=full, restricted=restricted, cursor=cursor, limit=limit)
    if as_json:
        print_json({"hits": [_as_row(hit) for hit in found.hits], "below": found.below})
        return
    if not found.hits:
        results().print(text("search.none" if found.below is None else "search.none-yet", below=found.below))
        return
    headings = [
        f"{name_field('case_no')}\n{name_field('received_at')}", f"{name_field('topic')}\n{name_field('unit')}",
        name_field("status"), text("search.passage"),
    ]  # fmt: skip
    results().print(make_table(headings, map(_show, found.hits)))
    key = "search.count" if found.below is None else "search.more"
    results().print(text(key, count=len(found.hits), below=found.below), style="bold")


def _show(hit: "Hit") -> tuple[str, ...]:
    return (
        f"{hit.case_no}\n{hit.received_on:%Y-%m-%d}",
        f"{name_value('topic', hit.topic)}\n{name_value('unit', hit.unit)}",
        name_value("status", hit.status),
        text("run.secret") if hit.restricted else show_visible(hit.passage),
    )


def _as_row(hit: "Hit") -> dict[str, object]:
    return {
        "case_no": hit.case_no,
        "restricted": hit.restricted,
        "status": hit.status,
        "received_on": hit.received_on.isoformat(),
        "topic": hit.topic,
        "unit": hit.unit,
        "passage": hit.passage,
    }
