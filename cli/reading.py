"""`laixin read`: the text of files, without storing anything."""

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import options
from cli.consoles import print_json, results
from cli.options import read_settings
from cli.texts import text
from cli.troubles import describe_code
from cli.visible import show_lines, show_visible
from cli.words import tell_doubts

if TYPE_CHECKING:
    from extractors.reading_pool import ReadingPool
    from records import Letter, LetterError, Settings

UNREAD = 4
Files = Annotated[list[Path], typer.Argument(metavar="FILE…", help=text("option.files"), show_default=False)]


def read(files: Files, as_json: options.AsJson = False, home: options.Home = None) -> None:
    """Read files and print their text in the order given; nothing is stored."""
    settings = read_settings(home=home)
    unread = False
    for path, outcome in _read_files(files, settings):
        failed = isinstance(outcome, Exception)
        unread = unread or failed
        if as_json:
            print_json(_error_row(path, outcome) if isinstance(outcome, Exception) else letter_row(path, outcome))
        else:
            _print_text(path, outcome)
    if unread:
        raise typer.Exit(UNREAD)


def _read_files(files: list[Path], settings: "Settings") -> Iterator[tuple[Path, "Letter | LetterError"]]:
    """Each file with its letter or its error, in the order given; they are read side by side."""
    from extractors.reading_pool import ReadingPool

    with ReadingPool(settings) as pool, ThreadPoolExecutor(pool.workers + 1) as threads:
        try:
            letters = threads.map(lambda path: _read_file(path, settings, pool), files)
            yield from zip(files, letters, strict=True)
        except BaseException:
            threads.shutdown(wait=False, cancel_futures=True)
            pool.close(at_once=True)
            raise


def _read_file(path: Path, settings: "Settings", pool: "ReadingPool") -> "Letter | LetterError":
    from extractors.intake.scans import scan_file
    from extractors.letters import read_letter
    from records import LetterError

    try:
        _check_regular(path)
        return read_letter(scan_file(path), path, pool=pool, max_bytes=settings.max_bytes)
    except LetterError as error:
        return error
    except PermissionError:
        return LetterError("intake.not-readable")


def _check_regular(path: Path) -> None:
    """Refuse what is no file before it is opened: a pipe would never end."""
    from records import LetterError

    try:
        mode = path.stat().st_mode
    except PermissionError:
        raise
    except OSError:
        raise LetterError("file.missing") from None
    if not stat.S_ISREG(mode):
        raise LetterError("file.not-regular")


def letter_row(path: Path, letter: "Letter") -> dict[str, Any]:
    """The row of a letter. Confidences are means over lines, weighted by their length; none without text."""
    pages = [
        {
            "number": page.number,
            "source": page.source,
            "rotation": page.rotation,
            "confidence": page.confidence,
            "lines": [
                {"text": line.text, "box": line.box, "confidence": round(line.confidence, 4)}
                for line in letter.lines
                if line.page == page.number
            ],
        }
        for page in letter.pages
    ]
    doubts = dict.fromkeys(code for page in letter.pages for code in page.doubts)
    return {
        "file": os.fspath(path),
        "text": letter.text,
        "confidence": mean_confidence(letter),
        "pages": pages,
        "doubts": list(doubts),
    }


def mean_confidence(letter: "Letter") -> float | None:
    """The mean confidence of a letter's lines, each counting by its length; none without text."""
    length = sum(len(line.text) for line in letter.lines)
    if not length:
        return None
    return round(sum(line.confidence * len(line.text) for line in letter.lines) / length, 4)


def _error_row(path: Path, error: Exception) -> dict[str, Any]:
    code = str(getattr(error, "code", ""))
    return {"file": os.fspath(path), "error": {"code": code, "message": describe_code(code)[0]}}


def _print_text(path: Path, outcome: "Letter | LetterError") -> None:
    console = results()
    heading = show_visible(os.fspath(path))
    if isinstance(outcome, Exception):
        console.print(f"── {heading}", style="bold", soft_wrap=True)
        sentence, todo = describe_code(outcome.code)
        console.print(f"{sentence} {todo}\n", style="red", soft_wrap=True)
        return
    confidence = mean_confidence(outcome)
    if confidence is not None:
        heading += "  " + text("read.confidence", confidence=f"{confidence:.1%}")
    console.print(f"── {heading}", style="bold", soft_wrap=True)
    console.print(show_lines(outcome.text) if outcome.text else text("read.no-text"), soft_wrap=True)
    doubts = list(dict.fromkeys(code for page in outcome.pages for code in page.doubts))
    if doubts:
        told = " ".join(tell_doubts(doubts).split("\n"))
        console.print(text("read.doubts", doubts=told), style="yellow", soft_wrap=True)
    console.print()
