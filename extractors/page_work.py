"""From the picture of a page to the grey values that an engine reads: sheet, red ink, turn."""

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engine import Grey, Quad

Picture = NDArray[np.uint8]
"""A decoded page: shape (height, width) for grey, (height, width, 3) for red, green, blue."""

DARK_BORDER = 0.7
"""A photographed desk: the frame's brightness against the middle's, below which the sheet is looked for."""

SMALL_SIDE = 1200
"""Longest side in pixels of the reduced page on which red ink is looked for."""

LEAST_SIDE = 24
"""A reduced page narrower than this is a strip: nothing is looked for on it."""

RED_SIGNS = 14
"""So many red shapes as high as a character, in rows, are text and no seal or ruling."""

SIGN_FILL = 0.25
"""The strokes of characters fill at least this share of their box; a seal's rim, or what is left of ruling, less."""


def to_grey(picture: Picture) -> Grey:
    """Luminance (ITU-R BT.601), or the picture itself when it is grey already."""
    if picture.ndim == 2:
        return picture
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)


def _resize(picture: Picture, scale: float) -> Picture:
    size = (max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale)))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def find_sheet(picture: Picture) -> Quad | None:
    """The corners of a sheet that lies on something darker, as in a photograph; None when it fills the picture."""
    grey = to_grey(picture)
    scale = 600 / max(grey.shape)
    small = _resize(grey, scale)
    height, width = small.shape
    if min(height, width) < LEAST_SIDE:
        return None
    rim = max(2, round(0.03 * min(small.shape)))
    frame = np.concatenate([small[:rim].ravel(), small[-rim:].ravel(), small[:, :rim].ravel(), small[:, -rim:].ravel()])
    middle = small[height // 4 : -height // 4, width // 4 : -width // 4]
    if np.median(frame) > DARK_BORDER * np.median(middle):
        return None
    _, bright = cv2.threshold(cv2.GaussianBlur(small, (5, 5), 0), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    bright = cv2.morphologyEx(bright, cv2.MORPH_CLOSE, np.ones((15, 15), np.uint8))
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_SIMPLE)
    if not outlines:
        return None
    sheet = cv2.convexHull(max(outlines, key=cv2.contourArea))
    corners = cv2.approxPolyDP(sheet, 0.03 * cv2.arcLength(sheet, closed=True), closed=True)[:, 0].astype(np.float32)
    if len(corners) != 4 or cv2.contourArea(corners) < 0.3 * height * width:
        return None
    return np.asarray(_clockwise(corners) / scale, np.float32)


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
    small = _resize(picture, scale)
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
    small = _resize(page, scale)
    if min(small.shape) < LEAST_SIDE:
        return False
    ink = cv2.adaptiveThreshold(small, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 31, 12)
    height, width = ink.shape
    ink = ink[height // 20 : -height // 20, width // 20 : -width // 20]
    return _alternation(ink.sum(axis=0)) > _alternation(ink.sum(axis=1))


def _alternation(profile: NDArray[np.int64]) -> float:
    """How strongly ink and paper take turns along a profile: the energy of its changes against its mean."""
    rough = np.convolve(profile, np.ones(3) / 3, "valid")
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
