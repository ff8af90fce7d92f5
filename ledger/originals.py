"""The originals: every file taken in, byte for byte, named by its SHA-256 and never changed."""

import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO

from records import LetterError, Record, UsageError

_CHUNK = 1 << 20
_DAY_S = 86_400
_PART = ".part-"
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Stored(Record):
    """What the store says of bytes that it keeps now."""

    sha256: str
    size: int


class Originals:
    """A folder of files named `ab/cdef…`, each by the SHA-256 of its content."""

    def __init__(self, folder: Path) -> None:
        """Open the store, making it where there is none; remove what killed runs left more than a day ago."""
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for part in folder.glob(f"{_PART}*"):
            with suppress(FileNotFoundError):  # another process cleans as well
                if time.time() - part.stat().st_mtime > _DAY_S:
                    part.unlink()

    def put(self, source: BinaryIO, *, max_bytes: int | None = None) -> Stored:
        """Copy a stream from where it stands to its end into the store.

        On return the bytes and their name are on the disk, not only in its cache. The same content again
        replaces itself. Raises LetterError when there are more than `max_bytes`; then nothing is kept.
        """
        part, stored = _write_part(source, self._folder, max_bytes=max_bytes)
        try:
            place = self.path(stored.sha256)
            place.parent.mkdir(mode=0o700, exist_ok=True)
            _sync_folder(self._folder)
            part.replace(place)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
        _sync_folder(place.parent)
        return stored

    def path(self, sha256: str) -> Path:
        """Where the original with this SHA-256 is kept, or would be. Raises UsageError for what is no SHA-256."""
        if not _SHA256.fullmatch(sha256):
            raise UsageError("store.no-such-name")
        return self._folder / sha256[:2] / sha256[2:]

    def verify(self, expected: Iterable[str] = ()) -> list[str]:
        """Read every original and tell which do not fit their name, and which of the expected are not there."""
        problems = []
        present = set()
        for name, path in self._originals():
            present.add(name)
            with path.open("rb") as original:
                if file_digest(original, "sha256").hexdigest() != name:
                    problems.append(f"original {name}: its content has changed")
        problems += [f"original {name}: missing" for name in expected if name not in present]
        return problems

    def copy_all(self, to: Path) -> int:
        """Copy every original into a folder, named by its SHA-256; returns how many.

        Raises LetterError naming those whose content has changed, after all others were copied.
        """
        to.mkdir(mode=0o700, parents=True, exist_ok=True)  # accusations are among them
        count, changed = 0, []
        for name, path in self._originals():
            with path.open("rb") as original:
                part, copied = _write_part(original, to, max_bytes=path.stat().st_size)
            if copied.sha256 != name:
                part.unlink()
                changed.append(name)
                continue
            part.replace(to / name)
            count += 1
        if changed:
            raise LetterError("store.corrupt", ", ".join(changed))
        return count

    def _originals(self) -> Iterator[tuple[str, Path]]:
        for path in sorted(self._folder.glob("??/*")):
            name = path.parent.name + path.name
            if _SHA256.fullmatch(name):
                yield name, path


def _write_part(source: BinaryIO, folder: Path, *, max_bytes: int | None) -> tuple[Path, Stored]:
    """Copy a stream into a new read-only file of a folder and onto the disk, hashing it on the way."""
    handle, name = tempfile.mkstemp(prefix=_PART, dir=folder)
    part, total, hasher = Path(name), 0, sha256()
    try:
        with os.fdopen(handle, "wb") as target:
            while chunk := source.read(_CHUNK):
                total += len(chunk)
                if max_bytes is not None and total > max_bytes:
                    raise LetterError("intake.too-large", f"more than {max_bytes} bytes")  # noqa: TRY301 - the part is removed below
                hasher.update(chunk)
                target.write(chunk)
            target.flush()
            os.fchmod(target.fileno(), 0o400)
            os.fsync(target.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part, Stored(sha256=hasher.hexdigest(), size=total)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
