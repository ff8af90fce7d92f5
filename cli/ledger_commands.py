"""`laixin ledger`: the database itself: what it is, its tables of today or of before, its way to another database."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.command_group import LaixinCommand, open_group
from cli.consoles import print_json, remarks, results
from cli.ledger_progress import MoveProgress
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import text

if TYPE_CHECKING:
    from records import Settings

MB = 10**6

To = Annotated[str, typer.Option("--to", metavar="URL", help=text("option.ledger-to"), show_default=False)]
Revision = Annotated[
    str | None, typer.Option("--to", metavar="REVISION", help=text("option.ledger-revision"), show_default=False)
]
DropData = Annotated[bool, typer.Option("--drop-data", help=text("option.ledger-drop-data"))]
EveryRecord = Annotated[bool, typer.Option("--every-record", help=text("option.ledger-every-record"))]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=text("option.ledger-by"), show_default=False)]

app = open_group("ledger")


def _command(name: str) -> dict[str, object]:
    return {
        "name": name,
        "cls": LaixinCommand,
        "help": text(f"help.ledger.{name}"),
        "short_help": text(f"help.ledger.{name}.short"),
        "options_metavar": text("heading.options-metavar"),
    }


@app.command(**_command("status"))  # type: ignore[arg-type] # each value is what its option takes
def status(as_json: options.AsJson = False, home: options.Home = None) -> None:
    """Show what database the ledger is in, the revision of its tables, its size and its rows."""
    from dataclasses import asdict

    from ledger.moving.moving import open_database
    from ledger.standing import look_at

    settings = _find(read_settings(home=home))
    with open_database(settings.ledger_url) as engine:
        found = look_at(engine)
    if as_json:
        print_json(asdict(found))
        return
    facts = {**asdict(found), "revision": found.revision or "-", "megabytes": f"{found.bytes / MB:.1f}"}
    results().print(text("ledger.status", **facts), soft_wrap=True)
    results().print(text(f"ledger.state-{found.state}"), soft_wrap=True)
    if found.revision != found.newest:
        results().print(text("ledger.status-older", newest=found.newest), soft_wrap=True)
    rows = [(name, f"{count:,}") for name, count in found.rows.items()]
    results().print(make_table([text("ledger.table"), text("ledger.rows")], rows))


@app.command(**_command("migrate"))  # type: ignore[arg-type]
def migrate(to: Revision = None, drop_data: DropData = False, home: options.Home = None) -> None:
    """Bring the tables up to date, or back to those of an earlier version."""
    from ledger.migrating import migrate_to
    from ledger.migrations import HEAD
    from ledger.moving.moving import open_database
    from records import UsageError

    settings = _find(read_settings(home=home))
    wanted = to or HEAD
    if not ("0001" <= wanted <= HEAD and len(wanted) == len(HEAD) and wanted.isdecimal()):
        raise UsageError("ledger.no-revision", f"0001-{HEAD}")
    with open_database(settings.ledger_url) as engine:
        migrate_to(engine, wanted, drop_data=drop_data)
    key = "ledger.migrated" if wanted == HEAD else "ledger.migrated-back"
    results().print(text(key, revision=wanted), style="green", soft_wrap=True)


@app.command(**_command("move"))  # type: ignore[arg-type]
def move(to: To, by: By, every_record: EveryRecord = False, home: options.Home = None) -> None:
    """Move the ledger into another database, and prove that both say the same."""
    from datetime import UTC, datetime

    from ledger.moving.moving import move_ledger

    settings = _find(read_settings(home=home))
    _check_signed(by)
    with MoveProgress() as progress:
        done = move_ledger(
            settings.ledger_url,
            to,
            office=settings.office,
            tables=settings.vocab,
            by=by.strip(),
            at=datetime.now(UTC),
            every_record=every_record,
            on_step=progress.on_step,
        )
    if done.again:
        results().print(text("ledger.moved-before"), style="green", soft_wrap=True)
    else:
        facts = {"tables": len(done.rows), "rows": sum(done.rows.values()), "events": done.events}
        told = text("ledger.moved", **facts, records=done.records, hash=done.last_hash[:16])
        results().print(told, style="green", soft_wrap=True)
    remarks().print(text("ledger.moved-next"), soft_wrap=True)


@app.command(**_command("rebuild"))  # type: ignore[arg-type]
def rebuild(home: options.Home = None) -> None:
    """Make the rows of the list and of the search anew where they are missing or out of date."""
    from cli.books import open_books

    with open_books(read_settings(home=home)) as ledger, MoveProgress() as progress:
        total, done = ledger.stale_rows(), 0
        for made in ledger.rebuild_rows():
            done += made
            progress.on_step("rebuilding", done, max(done, total))
    results().print(text("ledger.rebuilt", count=done), style="green", soft_wrap=True)


@app.command(**_command("reopen"))  # type: ignore[arg-type]
def reopen(by: By, home: options.Home = None) -> None:
    """Open a ledger again that was closed because it was moved."""
    from datetime import UTC, datetime

    from ledger.migrating import migrate as bring_up
    from ledger.moving.moving import open_database, reopen_ledger

    settings = _find(read_settings(home=home))
    _check_signed(by)
    with open_database(settings.ledger_url) as engine:
        bring_up(engine)
        reopen_ledger(engine, by=by.strip(), at=datetime.now(UTC))
    results().print(text("ledger.reopened"), style="green", soft_wrap=True)


def _find(settings: "Settings") -> "Settings":
    """The settings, when there is a ledger.

    Raises:
        UsageError: `home.empty` when there is none: a mistyped `--home` must not make an empty one.
    """
    from records import UsageError

    if settings.database_url is None and not settings.ledger_file.exists():
        raise UsageError("home.empty", str(settings.home))
    return settings


def _check_signed(by: str) -> None:
    from records import UsageError

    if not by.strip():
        raise UsageError("review.unsigned")
