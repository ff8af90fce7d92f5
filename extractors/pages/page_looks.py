"""Look at a page before anything is read: is there ink on it, is that pale, is it a picture? A few milliseconds."""

from dataclasses import dataclass

import cv2
import numpy as np

from extractors.engines.engine import Grey
from extractors.pages.page_work import Picture, reduce_picture, to_grey
from extractors.pages.rim_ink import count_rim_strokes

SIDE = 1000
"""Longest side in pixels of the reduced page: 3.4 to a millimetre of A4."""

LONGEST = 3.0
"""A page so many times as long as wide is a screen's, and reduced its text would be dust."""

LEAST_SIDE = 60
"""A page reduced to less than this is a strip; what is on it is told by reading alone."""

RIM = 0.025
"""This share of a page's side is its edge: shadows, the scanner's lid, torn paper. Only whole signs count there."""

STROKE = 27
"""Strokes are thinner than so many pixels of the reduced page."""

DARK, PALE, FAINT = 0.3, 0.08, 0.04
"""Ink is darker than its paper by the first share of it; what shines through, and pencil, by the second; what the eye
just sees by the third."""

WRITTEN_SHARE = 0.002
"""A page with so much dark ink bears writing, and its shapes need not be told one by one."""

SPECK = 6
"""A shape smaller than so many pixels both ways, 1.8 mm, is dust."""

LONG = 30
"""A straight shape longer than this and not wider than a stroke is a fold or ruling."""

MANY = 1000
"""Shapes on a page that bears writing: more than anybody counts."""

CELL = 12
"""Shades are compared between places so many pixels apart."""

SHADED = 0.12
"""By this share of the page's brightness neighbouring places differ inside a picture, never on paper."""

PICTURED = 0.15
"""A page of which this share is shaded is a picture."""

MANY_SPECKS = 12
"""Shapes, dark and pale, of a spotted sheet."""

FAINT_WRITING = 30
"""So many faint shapes as large as strokes are worth a reading."""

FEW = 2
"""Shapes that dust and the paper's own fibres make on an empty page."""


DARK_AMONG_PALE = 0.04
"""Where strokes that shine through cross, they are dark: such a share of their shapes."""


@dataclass(frozen=True)
class PageLook:
    """What is on a page: how many dark shapes as large as strokes, how many pale ones, what share is a picture.

    `faint` is counted only where there is next to nothing else.
    """

    dark: int
    pale: int
    shaded: float
    faint: int = 0

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all is on the page, not even a pale stroke."""
        return self.dark == 0 and self.pale <= FEW and not self.is_faint and self.shaded < PICTURED / 3

    @property
    def is_faint(self) -> bool:
        """Whether there may be writing that the eye just sees."""
        return self.faint >= FAINT_WRITING

    @property
    def is_nearly_blank(self) -> bool:
        """Whether nothing but specks is on the page."""
        return self.dark <= FEW and self.pale <= MANY_SPECKS

    @property
    def is_picture(self) -> bool:
        """Whether shades fill the page as in a photograph."""
        return self.shaded >= PICTURED

    @property
    def is_pale(self) -> bool:
        """Whether what is on the page is so pale that it may shine through from the other side."""
        return self.pale > FEW and self.dark <= max(FEW, DARK_AMONG_PALE * self.pale)


UNKNOWN = PageLook(0, MANY, 0.0)
"""Of a strip nothing is told: it is read like any page."""


def look_at(page: Picture) -> PageLook:
    """Look at a page, whichever way it lies. Folds, punch holes, dust and edges do not count as ink, red seals do."""
    small = to_grey(reduce_picture(page, min(1.0, SIDE / max(page.shape[:2]))))
    if min(small.shape) < LEAST_SIDE or max(small.shape) > LONGEST * min(small.shape):
        return UNKNOWN
    dark, paper, depth = _ink_of(small)
    shaded = _shaded(paper)
    if cv2.countNonZero(dark) > WRITTEN_SHARE * dark.size:
        return PageLook(MANY, MANY, shaded)
    pale = _pale(paper, depth)
    strokes = _count_strokes(dark) + count_rim_strokes(small, RIM)
    pale_strokes = _count_strokes(pale) + _count_grains(pale)
    bare = strokes == 0 and pale_strokes <= MANY_SPECKS
    return PageLook(strokes, pale_strokes, shaded, _count_strokes(_pale(paper, depth, FAINT)) if bare else 0)


def count_pale(page: Grey) -> int:
    """How many pale shapes as large as strokes a page has that touch nothing dark."""
    small = reduce_picture(page, min(1.0, SIDE / max(page.shape)))
    if min(small.shape) < LEAST_SIDE:
        return 0
    dark, paper, depth = _ink_of(small)
    _, places = cv2.connectedComponents(_pale(paper, depth))
    touched = np.unique(places[dark > 0])
    alone = np.where(np.isin(places, touched) | (places == 0), 0, 255).astype(np.uint8)
    return _count_strokes(alone)


def _ink_of(small: Grey) -> tuple[Grey, Grey, Grey]:
    """What is surely ink inside a page's rim, its paper without ink, and by how much each place is darker than that."""
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((STROKE, STROKE), np.uint8))
    rows, columns = (slice(round(RIM * side), side - round(RIM * side)) for side in small.shape)
    paper = np.ascontiguousarray(paper[rows, columns])
    depth = cv2.subtract(paper, small[rows, columns])
    dark = cv2.compare(depth, cv2.convertScaleAbs(paper, alpha=DARK), cv2.CMP_GT)
    return np.asarray(dark, np.uint8), np.asarray(paper, np.uint8), np.asarray(depth, np.uint8)


