"""What kind of file something is, and whether it has its own end: told by the content, never by the name."""

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

PDF = "application/pdf"
JPEG = "image/jpeg"
PNG = "image/png"
TIFF = "image/tiff"
ZIP = "application/zip"
UNKNOWN = "application/octet-stream"

READABLE = frozenset({PDF, JPEG, PNG, TIFF})

HEAD_BYTES = 1024
"""A PDF's header may stand anywhere in the first 1024 bytes (PDF 1.7, implementation note 13)."""

TAIL_BYTES = 4096
"""How far from the end its end mark is looked for: scanners put a few bytes of their own behind it."""

MOST_PARTS = 5_000_000
"""More strips or tiles in a TIFF than this are no scan: 300 pages of one strip a row have a million."""

_BEGINNINGS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
)
_END_MARKS = {PNG: b"IEND\xaeB`\x82", PDF: b"%%EOF", ZIP: b"PK\x05\x06"}
_TIFF_KINDS = {b"II*\0": "<", b"MM\0*": ">"}
_STRIP_OFFSETS, _STRIP_COUNTS, _TILE_OFFSETS, _TILE_COUNTS = 273, 279, 324, 325
_SHORT, _LONG = 3, 4
_TIFF_WIDTHS = {1: 1, 2: 1, _SHORT: 2, _LONG: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}
_LAST_OWN_TAG = 32767
"""Tags above are private (TIFF 6.0, section 2): what they point at need not be read."""

_CHUNK = 2**20
_JPEG_END = 0xD9
_JPEG_MARK = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_LINEARIZED = re.compile(rb"/Linearized.{0,200}?/L\s+([0-9]{1,15})", re.DOTALL)


def tell_media_type(head: bytes) -> str:
    """The media type of a file by its first bytes, `UNKNOWN` when they say nothing."""
    for beginning, media_type in _BEGINNINGS:
        if head.startswith(beginning):
            return media_type
    return PDF if b"%PDF-" in head[:HEAD_BYTES] else UNKNOWN


def has_end(file: BinaryIO, media_type: str, size: int) -> bool:
    """Whether the format's own end is there: a file without it is still being written, or was cut off.

    A kind that has no end of its own counts as ended; an empty file does not.
    """
    if size == 0:
        return False
    try:
        if media_type == JPEG:
            return _jpeg_is_whole(file)
        if media_type == TIFF:
            return all(offset + count <= size for offset, count in _tiff_parts(file, size))
    except (struct.error, ValueError):
        return False
    if media_type == PDF and _promised_size(file) > size:
        return False
    file.seek(max(0, size - TAIL_BYTES))
    tail = file.read(TAIL_BYTES)
    return _END_MARKS.get(media_type, b"") in tail


def _jpeg_is_whole(file: BinaryIO) -> bool:
    """Whether a JPEG's segments lead to its end mark (ITU-T T.81, B.1.1).

    The mark is not looked for from behind: the thumbnail in a photograph's header has one of its own, and
    telephones put whole films behind the picture.
    """
    at, kind = len(b"\xff\xd8"), 0
    while kind != _JPEG_END:
        at = _next_mark(file, at)
        file.seek(at)
        kind, length = struct.unpack(">xBH", file.read(4).ljust(4, b"\0"))
        at += 2 + length
    return True


def _next_mark(file: BinaryIO, at: int) -> int:
    """Where the next mark stands, from `at` on, other than those that belong inside coded data."""
    file.seek(at)
    last = b""
    while chunk := file.read(_CHUNK):
        found = _JPEG_MARK.search(last + chunk)
        if found:
            return at - len(last) + found.start()
        last = chunk[-1:]
        at += len(chunk)
    raise ValueError("no mark before the end of the file")


def _promised_size(file: BinaryIO) -> int:
    """The size that a linearized PDF states in its first object; 0 for others.

    Such a file has an end mark near its beginning as well (ISO 32000-1, annex F).
    """
    file.seek(0)
    found = _LINEARIZED.search(file.read(HEAD_BYTES))
    return int(found[1]) if found else 0


def _tiff_parts(file: BinaryIO, size: int) -> Iterator[tuple[int, int]]:
    """Where in a TIFF 6.0 file the values of its tags and its strips or tiles lie, and how many bytes each has."""
    file.seek(0)
    order = _TIFF_KINDS[file.read(4)]
    (at,) = struct.unpack(f"{order}I", file.read(4))
    seen: set[int] = set()
    parts = 0
    while at or not seen:
        if at in seen or at + 2 > size:
            raise ValueError("directories in a circle, or outside the file")
        seen.add(at)
        file.seek(at)
        (entries,) = struct.unpack(f"{order}H", file.read(2))
        table = file.read(12 * entries + 4)
        tags = {}
        for entry in range(entries):
            tag, kind, count = struct.unpack_from(f"{order}HHI", table, 12 * entry)
            inline = table[12 * entry + 8 : 12 * entry + 12]
            tags[tag] = (kind, count, inline)
            if tag <= _LAST_OWN_TAG and count * _TIFF_WIDTHS.get(kind, 0) > len(inline):
                yield struct.unpack(f"{order}I", inline)[0], count * _TIFF_WIDTHS[kind]
        (at,) = struct.unpack_from(f"{order}I", table, 12 * entries)
        places = [tags[offsets] for offsets in (_STRIP_OFFSETS, _TILE_OFFSETS) if offsets in tags]
        counts = [tags[counts] for counts in (_STRIP_COUNTS, _TILE_COUNTS) if counts in tags]
        if not places:
            raise ValueError("a page without a picture")
        parts += max(count for _, count, _ in places + counts)
        if parts > MOST_PARTS:
            raise ValueError("more strips than any scan has")
        if counts:
            yield from zip(_tiff_values(file, order, *places[0]), _tiff_values(file, order, *counts[0]), strict=False)


def _tiff_values(file: BinaryIO, order: str, kind: int, count: int, inline: bytes) -> tuple[int, ...]:
    if kind not in (_SHORT, _LONG):
        raise ValueError("no offsets")
    letter, width = ("H", 2) if kind == _SHORT else ("I", 4)
    if count * width <= len(inline):
        return struct.unpack_from(f"{order}{count}{letter}", inline)
    file.seek(struct.unpack(f"{order}I", inline)[0])
    return struct.unpack(f"{order}{count}{letter}", file.read(count * width))
