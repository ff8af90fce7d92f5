"""Where lines of text stand, from the map of probabilities that a detection model gives.

The boxes are those of Differentiable Binarization (Liao et al., AAAI 2020, section 3.4): the shrunken regions of the
map, each as its smallest rectangle, grown back to the lines' full height.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engines.engine import Quad

LEAST_PROBABILITY = 0.3
"""A pixel above it belongs to a line."""

LEAST_MEAN = 0.5
"""A region whose mean probability is lower is no line."""

GROWTH = 1.6
"""How far a region's sides move out, as a multiple of its surface over its circumference."""

LEAST_SIDE = 3
"""A region lower than this many pixels of the map is a speck."""


def find_regions(probabilities: NDArray[np.float32]) -> list[Quad]:
    """The corners of every line on the map, in its pixels; `probabilities` has the shape (height, width)."""
    mask = cv2.dilate((probabilities > LEAST_PROBABILITY).astype(np.uint8), np.ones((2, 2), np.uint8))
    outlines, _ = cv2.findContours(mask, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    found = []
    for outline in outlines:
        middle, (width, height), lean = cv2.minAreaRect(outline)
        if min(width, height) < LEAST_SIDE:
            continue
        if _mean_inside(probabilities, _corners(middle, width, height, lean)) < LEAST_MEAN:
            continue
        growth = GROWTH * width * height / (width + height)
        found.append(_clockwise(_corners(middle, width + growth, height + growth, lean)))
    return found


def _corners(middle: Sequence[float], width: float, height: float, lean: float) -> Quad:
    return np.asarray(cv2.boxPoints((middle, (width, height), lean)), np.float32)


def _mean_inside(probabilities: NDArray[np.float32], corners: Quad) -> float:
    low = np.floor(corners.min(axis=0)).astype(int).clip(0)
    high = np.ceil(corners.max(axis=0)).astype(int) + 1
    part = probabilities[low[1] : high[1], low[0] : high[0]]
    inside = np.zeros(part.shape, np.uint8)
    cv2.fillPoly(inside, [np.round(corners - low).astype(np.int32)], 1)
    return cv2.mean(part, inside)[0]


def _clockwise(corners: Quad) -> Quad:
    """The corners from the top left on: the two on the left, the two on the right, each pair from the top."""
    across = corners[np.argsort(corners[:, 0], kind="stable")]
    left, right = (side[np.argsort(side[:, 1])] for side in (across[:2], across[2:]))
    return np.array([left[0], right[0], right[1], left[1]], np.float32)
