"""Find the lines whose text is far too short for their ink: words that were found but not read."""

from collections.abc import Sequence

import cv2
import numpy as np

from extractors.engines.engine import Grey, RawLine
from extractors.pages.ink import Ink, find_ink
from extractors.pages.orientation import line_sides
from records import Box

TIMES = 1.5
"""A line's ink is at most so many times as long as its text ..."""

MISSING = 4.0
"""... and at most so many characters longer."""

LARGEST = 2.0
"""The characters of a title are at most so many times as wide as the page's usual ones."""

GAP = 0.35
"""Strokes that lie nearer than this share of a character are one stretch of ink."""


def find_cut_short(page: Grey, lines: Sequence[RawLine]) -> tuple[Box, ...]:
    """The boxes of the lines of an upright page whose text is too short for their ink.

    The ink is measured along the line, gaps left out, in widths of the page's usual character; characters that are
    higher count as wider. Lines that run down the page are measured by their longer side as well.
    """
    widths = [max(line_sides(line)) / _places(line.text) for line in lines if _places(line.text) >= 3]
    if not widths:
        return ()
    usual, height = float(np.median(widths)), float(np.median([min(line_sides(line)) for line in lines]))
    suspects = []
    for line in lines:
        wide = usual * min(LARGEST, max(1.0, min(line_sides(line)) / max(1.0, height)))
        if _is_short(max(line_sides(line)) / wide, line):
            suspects.append((line, wide))
    ink = find_ink(page, lines) if suspects else None
    if ink is None:
        return ()
    return tuple(_box(line) for line, wide in suspects if _is_short(_inked(ink, line, wide) / wide, line))


def _is_short(characters: float, line: RawLine) -> bool:
    places = _places(line.text)
    return characters > TIMES * places and characters > places + MISSING


def _places(text: str) -> float:
    """The width of a text in Han characters; a Latin one takes half a place."""
    return sum(1.0 if ord(character) > 0x2E7F else 0.5 for character in text)


def _inked(ink: Ink, line: RawLine, wide: float) -> float:
    """The length of a line's ink in pixels of the page, its gaps left out."""
    across, down = (max(2, round(side / ink.scale)) for side in line_sides(line))
    corners = np.array([[0, 0], [across, 0], [across, down], [0, down]], np.float32)
    turn = cv2.getPerspectiveTransform((line.quad / ink.scale).astype(np.float32), corners)
    dark = (ink.dark > ink.least).view(np.uint8)
    strip = cv2.warpPerspective(dark, turn, (across, down), flags=cv2.INTER_NEAREST)
    # The box's edges hold the feet of the rows above and below, and ruling.
    inner = strip[down // 5 : down - down // 5] if across >= down else strip[:, across // 5 : across - across // 5].T
    filled = (inner.sum(axis=0) >= 2).astype(np.uint8)[None]
    reach = round(GAP * wide / ink.scale) | 1
    return float(cv2.morphologyEx(filled, cv2.MORPH_CLOSE, np.ones((1, reach), np.uint8)).sum()) * ink.scale


def _box(line: RawLine) -> Box:
    left, top = (round(float(value), 1) for value in line.quad.min(axis=0))
    right, bottom = (round(float(value), 1) for value in line.quad.max(axis=0))
    return left, top, right, bottom
