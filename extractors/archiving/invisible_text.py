"""Text that nobody sees and everybody can search and copy: laid on the ink of a page in a PDF."""

import io
import math
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Self

import numpy as np
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib.tables._g_l_y_f import Glyph
from numpy.typing import NDArray
from pikepdf import Dictionary, Name, Object, Pdf

from records import Box, Line

EM = 1000
"""Units of the font's square (ISO 32000-1, 9.2.4: glyph space is a thousandth of text space)."""

ASCENT, DESCENT = 800, -200
"""Together one em: a character of font size s covers a box s high."""

UPRIGHT = 2.0
"""A line this much higher than wide, of two characters or more, is written downwards."""

LEAST_HEIGHT, MOST_HEIGHT = 0.55, 0.8
"""Text is between these shares of its line's box high: boxes reach over the ink, and those of slanted lines into the
lines beside them, which readers of PDF would then take for one."""

ROOM = 1.15
"""Within them, it is as high as a character is wide, and a little more."""

LEAST_SIDE = 0.001
"""Points; what is smaller on the page is nowhere."""

FONT = Name("/Laixin")
_NAME = "LaixinInvisible"
_HALF, _FULL, _END = 1, 2, 3
_WIDTHS = {_HALF: EM // 2, _FULL: EM, _END: 0}
_DAY = 3_850_070_400
"""1 January 2026 in seconds since 1904: a font must say when it was made, and always the same."""

_MOST_IN_BLOCK = 100
"""Entries that a block of a CMap may hold (Adobe technical note 5014, 6.3)."""

Matrix = NDArray[np.float64]
"""A homography, three by three; also a place or a direction on the page, of two numbers."""


class InvisibleFont:
    """A font without outlines that says which characters stand where.

    Each character of the texts has a code of two bytes, its own number from 1 on in the order of Unicode, so every
    character that there is can be told, beyond the first plane too. A Han character is one em wide, a Latin one half,
    and what ends a line or a cell of a table (line feed, tab) takes no room.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        """The font for all characters of `texts`."""
        self._codes = {sign: code for code, sign in enumerate(sorted(set("\n\t").union(*texts)), start=1)}

    def encode(self, text: str) -> bytes:
        """The codes of a text, as the operand of an operator that shows it."""
        return b"<%s>" % "".join(f"{self._codes[sign]:04x}" for sign in text).encode()

    def embed(self, pdf: Pdf) -> Object:
        """The font as an object of a PDF (ISO 32000-1, 9.7), with its program and its way back to Unicode."""
        glyphs = [0, *map(_choose_glyph, self._codes)]
        descriptor = Dictionary(
            Type=Name.FontDescriptor,
            FontName=Name(f"/{_NAME}"),
            Flags=4,
            FontBBox=[0, DESCENT, EM, ASCENT],
            ItalicAngle=0,
            Ascent=ASCENT,
            Descent=DESCENT,
            CapHeight=ASCENT,
            StemV=80,
            FontFile2=pdf.make_stream(_make_program(), Length1=len(_make_program())),
        )
        descendant = Dictionary(
            Type=Name.Font,
            Subtype=Name.CIDFontType2,
            BaseFont=Name(f"/{_NAME}"),
            CIDSystemInfo=Dictionary(Registry=b"Adobe", Ordering=b"Identity", Supplement=0),
            FontDescriptor=pdf.make_indirect(descriptor),
            DW=EM,
            W=[1, [_WIDTHS[glyph] for glyph in glyphs[1:]]],
            CIDToGIDMap=pdf.make_stream(b"".join(glyph.to_bytes(2, "big") for glyph in glyphs)),
        )
        font = Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=Name(f"/{_NAME}"),
            Encoding=Name("/Identity-H"),
            DescendantFonts=[pdf.make_indirect(descendant)],
            ToUnicode=pdf.make_stream(_make_cmap(self._codes)),
        )
        return pdf.make_indirect(font)


def _choose_glyph(sign: str) -> int:
    """The glyph of a character: a Han one counts as two Latin ones (Unicode Annex 11), as in `Letter.boxes`."""
    if sign in "\n\t":
        return _END
    return _FULL if unicodedata.east_asian_width(sign) in "WF" else _HALF


def draw_lines(lines: Sequence[Line], font: InvisibleFont, to_page: Matrix) -> bytes:
    """The content that lays lines on a page; `to_page` takes a pixel of the upright page to the PDF page's points.

    Each line stands at its own angle and is as long as its box there, so that its characters stand where
    `Letter.boxes` says. The perspective within a line is left out. Readers of PDF tell lines by their places alone and
    take for one what lies side by side: such a line ends with a line feed, or with a tab before the next cell of a row.
    """
    placed = [(line, place) for line in lines if line.text and (place := _find_place(line, to_page)) is not None]
    drawn = []
    for number, (line, place) in enumerate(placed, start=1):
        end = ""
        if number < len(placed):
            after, below = placed[number]
            end = "\t" if after.joint == "\t" else "\n" if place.is_beside(below) else ""
        drawn.append(place.show(font.encode(line.text + end)))
    return b"q BT 3 Tr\n" + b"".join(drawn) + b"ET Q\n" if drawn else b""


@dataclass(frozen=True)
class _Place:
    """Where a line stands on a page: the beginning of its baseline, the direction of writing, both sizes of an em."""

    start: Matrix
    across: Matrix
    up: Matrix
    em: float
    size: float
    length: float

    def is_beside(self, other: Self) -> bool:
        """Whether the two share a part of the page's height, or of its width when they run up or down."""
        axis = 1 if abs(self.across[0]) >= abs(self.across[1]) else 0
        (low, high), (other_low, other_high) = self._reach(axis), other._reach(axis)
        return low < other_high and other_low < high

    def _reach(self, axis: int) -> tuple[float, float]:
        bottom = self.start + self.up * self.size * DESCENT / EM
        ends = [bottom, bottom + self.across * self.length]
        places = [float((end + rise)[axis]) for end in ends for rise in (0 * self.up, self.up * self.size)]
        return min(places), max(places)

    def show(self, codes: bytes) -> bytes:
        """The operators that show codes there."""
        return b"%s %s Tf %s Tz %s Tm %s Tj\n" % (
            str(FONT).encode(),
            _numbers(self.size),
            _numbers(100 * self.em / self.size),
            _numbers(*self.across, *self.up, *self.start),
            codes,
        )


def _find_place(line: Line, to_page: Matrix) -> _Place | None:
    """Where a line stands; None when its box has no surface on the page."""
    first, last, height = _axis(line.box, to_page, downwards=_is_downwards(line))
    length = math.dist(first, last)
    if length < LEAST_SIDE or height < LEAST_SIDE:
        return None
    em = length / sum(_WIDTHS[_choose_glyph(sign)] / EM for sign in line.text)
    size = min(max(ROOM * em, LEAST_HEIGHT * height), MOST_HEIGHT * height)
    across, up = (last - first) / length, np.array([first[1] - last[1], last[0] - first[0]]) / length
    return _Place(first - up * size * (0.5 + DESCENT / EM), across, up, em, size, length)


def _is_downwards(line: Line) -> bool:
    left, top, right, bottom = line.box
    return len(line.text) > 1 and bottom - top > UPRIGHT * (right - left)


def _axis(box: Box, to_page: Matrix, *, downwards: bool) -> tuple[Matrix, Matrix, float]:
    """Where the middle of a line begins and ends on the page, in the direction of writing, and its thickness."""
    left, top, right, bottom = box
    corners = np.array([[left, top, 1], [right, top, 1], [right, bottom, 1], [left, bottom, 1]]) @ to_page.T
    points = corners[:, :2] / corners[:, 2:]
    if downwards:
        points = np.roll(points, -1, axis=0)
    first, last = (points[0] + points[3]) / 2, (points[1] + points[2]) / 2
    height = (math.dist(points[0], points[3]) + math.dist(points[1], points[2])) / 2
    return first, last, height


def _numbers(*values: float) -> bytes:
    """Numbers as PDF writes them: no exponent, no needless digits."""
    return " ".join(f"{value:.4f}".rstrip("0").rstrip(".") for value in values).encode()


def _make_cmap(codes: dict[str, int]) -> bytes:
    """The CMap from codes to Unicode (ISO 32000-1, 9.10.3)."""
    entries = [f"<{code:04x}> <{sign.encode('utf-16-be').hex()}>" for sign, code in codes.items()]
    blocks = [entries[at : at + _MOST_IN_BLOCK] for at in range(0, len(entries), _MOST_IN_BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <ffff> endcodespacerange",
        *(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks),
        "endcmap CMapName currentdict /CMap defineresource pop end end",
    ]
    return "\n".join(lines).encode()


@cache
def _make_program() -> bytes:
    """A TrueType program of glyphs that paint nothing: half an em wide, a whole, and without any width.

    Each is a stroke there and back over its box. Without it a glyph has no box, and PDFium, which Chrome and Edge read
    with, passes over text without one when it runs up or down the page.
    """
    names = [".notdef", "half", "full", "end"]
    builder = FontBuilder(EM, isTTF=True)
    builder.updateHead(created=_DAY, modified=_DAY)
    builder.setupGlyphOrder(names)
    builder.setupCharacterMap({0xF000 + glyph: names[glyph] for glyph in _WIDTHS})
    builder.setupGlyf({name: _draw_stroke(_WIDTHS.get(glyph, 0)) for glyph, name in enumerate(names)})
    builder.setupHorizontalMetrics({name: (_WIDTHS.get(glyph, EM), 0) for glyph, name in enumerate(names)})
    builder.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    builder.setupNameTable({"familyName": _NAME, "styleName": "Regular", "psName": _NAME})
    builder.setupOS2()
    builder.setupPost()
    builder.font.recalcTimestamp = False
    program = io.BytesIO()
    builder.save(program)
    return program.getvalue()


def _draw_stroke(width: int) -> Glyph:
    pen = TTGlyphPen(None)
    if width:
        pen.moveTo((0, DESCENT))
        pen.lineTo((width, ASCENT))
        pen.closePath()
    return pen.glyph()
