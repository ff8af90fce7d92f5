"""The reading order of a page's lines, and which of them belong to one paragraph.

Engines give lines as boxes in an order of their own. Here they are gathered into rows by how far they overlap
in height, after the page's lean has been taken out; rows run down the page, boxes in a row to the right.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

import numpy as np

from extractors.engines.engine import RawLine
from extractors.lines.columns import part_page
from extractors.lines.placed_lines import Placed, character_width, lay_down, place_lines, width_of
from extractors.pages.page_readings import OrderedPage
from records import Joint, Line

LEVEL_SHARE = 0.45
"""Boxes belong to one row when they overlap by this share of the lower one's height."""

CELL_GAP = 1.2
"""A gap in a row wider than this many characters parts two cells of a table."""

SENTENCE, TOO_MANY = 9.0, 2
"""Boxes beside one another that are both longer than so many characters may be columns; so many rows of them are."""

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

DOWN_SHARE = 0.5
"""A page with more than this share of its characters in columns that run down is written from right to left."""

END_MARKS = "。！？：；.!?:;”）)"


@dataclass(frozen=True)
class _Row:
    cells: tuple[Placed, ...]

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


def order_lines(raw: Sequence[RawLine], *, page: int, engine: str, size: tuple[int, int] = (0, 0)) -> OrderedPage:
    """The lines of one upright page of `size` (width, height), in reading order, normalized and joined into paragraphs.

    Columns that run down the page are read from the right. Where rows and columns are mixed, the columns come after the
    rows and the order is unsure, unless they are one heading beside the text.
    """
    placed = [one for one in place_lines(raw) if one.text]
    down = [one for one in placed if one.runs_down]
    if sum(len(one.text) for one in down) > DOWN_SHARE * sum(len(one.text) for one in placed):
        return _order_rows(lay_down(placed), page=page, engine=engine)
    parts = part_page([one for one in placed if not one.runs_down], size=size)
    blocks = [_order_rows(block, page=page, engine=engine) for block in parts.blocks]
    asides = [_order_rows(block, page=page, engine=engine) for block in parts.notes]
    if down:
        asides.append(_order_rows(lay_down(down), page=page, engine=engine))
    whole = _join_blocks(blocks, asides)
    unsure = bool(down) or any(_may_be_columns(block) for block in parts.blocks)
    return replace(whole, halves=tuple(blocks) if parts.halves and not down else (), unsure=unsure)


def _may_be_columns(placed: Sequence[Placed]) -> bool:
    """Whether rows of two long boxes stand under one another: short columns of text, or a table of two columns."""
    if not placed:
        return False
    width = character_width(placed)
    wide = [
        row
        for row in _gather_rows(placed)
        if len(row.cells) == 2
        and min(cell.width for cell in row.cells) > SENTENCE * width
        and row.cells[1].left - row.cells[0].right > CELL_GAP * width
    ]
    return len(wide) >= TOO_MANY


def _join_blocks(blocks: Sequence[OrderedPage], asides: Sequence[OrderedPage] = ()) -> OrderedPage:
    """Blocks one after the other: a paragraph may run on from one into the next, and into no aside."""
    lines: list[Line] = []
    runs_on = False
    for block in blocks:
        if block.lines:
            joint: Joint = "" if lines and runs_on and block.starts_flush else "\n"
            lines += [block.lines[0].model_copy(update={"joint": joint}), *block.lines[1:]]
            runs_on = block.runs_on
    starts_flush = next((block.starts_flush for block in blocks if block.lines), False)
    for aside in asides:
        lines += aside.lines
    return OrderedPage(tuple(lines), runs_on=runs_on, starts_flush=starts_flush)


def _order_rows(placed: Sequence[Placed], *, page: int, engine: str) -> OrderedPage:
    """The lines of one block, row by row."""
    if not placed:
        return OrderedPage((), runs_on=False, starts_flush=False)
    rows = _gather_rows(placed)
    width = character_width(placed)
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


def _line(cell: Placed, joint: Joint, *, page: int, engine: str) -> Line:
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


def _gather_rows(placed: Sequence[Placed]) -> list[_Row]:
    rows: list[list[Placed]] = []
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


def _level_with(cell: Placed, row: Sequence[Placed]) -> bool:
    """Whether a box stands in a row: level with its nearest box there, and beside, not above, all of them."""
    nearest = min(row, key=lambda other: max(other.left - cell.right, cell.left - other.right))
    shared = min(cell.bottom, nearest.bottom) - max(cell.top, nearest.top)
    if shared < LEVEL_SHARE * min(cell.height, nearest.height):
        return False
    room = 0.5 * min(cell.height, nearest.height)
    return all(cell.left > other.right - room or cell.right < other.left + room for other in row)


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
    if before.is_table(width) or row.is_table(width) or _are_form_rows(before, row, width):
        return False
    if row.middle - before.middle > WIDE_STEP * step:
        return False
    if row.left > margins[0] + INDENT * width:
        return False
    if _differ_in_size(before, row):
        return False
    return _reaches_margin(before, width, margins)


def _are_form_rows(before: _Row, row: _Row, width: float) -> bool:
    """Whether two rows have a label and a value each, the values one under the other."""
    if any(len(part.cells) != 2 or _cell_joint(*part.cells, width) != "\t" for part in (before, row)):
        return False
    return abs(before.cells[1].left - row.cells[1].left) < width


def _differ_in_size(before: _Row, row: _Row) -> bool:
    """Whether one row is set larger, as a heading is. Rows with digits do not tell: theirs are of any width."""
    if any(sum(character.isdigit() for character in part.text) > 1 or len(part.text) < 5 for part in (before, row)):
        return False
    widths = [width_of(part.right - part.left, part.text) for part in (before, row)]
    return max(widths) > OTHER_SIZE * min(widths)


def _cell_joint(before: Placed, cell: Placed, width: float) -> Joint:
    return "\t" if cell.left - before.right > CELL_GAP * width else ""
