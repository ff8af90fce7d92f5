"""Whether a file has its own end: what its format promises is there. Nothing is decoded.

Each function takes a file and raises `ValueError`, `IndexError` or `struct.error` where the file makes no sense.
"""

import re
import struct
from collections.abc import Iterator
from typing import BinaryIO

TAIL_BYTES = 4096
"""How far from the end its end mark is looked for: scanners put a few bytes of their own behind it."""

MAIL_EDGE_BYTES = 65536
"""How far the header of a mail may reach, and how far from its end the last boundary may stand."""

MOST_PARTS = 5_000_000
"""More strips or tiles in a TIFF than this are no scan: 300 pages of one strip a row have a million."""

CODED_TAIL = 64
"""So many zeros at the end of coded data are room kept free for the rest of a copy."""

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
_LINEARIZED_WITHIN = 1024
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
_BOUNDARY = re.compile(
    rb"""^content-type:(?:[^\n]|\n[ \t])*?\bboundary\s*=\s*"?([^"\r\n;]{1,70})""", re.IGNORECASE | re.MULTILINE
)

_GIF_PICTURE, _GIF_EXTENSION, _GIF_END = 0x2C, 0x21, 0x3B


def tail_of(file: BinaryIO, size: int, length: int = TAIL_BYTES) -> bytes:
    """The last bytes of a file."""
    file.seek(max(0, size - length))
    return file.read(length)


def jpeg_is_whole(file: BinaryIO) -> bool:
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
    length = 2  # most marks follow at once, and a file may be nothing but marks
    while chunk := file.read(length):
        length = _CHUNK
        found = _JPEG_MARK.search(last + chunk)
        if found:
            return at - len(last) + found.start()
        last = chunk[-1:]
        at += len(chunk)
    raise ValueError("no mark before the end of the file")


def promised_pdf_size(file: BinaryIO) -> int:
    """The size that a linearized PDF states in its first object; 0 for others.

    Such a file has an end mark near its beginning as well (ISO 32000-1, annex F).
    """
    file.seek(0)
    found = _LINEARIZED.search(file.read(_LINEARIZED_WITHIN))
    return int(found[1]) if found else 0


def gif_is_whole(file: BinaryIO) -> bool:
    """Whether a GIF's blocks lead to its trailer (GIF89a specification, appendix B)."""
    file.seek(6)
    flags = struct.unpack("<4xB2x", file.read(7))[0]
    _skip_palette(file, flags)
    while True:
        kind = file.read(1)[0]
        if kind == _GIF_END:
            return True
        if kind == _GIF_EXTENSION:
            file.seek(1, 1)
        elif kind == _GIF_PICTURE:
            _skip_palette(file, struct.unpack("<8xB", file.read(9))[0])
            file.seek(1, 1)
        else:
            raise ValueError("no block of a GIF")
        while length := file.read(1)[0]:
            file.seek(length, 1)


def _skip_palette(file: BinaryIO, flags: int) -> None:
    if flags & 0x80:
        file.seek(3 * 2 ** ((flags & 7) + 1), 1)


def riff_is_whole(file: BinaryIO, size: int) -> bool:
    """Whether a RIFF file (WebP) is as long as its header says, and its end is no empty room."""
    file.seek(4)
    end = 8 + int(struct.unpack("<I", file.read(4))[0])
    return end <= size and _has_something_before(file, end)


def bmp_is_whole(file: BinaryIO, size: int) -> bool:
    """Whether a BMP's rows are all there. The size that its header states is wrong in many; the rows are counted."""
    file.seek(10)
    start, header, width, height = struct.unpack("<IIii", file.read(16))
    if header < 40:
        width, height = struct.unpack("<HH", struct.pack("<i", width))
        file.seek(18 + 4 + 2)
        (bits,) = struct.unpack("<H", file.read(2))
        packed, length = 0, 0
    else:
        _, bits, packed, length = struct.unpack("<HHII", file.read(12))
    if packed in (1, 2, 4, 5):  # run lengths, JPEG, PNG: only the header knows
        return bool(length) and start + length <= size
    return bool(start + (width * bits + 31) // 32 * 4 * abs(height) <= size)


def heif_is_whole(file: BinaryIO, size: int) -> bool:
    """Whether the boxes of a HEIF file lie within it, its directory and its data among them (ISO/IEC 14496-12, 4.2)."""
    at, end = 0, 0
    kinds: set[bytes] = set()
    while at + 8 <= size:
        file.seek(at)
        length, kind = struct.unpack(">I4s", file.read(8))
        if length == 1:
            (length,) = struct.unpack(">Q", file.read(8))
        elif length == 0:
            length = size - at
        if length < 8 or at + length > size:
            if {b"meta", b"mdat"} <= kinds:
                break  # something of the telephone's own stands behind the picture
            return False
        kinds.add(kind)
        at += length
        end = at if kind == b"mdat" else end
    return {b"meta", b"mdat"} <= kinds and _has_something_before(file, end)


def _has_something_before(file: BinaryIO, end: int) -> bool:
    file.seek(max(0, end - CODED_TAIL))
    return any(file.read(CODED_TAIL))


def mail_is_whole(file: BinaryIO, size: int) -> bool:
    """Whether the last boundary of a mail is there (RFC 2046, 5.1.1); a mail of a single part has none."""
    file.seek(0)
    header = _BLANK_LINE.split(file.read(MAIL_EDGE_BYTES), maxsplit=1)[0]
    found = _BOUNDARY.search(header)
    return not found or b"--%s--" % found[1].strip() in tail_of(file, size, MAIL_EDGE_BYTES)


def tiff_is_whole(file: BinaryIO, size: int) -> bool:
    """Whether everything that a TIFF's directories point at lies within the file."""
    return all(offset + count <= size for offset, count in _tiff_parts(file, size))


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
