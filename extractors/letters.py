"""From a scan to its letter: read every page, put them together."""

from collections.abc import Callable, Sequence
from pathlib import Path

from extractors.blank_pages import doubt_blanks
from extractors.folded_sheets import UNSURE, order_leaves
from extractors.intake.scans import check_scan
from extractors.pages.page_readings import PageReading
from extractors.reading_pool import ReadingPool
from extractors.stacks.letter_starts import mark_starts
from records import Letter, Line, Page, Scan


def read_letter(
    scan: Scan, path: Path, *, pool: ReadingPool, max_bytes: int, on_page: Callable[[], None] | None = None
) -> Letter:
    """Read all pages of a scan whose bytes lie at `path`.

    Raises:
        LetterError: with its code, when nothing of the scan can be read.
    """
    check_scan(scan, path, max_bytes=max_bytes)
    count = pool.count_pages(path, scan)
    return mark_starts(assemble_letter(scan, pool.read_pages(path, scan, count, on_page=on_page)))


def assemble_letter(scan: Scan, readings: Sequence[PageReading]) -> Letter:
    """The letter of a scan from its pages, in the order of their numbers; folded sheets in the order they are read.

    A paragraph that runs to the margin of one page's last line and goes on flush on the next page stays one; nothing
    goes on from a page of one kind to one of another, as from an envelope to the letter.
    """
    readings = sorted(readings, key=lambda reading: reading.page.number)
    blanks = doubt_blanks(readings)
    leaves = order_leaves(readings)
    kinds = {reading.page.number: reading.page.kind for reading in readings}
    lines: list[Line] = []
    runs_on = False
    for number, ordered in leaves.ordered:
        if not ordered.lines:
            # Over an empty back a sentence may run on, over a page that was not read nobody knows.
            runs_on = runs_on and number in blanks
            continue
        runs_on = runs_on and kinds[number] == kinds[lines[-1].page]
        joint = "" if runs_on and ordered.starts_flush else "\n"
        lines.append(ordered.lines[0].model_copy(update={"joint": joint}))
        lines.extend(ordered.lines[1:])
        runs_on = ordered.runs_on
    pages = tuple(
        _doubt(reading.page) if reading.page.number in leaves.unsure else blanks.get(reading.page.number, reading.page)
        for reading in readings
    )
    return Letter(scan=scan, pages=pages, lines=tuple(lines))


def _doubt(page: Page) -> Page:
    return page if UNSURE in page.doubts else page.model_copy(update={"doubts": (*page.doubts, UNSURE)})
