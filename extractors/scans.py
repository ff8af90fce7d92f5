"""A file as a scan, and what is refused before anything of it is decoded."""

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from extractors.formats import HEAD_BYTES, READABLE, ZIP, has_end, tell_media_type
from extractors.inbox import readable_name
from records import LetterError, Scan


def scan_file(path: Path) -> Scan:
    """A file as a scan, without storing it."""
    with path.open("rb") as stream:
        media_type = tell_media_type(stream.read(HEAD_BYTES))
        stream.seek(0)
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
        LetterError: `intake.empty`, `intake.too-large`, `intake.archive`, `intake.unsupported`, `intake.cut-off`.
    """
    if scan.size == 0:
        raise LetterError("intake.empty")
    if scan.size > max_bytes:
        raise LetterError("intake.too-large", f"{scan.size} > {max_bytes}")
    if scan.media_type == ZIP:
        raise LetterError("intake.archive")
    if scan.media_type not in READABLE:
        raise LetterError("intake.unsupported")
    with path.open("rb") as stream:
        if not has_end(stream, scan.media_type, scan.size):
            raise LetterError("intake.cut-off")
