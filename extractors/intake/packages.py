"""ZIP packages (documents, attached archives) with limits that hold before anything is unpacked."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

from extractors.intake.contents import Content, open_content
from extractors.intake.formats import has_small_directory
from records import LetterError

MOST_MEMBERS = 2000
"""A document or an attached archive of more members than this is none."""

MOST_UNPACKED = 300 * 2**20
"""Bytes that all members together may unpack to."""

MOST_RATIO = 200
"""Unpacked bytes for a packed one, beyond which a package is a bomb: text and blank scans stay below it."""

SMALL_UNPACKED = 20 * 2**20
"""Below this many unpacked bytes the ratio does not matter."""

_ENCRYPTED = 0x1
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Other methods need as much memory as the file asks for."""


@contextmanager
def open_package(content: Content) -> Iterator[zipfile.ZipFile]:
    """A package whose members may all be read.

    The sizes that its directory states bound what is read: `zipfile` reads no byte beyond them.

    Raises:
        LetterError: `intake.damaged`, `intake.encrypted`, `intake.unpacks-too-large`, `intake.too-many-members`,
            `intake.unsupported` (packed in another way than deflated).
    """
    with open_content(content) as stream:
        if not has_small_directory(stream):
            raise LetterError("intake.too-many-members")
        try:
            package = zipfile.ZipFile(stream)
        except Exception as error:
            # zipfile raises anything at all on a broken file; only the kind of error is told, never its text.
            raise LetterError("intake.damaged", type(error).__name__) from error
        with package:
            _check_members(package.infolist())
            yield package


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    if len(members) > MOST_MEMBERS:
        raise LetterError("intake.too-many-members", f"{len(members)} > {MOST_MEMBERS}")
    if any(member.flag_bits & _ENCRYPTED for member in members):
        raise LetterError("intake.encrypted")
    if any(member.compress_type not in _PLAIN for member in members):
        raise LetterError("intake.unsupported")
    unpacked = sum(member.file_size for member in members)
    packed = max(1, sum(member.compress_size for member in members))
    if unpacked > MOST_UNPACKED or (unpacked > SMALL_UNPACKED and unpacked > MOST_RATIO * packed):
        raise LetterError("intake.unpacks-too-large", f"{unpacked} / {packed}")


def read_member(package: zipfile.ZipFile, member: zipfile.ZipInfo | str) -> bytes:
    """The bytes of a member.

    Raises:
        LetterError: `intake.damaged`.
    """
    try:
        return package.read(member)
    except MemoryError:
        raise
    except Exception as error:
        raise LetterError("intake.damaged", type(error).__name__) from error
