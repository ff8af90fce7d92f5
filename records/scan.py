"""A file as it came: its bytes are in the store, this is what is known about it."""

import os
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Self

from pydantic import Field

from records.base import Record, Text


class Scan(Record):
    """One file taken in.

    `name` is the name as dropped; it may hold personal data and enters no log.
    `media_type` is told by the content, never by the name.

    What was cut out of a stack, or unpacked from an archive, names it in `parent` by its SHA-256, with its running
    number there in `part` and, in a stack, its first and last page there in `pages`. `doubts` are codes on how it was
    cut out.
    """

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: Text
    media_type: str
    size: int = Field(ge=0, description="bytes")
    channel: str = "letter"
    batch: str = ""
    received_at: datetime
    parent: str | None = Field(default=None, pattern=r"^[0-9a-f]{64}$")
    part: int | None = Field(default=None, ge=1)
    pages: tuple[int, int] | None = None
    doubts: tuple[str, ...] = ()


class StackPages(Record):
    """The pages of a stack: what was scanned, and what became of each page."""

    scanned: int = Field(ge=0)
    in_letters: int = Field(ge=0)
    separators: int = Field(ge=0)
    blank: int = Field(ge=0)


class SourceId(Record):
    """Which file of the inbox an arrival was read from. The path itself may hold a name and is not kept.

    `device`, `inode` and `mtime_ns` are those of `os.stat`.
    """

    path_hash: str
    device: int
    inode: int
    mtime_ns: int

    @classmethod
    def of(cls, path: Path, status: os.stat_result) -> Self:
        """The identity of the file at a path, as it was when `status` was taken."""
        return cls(
            path_hash=sha256(os.fsencode(path)).hexdigest(),
            device=status.st_dev,
            inode=status.st_ino,
            mtime_ns=status.st_mtime_ns,
        )
