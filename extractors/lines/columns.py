"""Part a page's lines into blocks in reading order: columns of text, the two pages of a folded sheet, margins.

Only prose is parted: lines that fill their column from edge to edge. The cells of tables and forms stay together and
are read row by row. A page of plain text is one block.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from extractors.lines.placed_lines import Placed, character_width

LONG = 7.0
"""A line of so many characters' width may be prose."""

FEW = 4
"""A column of prose has at least so many long lines."""

FULL = 0.5
"""In prose this share of the long lines ends at the margin."""

AT_MARGIN = 1.8
"""A line that ends within so many characters of the margin is full."""

GUTTER = 0.9
"""The gap between two columns is at least so many characters wide."""

MOST_COLUMNS = 4
"""A page has at most so many columns."""

NOTE_SHARE = 0.5
"""Notes in the margin are fewer than this share of the lines beside them."""

ALONE = 0.8
"""In a letter's short part this share of the lines has no other beside it; in tables and forms few are alone."""

LONG_ENOUGH = 0.6
"""A column's longest lines are at least this share of the other column's."""

SHEET = 1.2
"""A page this much wider than high may be two pages side by side."""


@dataclass(frozen=True)
class Parts:
    """Blocks in reading order; `notes` at their end stand in the margin; `halves` tells that the two are pages."""

    blocks: tuple[tuple[Placed, ...], ...]
    notes: tuple[tuple[Placed, ...], ...] = ()
    halves: bool = False


def part_page(placed: Sequence[Placed], *, size: tuple[int, int]) -> Parts:
    """Part the lines of a levelled page of `size` (width, height; 0 when it is not known)."""
    if not placed:
        return Parts(())
    width = character_width(placed)
    if size[1] and size[0] > SHEET * size[1]:
        halves = _part_sheet(placed, size[0], width)
        if halves:
            return Parts(halves, halves=True)
    body, notes = _set_notes_aside(placed, width)
    return Parts(tuple(_part_columns(body, width)), notes)


def is_prose(placed: Sequence[Placed], width: float) -> bool:
    """Whether most long lines run from one common margin to the other."""
    long = [one for one in placed if one.width >= LONG * width]
    if len(long) < FEW or 2 * len(long) < len(placed):
        return False
    right = float(np.percentile([one.right for one in long], 80))
    left = float(np.percentile([one.left for one in long], 30))
    full = sum(abs(one.right - right) < AT_MARGIN * width and abs(one.left - left) < 3 * width for one in long)
    return full >= FULL * len(long)


def _part_sheet(placed: Sequence[Placed], width: int, character: float) -> tuple[tuple[Placed, ...], ...]:
    """The left and the right page of a folded sheet, when nothing stands across the fold and one of them is prose."""
    room = 0.06 * width
    edges = sorted({one.right for one in placed if one.right < width / 2 + room} | {width / 2 - room})
    for fold in [edge + 1 for edge in reversed(edges) if edge >= width / 2 - room]:
        left = tuple(one for one in placed if one.right <= fold)
        right = tuple(one for one in placed if one.left > fold)
        if len(left) + len(right) < len(placed):
            continue
        gap = min((one.left for one in right), default=width) - max((one.right for one in left), default=0)
        one_is_page = is_prose(left, character) or is_prose(right, character)
        one_is_page = one_is_page or (_runs_alone(left, character) and _runs_alone(right, character))
        return (left, right) if gap > 2 * character and one_is_page else ()
    return ()


def _set_notes_aside(
    placed: Sequence[Placed], width: float
) -> tuple[tuple[Placed, ...], tuple[tuple[Placed, ...], ...]]:
    """The body, and what stands wholly in the margin to the left and to the right of its prose."""
    long = [one for one in placed if one.width >= 2 * LONG * width]
    if len(long) < FEW or not is_prose(long, width):
        return tuple(placed), ()
    left = float(np.percentile([one.left for one in long], 25)) - 0.5 * width
    right = float(np.percentile([one.right for one in long], 85)) + 0.5 * width
    top, bottom = min(one.top for one in long), max(one.bottom for one in long)
    beside = [one for one in placed if one.bottom > top and one.top < bottom]
    sides = [[one for one in beside if one.left >= right], [one for one in beside if one.right <= left]]
    notes = tuple(tuple(side) for side in sides if side and len(side) < NOTE_SHARE * len(long))
    aside = {id(one) for side in notes for one in side}
    return tuple(one for one in placed if id(one) not in aside), notes


def _part_columns(placed: Sequence[Placed], width: float) -> list[tuple[Placed, ...]]:
    """Bands from the top down; a band of two or more columns gives them from left to right."""
    fold = _find_gutter(placed, width)
    if fold is None:
        return [tuple(placed)] if placed else []
    blocks: list[tuple[Placed, ...]] = []
    for band in _bands(placed, fold):
        left = [one for one in band if one.right <= fold]
        right = [one for one in band if one.left >= fold]
        if _are_columns(left, right, width):
            blocks += [*_part_columns(left, width), *_part_columns(right, width)]
        else:
            blocks.append(tuple(band))
    return blocks


def _are_columns(left: Sequence[Placed], right: Sequence[Placed], width: float, depth: int = MOST_COLUMNS - 2) -> bool:
    """Whether prose stands on both sides; on the right it may stand in columns itself."""
    if not is_prose(left, width):
        return False
    if is_prose(right, width) or (depth > 0 and _find_gutter(right, width, depth - 1) is not None):
        return True
    return _runs_alone(right, width) and _widest(right) > LONG_ENOUGH * _widest(left)


def _runs_alone(placed: Sequence[Placed], width: float) -> bool:
    """Whether lines stand under one another, some of them long: the short end of a letter, and no table."""
    if len(placed) < FEW or _widest(placed) < LONG * width:
        return False
    alone = sum(not any(other is not one and _level(one, other) for other in placed) for one in placed)
    return alone >= ALONE * len(placed)


def _widest(placed: Sequence[Placed]) -> float:
    """The second widest line: a single one may be anything."""
    return sorted(one.width for one in placed)[-2:][0]


def _find_gutter(placed: Sequence[Placed], width: float, depth: int = MOST_COLUMNS - 2) -> float | None:
    """Where most of the lines leave room for a gutter, with prose on both sides of it."""
    if len(placed) < 2 * FEW:
        return None
    best, most = None, 0
    for edge in sorted({one.right for one in placed if one.width >= LONG * width}):
        fold = edge + GUTTER * width / 2
        left = [one for one in placed if one.right <= fold]
        right = [one for one in placed if one.left >= fold + GUTTER * width / 2]
        apart = min(len(left), len(right))
        if apart < FEW or apart <= most or len(left) + len(right) < 0.6 * len(placed):
            continue
        if not _are_columns(left, right, width, depth):
            continue
        if sum(any(_level(one, other) for other in right) for one in left) >= FEW - 1:
            best, most = (edge + float(np.percentile([one.left for one in right], 10))) / 2, apart
    return best


def _level(one: Placed, other: Placed) -> bool:
    return min(one.bottom, other.bottom) - max(one.top, other.top) > 0


def _bands(placed: Sequence[Placed], fold: float) -> list[list[Placed]]:
    """Lines in the order of their height, parted where lines across the fold begin and end."""
    bands: list[list[Placed]] = []
    across_before: bool | None = None
    for one in sorted(placed, key=lambda one: one.middle):
        across = one.left < fold < one.right
        if across != across_before:
            bands.append([])
        bands[-1].append(one)
        across_before = across
    return bands
