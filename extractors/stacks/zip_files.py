"""Archives: what a ZIP file holds, as the files of a batch. Sizes, counts and names are checked before unpacking.

Only what is stored or deflated is unpacked: other methods need as much memory as the file asks for.
"""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from extractors.intake.formats import has_small_directory
from extractors.intake.inbox import is_system_file, readable_name
from records import LetterError

MOST_DEPTH = 2
"""Archives that one may lie inside of."""

MOST_RATIO = 200
"""A file that unpacks to more than this many times its size is a bomb; letters shrink to a twentieth at most."""

SMALL = 10 * 2**20
"""Bytes up to which a file may unpack at any ratio: blank pages shrink well."""

_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED, _IS_UTF8 = 0x1, 0x800
_CHUNK = 2**20


@dataclass(frozen=True)
class Member:
    """A file in an archive: its name, the folders it lies in there, and where the archive lists it."""

    name: str
    folder: str
    size: int
    place: int


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with path.open("rb") as stream:
            _check_directory(stream)
            with zipfile.ZipFile(stream) as archive:
                yield archive
    except (LetterError, MemoryError, OSError):
        raise
    except Exception as error:
        # zipfile raises many kinds of errors on a broken file; only the kind is told, never its text.
        raise LetterError("intake.damaged", type(error).__name__) from error


def _check_directory(stream: BinaryIO) -> None:
    if not has_small_directory(stream):
        raise LetterError("intake.too-many-members")
    stream.seek(0)


def list_members(path: Path, *, max_members: int, max_bytes: int) -> tuple[Member, ...]:
    """The files in an archive, in its own order, but for what systems put beside them (`__MACOSX`, `Thumbs.db`).

    Raises:
        LetterError: `intake.damaged`, `intake.encrypted`, `intake.too-many-members`, `intake.unpacks-too-large`,
            `intake.unsupported` (a method other than deflate), `intake.empty-archive`.
    """
    with _opened(path) as archive:
        files = [(place, info) for place, info in enumerate(archive.infolist()) if not info.is_dir()]
    if len(files) > max_members:
        raise LetterError("intake.too-many-members", f"{len(files)} > {max_members}")
    members, total = [], 0
    for place, info in files:
        folders, name = split_name(_decode_name(info))
        if is_system_file(name, folders):
            continue
        _check_member(info)
        total += info.file_size
        members.append(Member(name, "/".join(folders), info.file_size, place))
    if total > max_bytes:
        raise LetterError("intake.unpacks-too-large", f"{total} > {max_bytes}")
    if not members:
        raise LetterError("intake.empty-archive")
    return tuple(members)


def _check_member(info: zipfile.ZipInfo) -> None:
    if info.flag_bits & _ENCRYPTED:
        raise LetterError("intake.encrypted")
    if info.compress_type not in _PLAIN:
        raise LetterError("intake.unsupported", f"method {info.compress_type}")
    if info.file_size > SMALL and info.file_size > MOST_RATIO * max(1, info.compress_size):
        raise LetterError("intake.unpacks-too-large", "ratio")


def _decode_name(info: zipfile.ZipInfo) -> str:
    """A name as it was written. Without the mark for UTF-8 it is in whatever the packer's machine used."""
    if info.flag_bits & _IS_UTF8:
        return info.orig_filename
    raw = info.orig_filename.encode("cp437")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.orig_filename


def split_name(path: str) -> tuple[tuple[str, ...], str]:
    """The folders and the name of a packed file. Nothing leads out of the archive: it is a label and no path."""
    plain = path.replace("\\", "/").replace("\0", "")
    pieces = [piece for piece in PurePosixPath(plain).parts if piece not in ("/", "//", "..", ".")]
    names = [readable_name(piece) for piece in pieces]
    return tuple(names[:-1]), names[-1] if names else "?"


@contextmanager
def open_member(path: Path, member: Member) -> Iterator[BinaryIO]:
    """A packed file as a stream that gives no more bytes than the archive promised.

    Raises:
        LetterError: `intake.damaged` while it is read, when its checksum does not fit.
    """
    with _opened(path) as archive, archive.open(archive.infolist()[member.place]) as stream:
        yield _Checked(stream)  # type: ignore[misc]


class _Checked:
    """A packed file; what is wrong with it is told as a letter's error."""

    def __init__(self, stream: object) -> None:
        self._stream = stream

    def read(self, size: int = _CHUNK) -> bytes:
        try:
            return bytes(self._stream.read(size))  # type: ignore[attr-defined]
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise LetterError("intake.damaged", type(error).__name__) from error
