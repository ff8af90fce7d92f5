"""Writing at the very edge of a page, told from what scanning leaves there: shadows, lids, holes, staples, tears."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engines.engine import Grey
from extractors.pages.page_work import reduce_picture

SIDE = 1000
"""Longest side in pixels of the reduced page: 3.4 to a millimetre of A4."""

LEAST_SIDE = 60
"""On less than this nothing is told."""

STROKE = 27
"""Strokes are thinner than so many pixels."""

DARK = 0.3
"""Ink is darker than its paper by this share of it."""

LID = 0.5
"""What is darker than this share of the page's usual paper is no paper, but the scanner's lid or a desk."""

APART = 7
"""Strokes nearer than so many pixels, 2 mm, belong to one sign or word."""

LEAST = 8
"""A sign is at least so many pixels high and wide: 2.4 mm."""

LARGE = 60
"""A connected shape of so many pixels, 18 mm, is no stroke."""

CROSSED = (0.15, 0.3)
"""Of a sign's rows, and of its columns, such a share meets two strokes or more: of the ones the first, of the others
the second. A tear, a fold, a staple is crossed once in one direction; a hole's rim twice in both, never three times."""


def count_rim_strokes(page: Grey, rim: float) -> int:
    """How many dark shapes make up the signs that reach into the outer `rim` of a page (a share of each side)."""
    small = reduce_picture(page, min(1.0, SIDE / max(page.shape)))
    if min(small.shape) < LEAST_SIDE:
        return 0
    strokes = _drop_large(_dark(np.asarray(small, np.uint8)))
    if not strokes.any():
        return 0
    together = cv2.dilate(strokes, np.ones((APART, APART), np.uint8))
    _, places, boxes, _ = cv2.connectedComponentsWithStats(together)
    height, width = small.shape
    count = 0
    for number, (left, top, wide, high, _) in enumerate(boxes.tolist()[1:], start=1):
        inside = min(left / width, top / height, 1 - (left + wide) / width, 1 - (top + high) / height)
        if inside >= rim:
            continue
        rows, columns = slice(top, top + high), slice(left, left + wide)
        sign = strokes[rows, columns] * (places[rows, columns] == number)
        if _is_sign(sign.astype(np.uint8)):
            count += cv2.connectedComponents(sign.astype(np.uint8))[0] - 1
    return count


def _dark(small: Grey) -> NDArray[np.uint8]:
    """Where ink is, on what is as bright as the page's paper."""
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((STROKE, STROKE), np.uint8))
    ink = cv2.compare(cv2.subtract(paper, small), cv2.convertScaleAbs(paper, alpha=DARK), cv2.CMP_GT)
    ink[paper <= LID * np.median(paper[::8, ::8])] = 0
    return np.asarray(ink, np.uint8)


def _drop_large(ink: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The ink without shapes that touch the page's border, and without those too large for strokes."""
    _, places, boxes, _ = cv2.connectedComponentsWithStats(ink)
    left, top, wide, high, _ = boxes.T
    dropped = (left == 0) | (top == 0) | (left + wide == ink.shape[1]) | (top + high == ink.shape[0])
    dropped |= np.maximum(wide, high) >= LARGE
    dropped[0] = True
    return np.asarray((~dropped)[places], np.uint8)


def _is_sign(sign: NDArray[np.uint8]) -> bool:
    """Whether a shape, or several beside one another, are crossed as often as writing is."""
    rows, columns = np.flatnonzero(sign.any(axis=1)), np.flatnonzero(sign.any(axis=0))
    if min(len(rows), len(columns)) == 0:
        return False
    sign = sign[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if min(sign.shape) < LEAST:
        return False
    padded = np.pad(sign, 1).astype(np.int8)
    across, down = (np.diff(padded, axis=1) > 0).sum(axis=1)[1:-1], (np.diff(padded, axis=0) > 0).sum(axis=0)[1:-1]
    shares = sorted(float((runs >= 2).mean()) for runs in (across, down))
    crossed = shares[0] >= CROSSED[0] and shares[1] >= CROSSED[1]
    return bool(crossed and max((runs >= 3).sum() for runs in (across, down)) >= 2)
