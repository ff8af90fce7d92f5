"""The reading order of a page's lines, and which of them belong to one paragraph.

Engines give lines as boxes in an order of their own. Here they are gathered into rows by how far they overlap
in height, after the page's lean has been taken out; rows run down the page, boxes in a row to the right.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

import numpy as np

from extractors.engine import RawLine
from extractors.text import normalize_line
from records import Joint, Line

LEVEL_SHARE = 0.45
"""Boxes belong to one row when they overlap by this share of the lower one's height."""

CELL_GAP = 1.2
"""A gap in a row wider than this many characters parts two cells of a table."""

INDENT = 1.2
"""A line that starts this many characters inside the left margin starts a paragraph."""

FIRST_INDENT = 2
"""A paragraph's first line is set in by so many characters (GB/T 9704-2012, 7.3.3)."""

SHORT = 1.6
"""A line that ends this many characters before the right margin ends a paragraph ..."""

WORD_BREAK = 6.5
"""... unless it falls short by less than this and ends without a mark: a number or date was kept whole."""

WIDE_STEP = 1.9
"""A step down of so many usual steps parts two paragraphs."""

OTHER_SIZE = 1.17
"""Rows whose characters differ by this factor in width are a heading and its text."""

END_MARKS = "。！？：；.!?:;”）)"


@dataclass(frozen=True)
class _Placed:
    """A line's place on the levelled page."""

    line: RawLine
    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True)
class _Row:
    cells: tuple[_Placed, ...]

    @property
    def left(self) -> float:
        return self.cells[0].left

    @property
    def right(self) -> float:
        return self.cells[-1].right

    @property
    def middle(self) -> float:
        return float(np.mean([cell.middle for cell in self.cells]))

    @property
    def text(self) -> str:
        return "".join(cell.text for cell in self.cells)

    def is_table(self, width: float) -> bool:
        """Whether the row has three cells or more."""
        gaps = sum(b.left - a.right > CELL_GAP * width for a, b in pairwise(self.cells))
        return gaps >= 2


@dataclass(frozen=True)
class OrderedPage:
    """A page's lines in reading order, and whether its last line runs to the margin (the next page may go on)."""

    lines: tuple[Line, ...]
    runs_on: bool
    starts_flush: bool


def order_lines(raw: Sequence[RawLine], *, page: int, engine: str) -> OrderedPage:
    """The lines of one upright page, in reading order, normalized and joined into paragraphs."""
    placed = _level([line for line in raw if normalize_line(line.text)])
    if not placed:
        return OrderedPage((), runs_on=False, starts_flush=False)
    rows = _gather_rows(placed)
    width = _character_width(placed)
    margins = _find_margins(rows, width)
    step = median([b.middle - a.middle for a, b in pairwise(rows)] or [0])
    lines: list[Line] = []
    for number, row in enumerate(rows):
        before = rows[number - 1] if number else None
        first: Joint = "" if before and _goes_on(before, row, width=width, margins=margins, step=step) else "\n"
        for at, cell in enumerate(row.cells):
            joint = first if at == 0 else _cell_joint(row.cells[at - 1], cell, width)
            lines.append(_line(cell, joint, page=page, engine=engine))
    return OrderedPage(
        tuple(lines),
        runs_on=not rows[-1].is_table(width)
        and (_reaches_margin(rows[-1], width, margins) or _breaks_off(rows[-1], width, margins)),
        starts_flush=rows[0].left < margins[0] + INDENT * width and not rows[0].is_table(width),
    )


def _line(cell: _Placed, joint: Joint, *, page: int, engine: str) -> Line:
    left, top = (float(value) for value in cell.line.quad.min(axis=0))
    right, bottom = (float(value) for value in cell.line.quad.max(axis=0))
    return Line(
        page=page,
        box=(round(left, 1), round(top, 1), round(right, 1), round(bottom, 1)),
        text=cell.text,
        raw=cell.line.text,
        confidence=round(min(1.0, max(0.0, cell.line.confidence)), 4),
        engine=engine,
        joint=joint,
    )


