"""The JPEG that a TIFF holds in strips, put together again without decoding it (TIFF 6.0, technical note 2; T.81)."""

import re
import struct
from dataclasses import dataclass

from PIL.TiffImagePlugin import TiffImageFile

_LENGTH, _COMPRESSION, _COLOURS, _OFFSETS, _COUNTS, _PLANES = 257, 259, 262, 273, 279, 284
_TILES, _TABLES = 322, 347
_JPEG, _TOGETHER = 7, 1
_BLOCK = 8
"""Rows and columns of a block (T.81, A.1)."""

_MOST_UNITS = 0xFFFF
"""Units that may lie between two restart marks (T.81, B.2.4.4)."""

_SOI, _EOI, _SOS, _DRI, _ADOBE = 0xD8, 0xD9, 0xDA, 0xDD, 0xEE
_FRAMES = frozenset({0xC0, 0xC1})
"""Sequential frames; a progressive one has many scans and cannot be joined so."""

_KEPT = frozenset({0xDB, 0xC4})
"""Tables of quantization and of Huffman codes."""

_RESTART = re.compile(rb"\xff[\xd0-\xd7]")
_TRANSFORMS = {1: None, 2: 0, 6: 1}
"""For the colours of a TIFF (grey, RGB, YCbCr) what the Adobe mark of a JPEG says of them (T.872, 6.5.3)."""


@dataclass(frozen=True)
class _Strip:
    """A JPEG taken apart: its tables, frame and scan headers, and the coded data."""

    tables: bytes
    frame: bytes
    frame_mark: int
    scan: bytes
    data: bytes

    @property
    def height(self) -> int:
        return int.from_bytes(self.frame[1:3], "big")

    @property
    def shape(self) -> bytes:
        """The frame without its height."""
        return self.frame[:1] + self.frame[3:]

    def unit(self) -> tuple[int, int]:
        """Width and height in pixels of what is coded at a time (T.81, A.2)."""
        factors = list(self.frame[7::3])
        if len(factors) == 1:
            return _BLOCK, _BLOCK
        return _BLOCK * max(factor >> 4 for factor in factors), _BLOCK * max(factor & 15 for factor in factors)


def join_strips(tiff: TiffImageFile, content: bytes) -> bytes | None:
    """The picture of the TIFF page that was sought, as one JPEG of the very data; None when it is none or cannot be.

    Strips become the intervals between restart marks: each starts anew, as after such a mark.

    Raises:
        ValueError, struct.error, IndexError: the data are damaged.
    """
    tags = tiff.tag_v2
    transform = _TRANSFORMS.get(int(tags.get(_COLOURS, 0)), -1)
    if (
        tags.get(_COMPRESSION) != _JPEG
        or tags.get(_PLANES, _TOGETHER) != _TOGETHER
        or _TILES in tags
        or transform == -1
    ):
        return None
    places = zip(tags[_OFFSETS], tags[_COUNTS], strict=True)
    strips = [_take_apart(content[start : start + length]) for start, length in places]
    first = strips[0]
    if not _fit_together(strips) or sum(strip.height for strip in strips) != tags[_LENGTH]:
        return None
    across, down = first.unit()
    width = int.from_bytes(first.frame[3:5], "big")
    units = -(-width // across) * -(-first.height // down)
    if len(strips) > 1 and (units > _MOST_UNITS or any(strip.height % down for strip in strips[:-1])):
        return None
    shared = tags.get(_TABLES)
    frame = first.frame[:1] + struct.pack(">H", tags[_LENGTH]) + first.frame[3:]
    coded = b"".join(
        strip.data + (b"\xff%c" % (0xD0 + number % 8) if number + 1 < len(strips) else b"")
        for number, strip in enumerate(strips)
    )
    return b"".join(
        (
            b"\xff%c" % _SOI,
            _segment(_ADOBE, b"Adobe" + struct.pack(">HHHB", 100, 0, 0, transform)) if transform is not None else b"",
            _take_tables(shared) if shared else b"",
            first.tables,
            _segment(_DRI, struct.pack(">H", units)) if len(strips) > 1 else b"",
            _segment(first.frame_mark, frame),
            _segment(_SOS, first.scan),
            coded,
            b"\xff%c" % _EOI,
        )
    )


def _fit_together(strips: list[_Strip]) -> bool:
    first = strips[0]
    return all(
        (strip.tables, strip.shape, strip.frame_mark, strip.scan)
        == (first.tables, first.shape, first.frame_mark, first.scan)
        and (strip.height == first.height or number == len(strips) - 1)
        and not _RESTART.search(strip.data)
        for number, strip in enumerate(strips)
    )


def _take_apart(jpeg: bytes) -> _Strip:
    tables, frame, frame_mark, at = b"", b"", 0, 2
    while True:
        mark, body = _read_segment(jpeg, at)
        at += 4 + len(body)
        if mark in _KEPT:
            tables += _segment(mark, body)
        elif mark in _FRAMES:
            frame, frame_mark = body, mark
        elif mark == _SOS:
            break
        elif mark == _DRI or 0xC0 <= mark <= 0xCF:
            raise ValueError("not a plain sequential JPEG")
    end = jpeg.rindex(b"\xff%c" % _EOI)
    if not frame:
        raise ValueError("no frame")
    return _Strip(tables, frame, frame_mark, body, jpeg[at:end])


def _take_tables(jpeg: bytes) -> bytes:
    """The tables of an abbreviated JPEG that holds nothing else (T.81, B.5)."""
    tables, at = b"", 2
    while jpeg[at : at + 2] != b"\xff%c" % _EOI:
        mark, body = _read_segment(jpeg, at)
        at += 4 + len(body)
        tables += _segment(mark, body) if mark in _KEPT else b""
    return tables


def _read_segment(jpeg: bytes, at: int) -> tuple[int, bytes]:
    prefix, mark, length = struct.unpack_from(">BBH", jpeg, at)
    if prefix != 0xFF or length < 2:
        raise ValueError("no mark where one must be")
    return mark, jpeg[at + 4 : at + 2 + length]


def _segment(mark: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, mark, len(body) + 2) + body
