"""From the picture of a page to the grey values that an engine reads: sheet, red ink, turn."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engines.engine import Grey, Quad

Picture = NDArray[np.uint8]
"""A decoded page: shape (height, width) for grey, (height, width, 3) for red, green, blue."""

DARK_BORDER = 0.7
"""A photographed desk: the frame's brightness against the middle's, below which the sheet is looked for."""

LEAST_SQUARE = 0.45
"""The cosine of a sheet's corner in perspective; 63 to 117 degrees stay below it."""

PROPORTIONS = ((1.25, 1.65), (1.8, 2.35))
"""Long side to short side, in perspective: of A, B and 16K sheets (1.36-1.42), and of envelopes (GB/T 1416, 2.0)."""

DESK_GRAIN = 0.2
"""Within five pixels a desk, or a sheet, changes its brightness by no more than this share."""

SIDE_SEEN = 0.8
"""A side is one when the desk is darker along this share of it."""

SMALL_SIDE = 1200
"""Longest side in pixels of the reduced page on which red ink is looked for."""

LEAST_SIDE = 24
"""A reduced page narrower than this is a strip: nothing is looked for on it."""

STANDS_OUT = 1.5
"""The profile of a page's ink is cut off at so many times what a tenth of its rows exceed."""

RED_SIGNS = 14
"""So many red shapes as high as a character, in rows, are text and no seal or ruling."""

SIGN_FILL = 0.25
"""The strokes of characters fill at least this share of their box; a seal's rim, or what is left of ruling, less."""


def to_grey(picture: Picture) -> Grey:
    """Luminance (ITU-R BT.601), or the picture itself when it is grey already."""
    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def reduce_picture(picture: Picture, scale: float) -> Picture:
    """The picture at a smaller scale. Halving is a tenth of the work of any other step, so it is done first."""
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    while min(picture.shape[:2]) > 1 and picture.shape[1] // 2 >= size[0] and picture.shape[0] // 2 >= size[1]:
        half = (picture.shape[1] // 2, picture.shape[0] // 2)
        even = picture[: 2 * half[1], : 2 * half[0]]
        picture = np.asarray(cv2.resize(even, half, interpolation=cv2.INTER_AREA), np.uint8)
    if picture.shape[1::-1] == size:
        return picture
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), np.uint8)


