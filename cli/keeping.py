"""`laixin quarantine`, `replay`, `balance`, `verify`, `originals`: nothing is lost, and it can be proven."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.books import open_books
from cli.consoles import print_json, remarks, results
from cli.options import read_settings
from cli.run_results import print_held
from cli.tables import make_table
from cli.texts import text
from cli.troubles import describe_code
from cli.visible import show_visible
from cli.words import name_field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ledger import Held

DOES_NOT_ADD_UP = 1
SIDES = ("taken_in", "cases", "duplicates", "quarantined", "in_progress")
Sha256s = Annotated[list[str] | None, typer.Argument(metavar="SHA256…", help=text("option.sha256"), show_default=False)]
All = Annotated[bool, typer.Option("--all", help=text("option.all"))]
ToFolder = Annotated[Path, typer.Option("--to", help=text("option.to-folder"), show_default=False)]


def quarantine(as_json: options.AsJson = False, home: options.Home = None) -> None:
    """Show the files in quarantine."""
    with open_books(read_settings(home=home)) as ledger:
        held = ledger.quarantine()
    if as_json:
        for file in held:
            print_json(
                {
                    "name": file.name,
                    "sha256": file.sha256,
                    "code": file.code,
                    "message": describe_code(file.code)[0],
                    "held_at": file.held_at.isoformat(),
                }
            )
    elif held:
        print_held(held)
        results().print(text("quarantine.count", count=len(held)), soft_wrap=True)
    else:
        results().print(text("quarantine.none"))


def replay(
    sha256s: Sha256s = None, everything: All = False, home: options.Home = None, inbox: options.Inbox = None
) -> None:
    """Read quarantined files again, and what lies in the inbox with them."""
    from cli.runs import run_once
    from records import UsageError

    settings = read_settings(home=home, inbox=inbox)
    if bool(sha256s) == everything:
        raise UsageError("replay.nothing")
    with open_books(settings) as ledger:
        chosen = None if everything else list(_find_held(sha256s or (), ledger.quarantine()))
        count = ledger.release(chosen)
    remarks().print(text("replay.released", count=count))
    run_once(settings)


def _find_held(beginnings: "Iterable[str]", held: "Sequence[Held]") -> "Iterator[str]":
    for beginning in beginnings:
        found = {file.sha256 for file in held if beginning and file.sha256.startswith(beginning.lower())}
        if len(found) != 1:
            from records import UsageError

            raise UsageError("replay.unknown", beginning)
        yield found.pop()


def balance(as_json: options.AsJson = False, home: options.Home = None) -> None:
    """Show what came and what became of it; exit 1 when it does not add up."""
    with open_books(read_settings(home=home)) as ledger:
        struck = ledger.balance()
    sides = struck.model_dump()
    pages = {"stacks": struck.stacks, "archives": struck.archives, **struck.stack_pages.model_dump()}
    if as_json:
        print_json(sides)
    else:
        counts = {name: str(sides[name]) for name in SIDES}
        results().print(make_table([name_field(name) for name in counts], [list(counts.values())]))
        if struck.balanced:
            results().print(text("balance.balanced", **counts), style="green", soft_wrap=True)
        else:
            results().print(text("balance.unbalanced", **counts), style="red", soft_wrap=True)
        if struck.stacks or struck.archives:
            results().print(text("balance.pages", **pages), soft_wrap=True)
    if not struck.balanced:
        raise typer.Exit(DOES_NOT_ADD_UP)


def verify(home: options.Home = None) -> None:
    """Verify the chain of events, every original and the kept tables; exit 1 when something does not add up."""
    from ledger import Originals
    from vocab.kept import KEPT, find_damage

    settings = read_settings(home=home)
    remarks().print(text("verify.checking"))
    with open_books(settings) as ledger:
        scans = ledger.scans()
        problems = [*ledger.verify_chain(), *Originals(settings.home / "originals").verify(scans)]
    problems += find_damage(settings.home / KEPT)
    for problem in problems:
        results().print(show_visible(problem), soft_wrap=True)
    if problems:
        results().print(text("verify.broken", count=len(problems)), style="red", soft_wrap=True)
        raise typer.Exit(DOES_NOT_ADD_UP)
    results().print(text("verify.sound", count=len(scans)), style="green", soft_wrap=True)


def originals(to: ToFolder, home: options.Home = None) -> None:
    """Copy every original into a folder."""
    from ledger import Originals
    from records import UsageError

    settings = read_settings(home=home)
    folder = settings.home / "originals"
    if not folder.is_dir():
        raise UsageError("home.empty", str(settings.home))
    try:
        count = Originals(folder).copy_all(to)
    except OSError:
        raise UsageError("export.write", str(to)) from None
    results().print(text("originals.copied", count=count, to=show_visible(str(to))), soft_wrap=True)
