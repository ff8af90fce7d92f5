"""`laixin separators` and `laixin split`: sheets that part a stack into letters, and a person's cut where none lay."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import options
from cli.books import open_books
from cli.cases import CaseNo
from cli.consoles import remarks, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import text
from cli.visible import show_visible
from cli.whole_files import write_whole
from cli.words import name_field

if TYPE_CHECKING:
    from extractors.stacks.separators import Separator
    from records import Reading

Batch = Annotated[str, typer.Option("--batch", metavar="NAME", help=text("option.batch"), show_default=False)]
Count = Annotated[int, typer.Option("--count", metavar="N", help=text("option.count"), show_default=False)]
ToPdf = Annotated[Path, typer.Option("--to", metavar="FILE.pdf", help=text("option.to-pdf"), show_default=False)]
At = Annotated[str, typer.Option("--at", metavar="PAGE,…", help=text("option.at"), show_default=False)]
MaybeBy = Annotated[str, typer.Option("--by", metavar="NAME", help=text("option.split-by"), show_default=False)]

PROPOSED = "stack.several-letters"
LONGEST_LINE = 24


def separators(batch: Batch, count: Count, to: ToPdf, home: options.Home = None) -> None:
    """Print separator sheets into a PDF."""
    from extractors.stacks.separator_sheets import print_separators
    from extractors.stacks.separators import list_separators

    read_settings(home=home)  # a setting that is wrong is told by every command
    sheets = list_separators(batch, count)
    with write_whole(to) as stream:
        print_separators(sheets, stream, words=[tuple(_words(sheet)) for sheet in sheets])
    results().print(text("separators.written", count=count, path=show_visible(str(to))), soft_wrap=True)
    results().print(text("separators.next"), soft_wrap=True)


def _words(sheet: "Separator") -> Iterator[str]:
    yield text("separators.heading")
    yield text("separators.batch", batch=sheet.batch)
    yield text("separators.number", number=sheet.number, count=sheet.count)
    yield text("separators.advice")
    yield text("separators.advice-back")
    yield text("separators.advice-other")


def split(
    case_no: CaseNo,
    at: At = "",
    by: MaybeBy = "",
    home: options.Home = None,
    inbox: options.Inbox = None,
) -> None:
    """Show where a case may hold several letters, or split it there."""
    settings = read_settings(home=home, inbox=inbox)
    if not at:
        with open_books(settings) as ledger:
            restricted = ledger.case(case_no).restricted
            _print_pages(case_no, ledger.reading(case_no), restricted=restricted)
        return
    starts = _read_pages(at)

    from cli.runs import run_once
    from extractors.engines.engine import open_no_engine
    from extractors.reading_pool import ReadingPool
    from flows.splitting import split_case
    from ledger import Originals

    few = settings.model_copy(update={"workers": 1})
    with open_books(settings) as ledger, ReadingPool(few, opener=open_no_engine) as pool:
        originals = Originals(settings.home / "originals")
        count = split_case(case_no, starts, by=by, pool=pool, ledger=ledger, originals=originals)
    remarks().print(text("split.done", case_no=case_no, count=count), soft_wrap=True)
    run_once(settings)


def _read_pages(at: str) -> list[int]:
    from records import UsageError

    try:
        return [int(page) for page in at.replace("，", ",").replace("、", ",").split(",")]
    except ValueError:
        raise UsageError("split.pages", "3,7") from None


def _print_pages(case_no: str, reading: "Reading", *, restricted: bool) -> None:
    """A row for each page; those on which another letter seems to begin are marked."""
    letter = reading.letter
    proposed = [page.number for page in letter.pages if PROPOSED in page.doubts]
    rows = []
    for page in letter.pages:
        first = next((line.text for line in letter.lines if line.page == page.number), "")
        words = text("show.withheld") if restricted else show_visible(first[:LONGEST_LINE])
        mark = text("split.proposed") if page.number in proposed else ""
        rows.append((str(page.number), words, mark))
    headings = (name_field("page"), text("split.first-line"), text("split.mark"))
    results().print(make_table(headings, rows, title=case_no))
    pages = ",".join(map(str, proposed)) or "3,7"
    results().print(text("split.next" if proposed else "split.none", case_no=case_no, pages=pages), soft_wrap=True)