def _pale(paper: Grey, depth: Grey, share: float = PALE) -> Grey:
    return np.asarray(cv2.compare(depth, cv2.convertScaleAbs(paper, alpha=share, beta=3), cv2.CMP_GT), np.uint8)


def _count_strokes(mask: Grey) -> int:
    """How many shapes are neither dust, nor a fold or a rule, nor a hole punched near the edge."""
    _, _, shapes, _ = cv2.connectedComponentsWithStats(mask)
    left, top, width, height, area = shapes[1:].T.astype(np.float64)
    large = np.maximum(width, height) >= SPECK
    straight = (np.maximum(width, height) >= LONG) & (area < 6 * np.maximum(width, height))
    straight &= np.minimum(width, height) < 0.35 * np.maximum(width, height)
    near = np.minimum.reduce([left, top, mask.shape[1] - left - width, mask.shape[0] - top - height])
    round_ = (np.minimum(width, height) > 0.75 * np.maximum(width, height)) & (near < 0.12 * max(mask.shape))
    # A hole's rim alone may be dark, where the lid shows through it.
    hole = round_ & (width >= 1.5 * SPECK) & (width <= 2 * STROKE)
    hole &= (area > 0.7 * width * height) | (area < 0.35 * width * height)
    return int((large & ~straight & ~hole).sum())


def _count_grains(mask: Grey) -> int:
    """How many shapes as small as dust stand beside one another: small print, reduced."""
    _, _, shapes, middles = cv2.connectedComponentsWithStats(mask)
    sides = np.maximum(shapes[1:, cv2.CC_STAT_WIDTH], shapes[1:, cv2.CC_STAT_HEIGHT])
    grains = middles[1:][(sides >= SPECK // 2) & (sides < SPECK)]
    if not FEW < len(grains) <= MANY:
        return len(grains) if len(grains) > MANY else 0
    apart = np.abs(grains[:, None] - grains[None]).max(axis=2)
    np.fill_diagonal(apart, np.inf)
    beside = int((apart.min(axis=1) < 2 * SPECK).sum())
    return beside if beside > MANY_SPECKS // 2 else 0


def _shaded(paper: Grey) -> float:
    """The share of places whose paper differs in brightness from the place beside: inside pictures it does."""
    places = paper[CELL::CELL, CELL::CELL]
    if min(places.shape) < 3:
        return 0.0
    square = np.ones((3, 3), np.uint8)
    steps = cv2.subtract(cv2.dilate(places, square), cv2.erode(places, square))
    return float((steps > SHADED * np.percentile(places, 95)).mean())
