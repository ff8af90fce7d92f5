"""Look for text in red ink on a page that was read without its red: a letterhead, a signature, a leader's remark.

The red channel drops seals and ruling, and any words written in red with them. Seals, finger prints and ruling are
told by their shape and stay out: a seal's words are no part of a letter.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engines.engine import RawLine
from extractors.pages.ink import (
    Ink,
    Mask,
    Patch,
    cover_lines,
    drop_ruling,
    drop_shapes,
    gather_patches,
    percentile,
    redness,
    reduce_page,
)
from records import Box

STEP = 6
"""Every so manieth pixel tells whether there is red at all."""

SOME = 0.00015
"""A page with less red than this share has no red text."""

STRONG = 55
"""By so much more than on paper does red exceed green and blue in red ink; brown stains and wood have less."""

SEAL = 1.5
"""A red shape of so many line heights both ways may be a seal or a finger print."""

ROUND = 1.7
"""A seal's or finger print's longer side against its shorter, at the most."""

RIM_SHARE = 0.6
"""A seal has red along this share of its rim."""

SOLID = 0.45
"""A finger print or a carved name fills this share of its box."""

RIDGES = 5.0
"""A finger print is at most so many line heights wide."""


def find_red_text(picture: NDArray[np.uint8], lines: Sequence[RawLine], *, height: float) -> tuple[Box, ...]:
    """The places of an upright colour page where text is written in red and none of `lines` covers it.

    `height` is the usual height of a line's box in pixels of the page. A page without red costs a millisecond.
    """
    if picture.ndim != 3 or not _has_red(picture):
        return ()
    small, scale = reduce_page(picture)
    excess = redness(small)
    level = percentile(excess, 0.5) + STRONG
    high = max(8.0, height / scale)
    ink = Ink(np.asarray(small[:, :, 1], np.uint8), excess, level, scale, high, float(level))
    mask = (excess > level).view(np.uint8)
    drop_ruling(mask, ink)
    _drop_seals(mask, high)
    drop_shapes(mask, high)
    mask[cover_lines(mask.shape, lines, scale, 0.0) > 0] = 0
    return tuple(_place(patch, scale) for patch in gather_patches(mask, high))


def _has_red(picture: NDArray[np.uint8]) -> bool:
    excess = redness(np.ascontiguousarray(picture[::STEP, ::STEP]))
    return float((excess > percentile(excess, 0.5) + STRONG).mean()) > SOME


def _place(patch: Patch, scale: int) -> Box:
    left, top = float(patch.left * scale), float(patch.top * scale)
    return left, top, left + patch.width * scale, top + patch.height * scale


def _drop_seals(mask: Mask, height: float) -> None:
    """Take out what is round or framed as a seal is, or dense as a finger print, with all that stands inside."""
    reach = max(3, int(1.2 * height) | 1)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    count, labels, shapes, _ = cv2.connectedComponentsWithStats(joined)
    for number in range(1, count):
        left, top, width, high = (int(value) for value in shapes[number, :4])
        if min(width, high) < SEAL * height or max(width, high) > ROUND * min(width, high):
            continue
        place = slice(top, top + high), slice(left, left + width)
        if _is_pressed(mask[place] * (labels[place] == number), height):
            mask[place] = 0


def _is_pressed(part: Mask, height: float) -> bool:
    """Whether a red shape is a seal (red along its rim) or a finger print (small and dense)."""
    high, width = part.shape
    whole = cv2.morphologyEx(part, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    if max(high, width) <= RIDGES * height and np.count_nonzero(whole) >= SOLID * high * width * np.pi / 4:
        return True
    (x, y), radius = cv2.minEnclosingCircle(np.argwhere(part).astype(np.float32))
    down, across = np.nonzero(part)
    far = np.hypot(down - x, across - y) >= 0.78 * radius
    around = np.arctan2(down[far] - x, across[far] - y)
    if len(np.unique((around * 45 / np.pi).astype(int))) >= RIM_SHARE * 90:
        return True
    edge = max(2, round(0.1 * min(high, width)))
    sides = (part[:edge].any(axis=0), part[-edge:].any(axis=0), part[:, :edge].any(axis=1), part[:, -edge:].any(axis=1))
    return sum(bool(side.mean() >= 0.75) for side in sides) >= 4
