"""A file as a scan, and what is refused before anything of it is decoded."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path, PurePath

from extractors.intake.formats import (
    ENCRYPTED_OFFICE,
    OFD,
    OTHER_ARCHIVES,
    OTHER_OFFICE,
    READABLE,
    TEXT,
    ZIP,
    has_end,
    tell_file,
)
from extractors.intake.inbox import readable_name
from records import LetterError, Scan

TEXT_SUFFIXES = frozenset({"", ".txt", ".text", ".log", ".md"})
"""Plain text has no mark of its own, so its name must not claim to be something else: a broken PDF, a program."""


def scan_file(path: Path) -> Scan:
    """A file as a scan, without storing it."""
    with path.open("rb") as stream:
        media_type = tell_file(stream)
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Scan(
        sha256=digest,
        name=readable_name(path.name),
        media_type=media_type,
        size=path.stat().st_size,
        received_at=datetime.now(UTC),
    )


def check_scan(scan: Scan, path: Path, *, max_bytes: int) -> None:
    """Refuse what cannot be a letter, before anything is decoded.

    Raises:
        LetterError: `intake.empty`, `intake.too-large`, a code of `check_kind`, `intake.cut-off`.
    """
    if scan.size == 0:
        raise LetterError("intake.empty")
    if scan.size > max_bytes:
        raise LetterError("intake.too-large", f"{scan.size} > {max_bytes}")
    check_kind(scan.media_type)
    if scan.media_type == TEXT and PurePath(scan.name).suffix.lower() not in TEXT_SUFFIXES:
        raise LetterError("intake.unsupported")
    with path.open("rb") as stream:
        if not has_end(stream, scan.media_type, scan.size):
            raise LetterError("intake.cut-off")


def check_kind(media_type: str) -> None:
    """Refuse a kind that is not read, each with the code that says what to do with it.

    Raises:
        LetterError: `intake.archive`, `intake.office-format`, `intake.encrypted`, `intake.ofd`, `intake.unsupported`.
    """
    if media_type == ZIP or media_type in OTHER_ARCHIVES:
        raise LetterError("intake.archive")
    if media_type in OTHER_OFFICE:
        raise LetterError("intake.office-format")
    if media_type == ENCRYPTED_OFFICE:
        raise LetterError("intake.encrypted")
    if media_type == OFD:
        raise LetterError("intake.ofd")
    if media_type not in READABLE:
        raise LetterError("intake.unsupported")
