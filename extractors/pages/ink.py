"""Look for ink that no line covers: strokes of text that were found by nobody, and lines read too short for their ink.

An engine's confidence says nothing of the lines it never found. So the page is looked at a second time, without an
engine: whatever is dark and thin and stands outside the lines' boxes, in rows and as high as the page's characters, is
text that was not read. Ruling, underlines, barcodes, folds, page edges, punch holes, specks, pictures and what shines
through from the back are told by their shape, size and contrast and set aside. All of it happens on a page reduced to
about a thousand pixels, in a few milliseconds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engines.engine import Grey, RawLine
from extractors.pages.orientation import line_sides
from records import Box

Mask = NDArray[np.uint8]
"""Ink is 1, paper 0; shape (height, width) of the reduced page."""

SIDE = 1100
"""The reduced page's longest side is at most so many pixels."""

LEAST_SIDE = 40
"""Nothing is looked for on a strip narrower than this, in pixels of the reduced page."""

LEAST_HEIGHT = 11
"""A line's box is at least so high on the reduced page."""

LEAST_CONTRAST = 22
"""Grey values by which ink is darker than the paper round it, at the least ..."""

PALE = 0.32
"""... and this share of what the lines' own ink has: less shines through from the back."""

USUAL_HEIGHT = 1 / 70
"""The height of a line against the page's when none was found: 4.2 mm on A4."""

COVERED = 0.3
"""Strokes reach out of their line's box by this share of its height."""

RIM = 0.012
"""This share of the page's longest side is its edge."""

LEAST_INK = 0.22
"""Two characters have so much ink, as a share of the square of a line box's height."""

RULE = 3.5
"""A straight stroke of so many line heights is ruling."""

FAT = 0.4
"""What is broader than this share of a line height is no ruling."""

LARGE = 3.0
"""A connected shape of so many line heights is no character."""

LOWEST, SPARSE, DENSE = 0.38, 0.08, 0.68
"""Lower than this share of a line box is no row of characters; sparser is ruling, denser a code or a picture."""

BUSY, LAYERS = 0.95, 0.55
"""Strokes to cross in a box as wide as high on the way to the right, and on the way down."""

PAPER = 0.8
"""Half of a text's pixels are at least this share as bright as its brightest."""

REDDER = 24
"""By so much more than on paper does red exceed green and blue, of 255, where there is red ink."""

DARK = 60
"""Below this value of red a pixel has no colour."""

BLACK = 0.7
"""What has this share of the contrast of the lines' ink is black even under a seal."""


@dataclass(frozen=True)
class Ink:
    """What is dark and thin on a page, at reduced size. `scale` leads from its pixels to the page's.

    `dark` says by how many grey values a pixel is darker than the paper round it; what exceeds `least` is ink.
    `height` is the usual height of a line's box and `contrast` how dark the lines' own ink is.
    """

    grey: Grey
    dark: Grey
    least: float
    scale: int
    height: float
    contrast: float


