"""`laixin archive`: each case's letter as a searchable PDF/A-2b, with the picture that was scanned."""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli import accesses, options
from cli.accesses import note_access
from cli.archive_results import ArchiveProgress, Outcome, print_outcomes
from cli.books import open_books
from cli.options import read_settings
from cli.texts import text

if TYPE_CHECKING:
    from extractors.reading_pool import ReadingPool
    from ledger import Ledger, Originals
    from records import CaseRecord, Settings

UNFINISHED = 1
CaseNos = Annotated[
    list[str] | None, typer.Argument(metavar="CASE_NO…", help=text("option.case-nos"), show_default=False)
]
All = Annotated[bool, typer.Option("--all", help=text("option.all-cases"))]
ToFolder = Annotated[Path, typer.Option("--to", help=text("option.to-archive"), show_default=False)]


def archive(
    case_nos: CaseNos = None,
    *,
    to: ToFolder,
    everything: All = False,
    restricted: options.Restricted = False,
    by: accesses.By = "",
    reason: accesses.Reason = "",
    home: options.Home = None,
) -> None:
    """Write cases as PDF/A-2b into a folder; exit 1 when some could not be written whole."""
    from ledger import Originals
    from records import UsageError

    settings = read_settings(home=home)
    if bool(case_nos) == everything:
        raise UsageError("archive.nothing")
    with open_books(settings) as ledger:
        records = [
            record
            for record in (ledger.cases() if everything else map(ledger.case, dict.fromkeys(case_nos or ())))
            if record.status != "split"  # the letters that it was split into are cases of their own
        ]
        chosen = [record for record in records if restricted or not record.restricted]
        closed = sum(record.restricted for record in chosen)
        if closed:
            note_access(ledger, "archive", "restricted", by=by, reason=reason, cases=closed)
        _make_folder(to)
        originals = Originals(settings.home / "originals")
        outcomes = _archive_cases(chosen, to, ledger=ledger, originals=originals, settings=settings)
    withheld = len(records) - len(chosen)
    print_outcomes(outcomes, to, asked=len(records), withheld=withheld)
    if not all(outcome.is_whole for outcome in outcomes) or (withheld and not everything):
        raise typer.Exit(UNFINISHED)


def _make_folder(folder: Path) -> None:
    from records import UsageError

    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        raise UsageError("export.write", str(folder)) from None
    if not os.access(folder, os.W_OK):
        raise UsageError("export.write", str(folder))


def _archive_cases(
    records: Sequence["CaseRecord"], to: Path, *, ledger: "Ledger", originals: "Originals", settings: "Settings"
) -> list[Outcome]:
    """Each case's outcome in the order given; several are written at a time."""
    from extractors.engines.engine import open_no_engine
    from extractors.reading_pool import ReadingPool

    if not records:
        return []
    outcomes = []
    settings = settings.model_copy(update={"workers": min(settings.worker_count, len(records))})
    with (
        ReadingPool(settings, opener=open_no_engine) as pool,
        ThreadPoolExecutor(pool.workers + 1) as threads,
        ArchiveProgress(len(records)) as progress,
    ):
        try:
            for outcome in threads.map(
                lambda record: _archive_case(
                    record, to, ledger=ledger, originals=originals, settings=settings, pool=pool
                ),
                records,
            ):
                outcomes.append(outcome)
                progress.note(outcome)
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            pool.close(at_once=True)
            raise
    return outcomes


def _archive_case(
    record: "CaseRecord",
    to: Path,
    *,
    ledger: "Ledger",
    originals: "Originals",
    settings: "Settings",
    pool: "ReadingPool",
) -> Outcome:
    from extractors.archiving.archive_job import archive_letter
    from records import LetterError

    case_no = record.case_no
    letter = ledger.reading(case_no).letter
    part = to / f".{case_no}.part"
    try:
        archived = archive_letter(
            letter,
            originals.path(letter.scan.sha256),
            part,
            pool=pool,
            settings=settings,
            title=case_no,
            made_at=record.registered_at,
        )
        return Outcome(case_no, archived, new=_put(part, to / f"{case_no}.pdf"))
    except LetterError as error:
        return Outcome(case_no, code=error.code)
    finally:
        part.unlink(missing_ok=True)


def _put(part: Path, place: Path) -> bool:
    """Give a copy its name, once it is on the disk; whether it was not there already."""
    if place.is_file() and place.read_bytes() == part.read_bytes():
        return False
    with part.open("rb") as written:
        os.fsync(written.fileno())
    part.replace(place)
    return True
