"""A letter's archive copy, made in a reading process: the scan's bytes are opened nowhere else."""

import errno
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from extractors.reading_pool import ReadingPool
from records import Letter, LetterError, Settings

if TYPE_CHECKING:
    from extractors.archiving.archive import Archived

PAGE_S = 10
"""Seconds that a page may take on average; drawing one takes half a second."""


def archive_letter(
    letter: Letter, path: Path, to: Path, *, pool: ReadingPool, settings: Settings, title: str, made_at: datetime
) -> "Archived":
    """Write the archive copy of a letter whose scan lies at `path`, as `archive.make_archive` does.

    Raises:
        LetterError: as `make_archive` does; `disk.full`; `archive.not-made` for what nobody foresaw;
            `intake.crashed` and `intake.timed-out` when it killed the process or took too long.
    """
    limit = settings.page_timeout_s + PAGE_S * len(letter.pages)
    order = partial(_make, letter, path, to, title=title, made_at=made_at, max_pixels=settings.max_pixels)
    return pool.ask(order, timeout_s=limit)


def _make(letter: Letter, path: Path, to: Path, *, title: str, made_at: datetime, max_pixels: int) -> "Archived":
    from extractors.archiving.archive import make_archive  # its libraries are not loaded by who only asks for a copy

    try:
        return make_archive(letter, path, to, title=title, made_at=made_at, max_pixels=max_pixels)
    except (LetterError, MemoryError):
        raise
    except OSError as error:
        raise LetterError("disk.full" if error.errno == errno.ENOSPC else "archive.not-made") from None
    except Exception as error:  # noqa: BLE001 (only plain errors go back; some quote the letter)
        raise LetterError("archive.not-made", type(error).__name__) from None
