"""Write the shipped tables for an office to begin with, so that Excel opens them as they are."""

import errno
import os
from pathlib import Path

from vocab.problems import Problems
from vocab.sources import SHIPPED, TABLES, WORD_LISTS, Source, canonical_rows, read_rows

MARK = b"\xef\xbb\xbf"
"""The byte order mark, without which Excel takes UTF-8 for the system's own encoding."""


def export_tables(folder: Path) -> tuple[Path, ...]:
    """Write every shipped table as CSV with a byte order mark, and the word lists as they are.

    Raises:
        FileExistsError: a file of these names is there already; nothing is written then.
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    places = {name: folder / name for name in (*TABLES, *WORD_LISTS)}
    for place in places.values():
        if place.exists() or place.with_suffix(".xlsx").exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(place))
    for name, place in places.items():
        place.write_bytes(_bytes(name))
    return tuple(places.values())


def _bytes(name: str) -> bytes:
    if name in WORD_LISTS:
        return (SHIPPED / name).read_bytes()
    source = Source(name, SHIPPED / name, shipped=True)
    rows = canonical_rows(name, read_rows(source, Problems()))
    return MARK + rows.replace(b"\n", b"\r\n")
