"""The lines of a page where they stand once its lean is taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from extractors.engines.engine import RawLine
from extractors.lines.text import normalize_line

TALL = 1.8
"""A box this much higher than wide, with two characters or more, runs down the page."""


@dataclass(frozen=True)
class Placed:
    """A line's place on the levelled page, in pixels."""

    line: RawLine
    text: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        """Half-way down."""
        return (self.top + self.bottom) / 2

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def width(self) -> float:
        """From left to right."""
        return self.right - self.left

    @property
    def runs_down(self) -> bool:
        """Whether its characters stand one under the other."""
        return len(self.text) > 1 and self.height > TALL * self.width


def place_lines(raw: Sequence[RawLine]) -> list[Placed]:
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
        placed.append(Placed(line, normalize_line(line.text), left, top, right, bottom))
    return placed


def lay_down(placed: Sequence[Placed]) -> list[Placed]:
    """Columns that run down the page, the rightmost first, as rows that run to the right, the uppermost first."""
    return [Placed(one.line, one.text, one.top, -one.right, one.bottom, -one.left) for one in placed]


def width_of(length: float, text: str) -> float:
    """The width of a Han character in text of this length; a Latin one takes half of it."""
    return length / max(1.0, sum(1.0 if ord(character) > 0x2E7F else 0.5 for character in text))


def character_width(placed: Sequence[Placed]) -> float:
    """The width of the page's usual Han character in pixels."""
    long = [width_of(one.width, one.text) for one in placed if len(one.text) >= 4]
    return max(1.0, median(long or [one.height for one in placed]))