def _level(raw: Sequence[RawLine]) -> list[_Placed]:
    """Every line's place after the page's lean, the median lean of its long lines, is taken out."""
    leans = []
    for line in raw:
        along, down = line.quad[1] - line.quad[0], line.quad[3] - line.quad[0]
        if np.hypot(*along) > 4 * np.hypot(*down):
            leans.append(np.arctan2(along[1], along[0]))
    lean = median(leans) if leans else 0.0
    turn = np.array([[np.cos(lean), -np.sin(lean)], [np.sin(lean), np.cos(lean)]])
    placed = []
    for line in raw:
        corners = line.quad @ turn
        # The middles of the sides: the corners of a leaning box reach into the rows above and below.
        left, right = corners[[0, 3], 0].mean(), corners[[1, 2], 0].mean()
        top, bottom = corners[[0, 1], 1].mean(), corners[[2, 3], 1].mean()
        placed.append(_Placed(line, normalize_line(line.text), left, top, right, bottom))
    return placed


def _gather_rows(placed: Sequence[_Placed]) -> list[_Row]:
    rows: list[list[_Placed]] = []
    for cell in sorted(placed, key=lambda cell: cell.middle):
        for row in reversed(rows[-3:]):
            if _level_with(cell, row):
                row.append(cell)
                break
        else:
            rows.append([cell])
    return [
        _Row(tuple(sorted(row, key=lambda cell: cell.left)))
        for row in sorted(rows, key=lambda row: np.mean([cell.middle for cell in row]))
    ]


def _level_with(cell: _Placed, row: Sequence[_Placed]) -> bool:
    """Whether a box stands in a row: level with its nearest box there, and beside, not above, all of them."""
    nearest = min(row, key=lambda other: max(other.left - cell.right, cell.left - other.right))
    shared = min(cell.bottom, nearest.bottom) - max(cell.top, nearest.top)
    if shared < LEVEL_SHARE * min(cell.height, nearest.height):
        return False
    room = 0.5 * min(cell.height, nearest.height)
    return all(cell.left > other.right - room or cell.right < other.left + room for other in row)


def _width_of(length: float, text: str) -> float:
    """The width of a Han character in text of this length; a Latin one takes half of it."""
    return length / max(1.0, sum(1.0 if ord(character) > 0x2E7F else 0.5 for character in text))


def _character_width(placed: Sequence[_Placed]) -> float:
    long = [_width_of(cell.right - cell.left, cell.text) for cell in placed if len(cell.text) >= 4]
    return max(1.0, median(long or [cell.height for cell in placed]))


def _find_margins(rows: Sequence[_Row], width: float) -> tuple[float, float]:
    """Where most lines start and where the longest lines end."""
    body = [row for row in rows if row.right - row.left > 8 * width] or list(rows)
    return (
        float(np.percentile([row.left for row in body], 25)),
        float(np.percentile([row.right for row in body], 85)),
    )


def _reaches_margin(row: _Row, width: float, margins: tuple[float, float]) -> bool:
    """Whether a row is full: it ends at the margin, or falls short only because a number was kept whole."""
    indent, missing = (row.left - margins[0]) / width, (margins[1] - row.right) / width
    if missing < SHORT:
        return True
    starts_text = indent < INDENT or abs(indent - FIRST_INDENT) < 0.7
    return missing < WORD_BREAK and row.text[-1] not in END_MARKS and starts_text


def _breaks_off(row: _Row, width: float, margins: tuple[float, float]) -> bool:
    """Whether a page's last row stops in the middle of a sentence."""
    return row.left < margins[0] + INDENT * width and (row.text[-1] in "，、" or row.text[-1].isalpha())


def _goes_on(before: _Row, row: _Row, *, width: float, margins: tuple[float, float], step: float) -> bool:
    """Whether a row goes on with the paragraph of the row before."""
    if before.is_table(width) or row.is_table(width):
        return False
    if row.middle - before.middle > WIDE_STEP * step:
        return False
    if row.left > margins[0] + INDENT * width:
        return False
    if _differ_in_size(before, row):
        return False
    return _reaches_margin(before, width, margins)


def _differ_in_size(before: _Row, row: _Row) -> bool:
    """Whether one row is set larger, as a heading is. Rows with digits do not tell: theirs are of any width."""
    if any(sum(character.isdigit() for character in part.text) > 1 or len(part.text) < 5 for part in (before, row)):
        return False
    widths = [_width_of(part.right - part.left, part.text) for part in (before, row)]
    return max(widths) > OTHER_SIZE * min(widths)


def _cell_joint(before: _Placed, cell: _Placed, width: float) -> Joint:
    return "\t" if cell.left - before.right > CELL_GAP * width else ""
