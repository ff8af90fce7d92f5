"""From the scan of a stack to its letters: look at the pages, plan the cuts, cut. Reading processes do the work."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from extractors.intake.formats import TIFF
from extractors.reading_pool import ReadingPool
from extractors.stacks.glances import Glance
from extractors.stacks.seams import Part, Plan, plan_cuts
from extractors.stacks.stack_files import CUTTABLE, cut_part, glance_pages
from records import LetterError, Scan, Settings

PAGES_AT_ONCE = 16
"""Pages that one reading process looks at in one job."""

CUT_TIMEOUT_S = 120


def plan_stack(scan: Scan, path: Path, *, pool: ReadingPool, settings: Settings) -> Plan | None:
    """How a scan is cut into letters; none when it is one letter, or a kind of file that holds no stack.

    Raises:
        LetterError: a code of `intake.*`.
    """
    if scan.media_type not in CUTTABLE:
        return None
    count = pool.count_pages(path, scan, max_pages=max(settings.max_pages, settings.max_stack_pages))
    if count < 2:
        return None
    glances = _look(scan, path, count, pool=pool, settings=settings)
    return plan_cuts(glances, blank_page_splits=settings.blank_page_splits)


def _look(scan: Scan, path: Path, count: int, *, pool: ReadingPool, settings: Settings) -> list[Glance]:
    """A look at every page, several processes side by side."""

    def look(first: int, last: int) -> tuple[Glance, ...]:
        try:
            return pool.ask(glance_pages, path, scan.media_type, first, last, settings.max_pixels)
        except LetterError:
            if first == last:
                # A page that kills or hangs the process is told when its letter is read.
                return (Glance(first),)
            return tuple(glance for number in range(first, last + 1) for glance in look(number, number))

    starts = range(1, count + 1, PAGES_AT_ONCE)
    lasts = [min(count, first + PAGES_AT_ONCE - 1) for first in starts]
    with ThreadPoolExecutor(pool.workers) as threads:
        return [glance for chunk in threads.map(look, starts, lasts) for glance in chunk]


def cut_parts(scan: Scan, path: Path, parts: tuple[Part, ...], *, pool: ReadingPool) -> Iterator[tuple[Scan, bytes]]:
    """Each letter of a stack as bytes, with a scan that lacks only its hash and size.

    Raises:
        LetterError: `intake.not-cut`, `intake.crashed` or `intake.timed-out`.
    """
    for number, part in enumerate(parts, start=1):
        body = pool.ask(cut_part, path, scan.media_type, part.first, part.last, timeout_s=CUT_TIMEOUT_S)
        letter = scan.model_copy(
            update={
                "name": name_part(scan.name, number, media_type=scan.media_type),
                "size": len(body),
                "batch": scan.batch or part.batch,
                "parent": scan.sha256,
                "part": number,
                "pages": (part.first, part.last),
                "doubts": part.doubts,
            }
        )
        yield letter, body


def name_part(name: str, number: int, *, media_type: str) -> str:
    """The name of a letter cut out of a stack: the stack's, the letter's running number, the ending."""
    stem, dot, _ = name.rpartition(".")
    return f"{stem if dot else name}#{number:03}.{'tif' if media_type == TIFF else 'pdf'}"