def find_sheet(picture: Picture) -> Quad | None:
    """The corners of a sheet that lies on something darker, as in a photograph; None when it fills the picture."""
    scale = 600 / max(picture.shape[:2])
    small = to_grey(reduce_picture(picture, scale))
    height, width = small.shape
    if min(height, width) < LEAST_SIDE:
        return None
    rim = max(2, round(0.03 * min(small.shape)))
    frame = np.concatenate([small[:rim].ravel(), small[-rim:].ravel(), small[:, :rim].ravel(), small[:, -rim:].ravel()])
    middle = small[height // 4 : -height // 4, width // 4 : -width // 4]
    if np.median(frame) > DARK_BORDER * np.median(middle):
        return None
    soft = np.asarray(cv2.GaussianBlur(small, (5, 5), 0), np.uint8)
    for apart in (_brighter, _off_the_rim):
        corners = _outline(apart(soft))
        if corners is not None and _has_shape_of_sheet(corners) and _stands_out(soft, corners):
            return np.asarray(corners / scale, np.float32)
    return None


def _brighter(soft: Grey) -> Grey:
    """What is brighter than the rest."""
    return np.asarray(cv2.threshold(soft, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)[1], np.uint8)


def _off_the_rim(soft: Grey) -> Grey:
    """What cannot be reached from the rim without a step in brightness: a sheet, also where a shadow lies on it."""
    square = np.ones((5, 5), np.uint8)
    step = cv2.subtract(cv2.dilate(soft, square), cv2.erode(soft, square))
    wall = cv2.compare(step, cv2.addWeighted(soft, DESK_GRAIN, soft, 0, 4), cv2.CMP_GT)
    free = 255 - cv2.morphologyEx(wall, cv2.MORPH_CLOSE, square)
    _, places = cv2.connectedComponents(free, connectivity=4)
    rim = np.concatenate([places[1], places[-2], places[:, 1], places[:, -2]])
    outer = np.isin(places, np.unique(rim[rim > 0]))
    return np.where(outer, 0, 255).astype(np.uint8)


def _outline(apart: Grey) -> Quad | None:
    """The four corners of the largest thing that stands apart, clockwise from the top left."""
    height, width = apart.shape
    whole = cv2.morphologyEx(apart, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    outlines, _ = cv2.findContours(whole, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    sheet = cv2.convexHull(max(outlines, key=cv2.contourArea))
    corners = cv2.approxPolyDP(sheet, 0.03 * cv2.arcLength(sheet, closed=True), closed=True)[:, 0].astype(np.float32)
    if len(corners) != 4 or cv2.contourArea(corners) < 0.3 * height * width:
        return None
    return _clockwise(corners)


def _has_shape_of_sheet(corners: Quad) -> bool:
    """Whether corners are nearly square and the sides in a proportion that paper has.

    What a shadow or a hand leaves of a sheet has neither, and cut out it would lose text without a trace.
    """
    sides = np.roll(corners, -1, axis=0) - corners
    lengths = np.linalg.norm(sides, axis=1)
    before = -np.roll(sides, 1, axis=0) / np.roll(lengths, 1)[:, None]
    cosines = np.abs((sides / lengths[:, None] * before).sum(axis=1))
    across, down = (lengths[0] + lengths[2]) / 2, (lengths[1] + lengths[3]) / 2
    proportion = max(across, down) / min(across, down)
    return bool(cosines.max() < LEAST_SQUARE) and any(low <= proportion <= high for low, high in PROPORTIONS)


def _stands_out(soft: Grey, corners: Quad) -> bool:
    """Whether it is darker right outside each side than right inside, all along; beyond the picture nobody knows."""
    height, width = soft.shape
    middle, reach = corners.mean(axis=0), 0.012 * max(soft.shape)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        along = (end - start) / np.linalg.norm(end - start)
        inward = np.array([-along[1], along[0]], np.float32)
        inward *= np.sign(inward @ (middle - start)) or 1.0
        points = start + np.linspace(0.06, 0.94, 24, dtype=np.float32)[:, None] * (end - start)
        within, beyond = (points + inward * reach).round(), (points - inward * reach).round()
        known = (beyond >= 1).all(axis=1) & (beyond < (width - 1, height - 1)).all(axis=1)
        known &= (within >= 0).all(axis=1) & (within < (width, height)).all(axis=1)
        if not known.any():
            continue
        inside, outside = (
            soft[at[known, 1].astype(int), at[known, 0].astype(int)].astype(float) for at in (within, beyond)
        )
        if (inside > 1.15 * outside + 4).mean() < SIDE_SEEN:
            return False
    return True


def _clockwise(corners: Quad) -> Quad:
    middle = corners.mean(axis=0)
    around = np.argsort(np.arctan2(corners[:, 1] - middle[1], corners[:, 0] - middle[0]))
    corners = corners[around]
    return np.roll(corners, -int(np.argmin(corners.sum(axis=1))), axis=0)


def flatten_sheet(picture: Picture, corners: Quad) -> tuple[Picture, NDArray[np.float64]]:
    """The sheet between four corners as a flat page, and the homography that took it there."""
    width = round(max(np.linalg.norm(corners[0] - corners[1]), np.linalg.norm(corners[3] - corners[2])))
    height = round(max(np.linalg.norm(corners[0] - corners[3]), np.linalg.norm(corners[1] - corners[2])))
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    return np.asarray(cv2.warpPerspective(picture, turn, (width, height)), np.uint8), np.asarray(turn, np.float64)


def drop_red(picture: Picture) -> Grey:
    """The page in grey without red ruling and seals: the red channel, where red ink is as bright as paper.

    Where text itself is red it would vanish with them, so such a page is read in plain grey.
    """
    if picture.ndim == 2:
        return picture
    if has_red_text(picture):
        return to_grey(picture)
    return np.ascontiguousarray(picture[:, :, 0])


def has_red_text(picture: Picture) -> bool:
    """Whether red shapes as high as characters stand in rows.

    Long strokes (ruling), shapes higher than any character (seals), shapes lower than one (edges left of
    ruling) and hollow ones do not count.
    """
    scale = min(1.0, SMALL_SIDE / max(picture.shape[:2]))
    small = reduce_picture(picture, scale)
    red, green, blue = (small[:, :, channel].astype(np.int16) for channel in range(3))
    ink = ((red - np.maximum(green, blue)) > 60) & (red > 110)
    if ink.mean() < 0.0005:
        return False
    mask = ink.astype(np.uint8)
    reach = SMALL_SIDE // 24
    for shape in ((1, reach), (reach, 1)):
        ruling = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        mask[cv2.dilate(ruling, np.ones((3, 3), np.uint8)) > 0] = 0
    whole = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8))
    _, _, shapes, middles = cv2.connectedComponentsWithStats(whole)
    low, high = 0.007 * SMALL_SIDE, 0.03 * SMALL_SIDE
    rows: dict[int, int] = {}
    for (_, _, width, height, area), (_, y) in zip(shapes[1:], middles[1:], strict=True):
        if low <= height <= high and width >= 0.4 * low and area >= SIGN_FILL * width * height:
            row = round(y / (1.2 * low))
            # Characters set close run together to one long shape.
            rows[row] = rows.get(row, 0) + max(1, round(width / height))
    return sum(signs for signs in rows.values() if signs >= 4) >= RED_SIGNS


def looks_sideways(page: Grey) -> bool:
    """Whether lines of text run up or down the page: ink then alternates along the columns, not the rows."""
    scale = min(1.0, 800 / max(page.shape))
    small = reduce_picture(page, scale)
    if min(small.shape) < LEAST_SIDE:
        return False
    ink = cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    height, width = ink.shape
    ink = ink[height // 20 : -height // 20, width // 20 : -width // 20]
    return _alternation(ink.sum(axis=0)) > _alternation(ink.sum(axis=1))


def _alternation(profile: NDArray[np.int64]) -> float:
    """How strongly ink and paper take turns along a profile: the energy of its changes against its mean."""
    rough = np.convolve(profile, np.ones(3) / 3, "valid")
    # The edge of a scanner's lid, or ruling, stands out from every line of text and says nothing of them.
    rough = np.minimum(rough, STANDS_OUT * np.percentile(rough, 90))
    return float(np.square(np.diff(rough, n=1)).mean() / max(1e-6, rough.mean() ** 2))


def turn_page(page: Picture, degrees: int) -> Picture:
    """The page turned counter-clockwise by a multiple of 90 degrees, undoing a clockwise turn of the scan."""
    return np.ascontiguousarray(np.rot90(page, degrees // 90))


def turn_matrix(degrees: int, size: tuple[int, int]) -> NDArray[np.float64]:
    """The homography of `turn_page` for a page of `size` (width, height) before the turn."""
    width, height = size
    turns = {
        0: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
        90: [[0, 1, 0], [-1, 0, width], [0, 0, 1]],
        180: [[-1, 0, width], [0, -1, height], [0, 0, 1]],
        270: [[0, -1, height], [1, 0, 0], [0, 0, 1]],
    }
    return np.array(turns[degrees % 360], np.float64)