def reduce_page(page: NDArray[np.uint8], scale: int = 0) -> tuple[NDArray[np.uint8], int]:
    """A page, grey or in colour, reduced by a whole number, and that number: `scale`, or what leaves `SIDE` pixels."""
    scale = scale or max(1, -(-max(page.shape[:2]) // SIDE))
    high, width = page.shape[0] // scale, page.shape[1] // scale
    if not high or not width:
        return page, 1
    whole = page[: high * scale, : width * scale]
    return np.asarray(cv2.resize(whole, (width, high), interpolation=cv2.INTER_AREA), np.uint8), scale


def _scale_for(height: float, page: Grey) -> int:
    """By how much a page is reduced: very small characters would run together, so such a page is reduced less."""
    usual = max(1, -(-int(max(page.shape)) // SIDE))
    return max(1, min(usual, int(height / LEAST_HEIGHT))) if height else usual


def percentile(values: Grey, share: float, inside: Mask | None = None) -> float:
    """The grey value below which `share` of the pixels lie, of those that `inside` marks."""
    counts = np.cumsum(cv2.calcHist([values], [0], inside, [256], [0, 256]))
    return float(np.searchsorted(counts, share * counts[-1]))


def find_ink(page: Grey, lines: Sequence[RawLine]) -> Ink | None:
    """The ink of an upright page; None when the page is too small to tell."""
    usual = line_height(lines)
    small, scale = reduce_page(page, _scale_for(usual, page))
    if min(small.shape) < LEAST_SIDE:
        return None
    height = min(60.0, max(8.0, usual / scale or small.shape[0] * USUAL_HEIGHT))
    reach = int(0.55 * height) | 1
    dark = np.asarray(cv2.morphologyEx(small, cv2.MORPH_BLACKHAT, np.ones((reach, reach), np.uint8)), np.uint8)
    inside = cover_lines(small.shape, lines, scale, 0.0) if lines else None
    contrast = percentile(dark, 0.92 if lines else 0.997, inside)
    least = max(LEAST_CONTRAST, PALE * contrast)
    return Ink(small, dark, least, scale, height, contrast)


def line_height(lines: Sequence[RawLine]) -> float:
    """The usual height of the lines' boxes in pixels, their shorter side; 0 without lines."""
    return float(np.median([min(line_sides(line)) for line in lines])) if lines else 0.0


def cover_lines(shape: tuple[int, ...], lines: Sequence[RawLine], scale: int, margin: float) -> Mask:
    """The lines' boxes, each widened by `margin` pixels of the reduced page."""
    cover = np.zeros(shape[:2], np.uint8)
    for line in lines:
        corners = (line.quad / scale).round().astype(np.int32)
        cv2.fillConvexPoly(cover, corners, 1)
        if margin >= 1:
            cv2.polylines(cover, [corners], isClosed=True, color=1, thickness=2 * round(margin))
    return cover


@dataclass(frozen=True)
class Patch:
    """Loose ink that lies together like the characters of a line: where, on the reduced page, and how much."""

    left: int
    top: int
    width: int
    height: int
    ink: int


def find_unread(
    page: Grey, lines: Sequence[RawLine], *, picture: NDArray[np.uint8] | None = None, known: Sequence[Box] = ()
) -> tuple[Box, ...]:
    """The places of an upright page where ink looks like text and no line covers it, from the top down.

    `picture` is the same page in colour: what is red there is the rest of a seal or of ruling, and no text. `known` are
    places that are explained otherwise, as barcodes are.
    """
    ink = find_ink(page, lines)
    if ink is None:
        return ()
    loose = (ink.dark > ink.least).view(np.uint8)
    loose[cover_lines(loose.shape, lines, ink.scale, COVERED * ink.height) > 0] = 0
    for left, top, right, bottom in known:
        corners = [round(value / ink.scale) for value in (left, top, right, bottom)]
        loose[max(0, corners[1]) : corners[3] + 1, max(0, corners[0]) : corners[2] + 1] = 0
    _clear_rim(loose)
    if np.count_nonzero(loose) < LEAST_INK * ink.height**2:
        return ()
    if picture is not None and picture.ndim == 3:
        loose[_find_red(picture, ink.scale) & (ink.dark < BLACK * ink.contrast)] = 0
    drop_ruling(loose, ink)
    drop_shapes(loose, ink.height)
    found = [patch for patch in gather_patches(loose, ink.height) if _is_paper(ink, patch)]
    scale = float(ink.scale)
    return tuple(
        (patch.left * scale, patch.top * scale, (patch.left + patch.width) * scale, (patch.top + patch.height) * scale)
        for patch in sorted(found, key=lambda patch: patch.top)
    )


def redness(picture: NDArray[np.uint8]) -> Grey:
    """By how much red exceeds green and blue in each pixel of a colour picture, against its own brightness.

    So a seal in a shadow is as red as one in the light; what is nearly black has no colour.
    """
    red, green, blue = cv2.split(picture)
    excess = cv2.divide(cv2.subtract(red, cv2.max(green, blue)), red, scale=255)
    excess[red < DARK] = 0
    return np.asarray(excess, np.uint8)


def _find_red(picture: NDArray[np.uint8], scale: int) -> NDArray[np.bool_]:
    """Where a picture (height, width, 3), reduced, is redder than its paper, with a pixel all round."""
    excess = redness(reduce_page(picture, scale)[0])
    shown = (excess > percentile(excess, 0.5) + REDDER).view(np.uint8)
    return np.asarray(cv2.dilate(shown, np.ones((3, 3), np.uint8)), bool)


def _clear_rim(mask: Mask) -> None:
    """Page edges, staples' shadows and the scanner's lid lie along the rim."""
    rim = max(2, round(RIM * max(mask.shape)))
    mask[:rim] = mask[-rim:] = 0
    mask[:, :rim] = mask[:, -rim:] = 0


def drop_ruling(mask: Mask, ink: Ink) -> None:
    """Take out straight strokes longer than any of a character, also when they lean a little."""
    length, thick = int(RULE * ink.height), max(5, int(FAT * ink.height))
    # Ruling is often so pale that only pieces of it are ink: it is looked for among what is half as dark.
    faint = (ink.dark > 0.5 * ink.least).view(np.uint8)
    for across, along, wide in (((3, 1), (1, length), (thick, 1)), ((1, 3), (length, 1), (1, thick))):
        straight = cv2.morphologyEx(
            cv2.dilate(faint, np.ones(across, np.uint8)), cv2.MORPH_OPEN, np.ones(along, np.uint8)
        )
        rules = straight - cv2.morphologyEx(straight, cv2.MORPH_OPEN, np.ones(wide, np.uint8))
        mask[cv2.dilate(rules, np.ones((3, 3), np.uint8)) > 0] = 0


def drop_shapes(mask: Mask, height: float) -> None:
    """Take out specks, pieces of ruling and what is larger than a character."""
    count, labels, shapes, _ = cv2.connectedComponentsWithStats(mask)
    widths, heights = shapes[:, cv2.CC_STAT_WIDTH], shapes[:, cv2.CC_STAT_HEIGHT]
    thin = max(2.0, 0.12 * height)
    gone = (heights <= thin) & (widths >= 0.8 * height)
    gone |= (widths <= thin) & (heights >= height)
    gone |= (heights > LARGE * height) | (shapes[:, cv2.CC_STAT_AREA] <= 2)
    gone[0] = False
    if count > 1:
        mask[gone[labels]] = 0


def gather_patches(mask: Mask, height: float) -> list[Patch]:
    """Bring together what stands side by side, and keep what is drawn as text is."""
    across, down = int(0.9 * height) | 1, max(3, int(0.3 * height) | 1)
    joined = cv2.dilate(mask, np.ones((down, across), np.uint8))
    count, labels, shapes, _ = cv2.connectedComponentsWithStats(joined)
    patches = []
    for number in range(1, count):
        left, top, width, high = (int(value) for value in shapes[number, :4])
        part = mask[top : top + high, left : left + width] * (labels[top : top + high, left : left + width] == number)
        ink = int(np.count_nonzero(part))
        if ink < LEAST_INK * height**2:
            continue
        x, y, width, high = cv2.boundingRect(part)
        part = part[y : y + high, x : x + width]
        if _looks_written(part, ink, height):
            patches.append(Patch(left + x, top + y, width, high, ink))
    return patches


def _looks_written(part: Mask, ink: int, height: float) -> bool:
    """Whether ink is strewn as in text: neither hollow nor solid, with several strokes to cross both ways."""
    high, width = part.shape
    if min(high, width) < LOWEST * height or not SPARSE <= ink / (width * high) <= DENSE:
        return False
    strokes = np.abs(np.diff(part.astype(np.int8), axis=1)).sum(axis=1) / 2
    busy = float(np.percentile(strokes, 85)) / max(width / height, 0.5)
    layers = float(np.abs(np.diff(part.astype(np.int8), axis=0)).sum()) / 2 / width
    return bool(busy >= BUSY and layers >= LAYERS * min(1.0, high / height))


def _is_paper(ink: Ink, patch: Patch) -> bool:
    """Whether paper lies between the strokes; a picture has all shades there."""
    room, step = round(0.3 * ink.height), round(4 * ink.height)
    rows = slice(max(0, patch.top - room), patch.top + patch.height + room)
    ends = range(max(0, patch.left - room), patch.left + patch.width, step)
    # Piece by piece: across a whole line a shadow may fall.
    pieces = [np.percentile(ink.grey[rows, left : left + step + room], (50, 90)) for left in ends]
    return bool(np.median([middle / max(1.0, bright) for middle, bright in pieces]) >= PAPER)
