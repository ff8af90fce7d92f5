"""A quick look at a page of a stack: is it a separator sheet, is it blank? On a reduced picture, nothing is read.

A page is a separator sheet when it bears the code large and nothing is written around the sheet: a letter with a
picture of such a sheet on it stays a letter.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from extractors.engines.engine import Grey, Quad
from extractors.pages.barcodes import read_codes, reduce_page
from extractors.pages.page_work import Picture, find_sheet, flatten_sheet
from extractors.pages.rim_ink import count_rim_strokes
from extractors.stacks.separator_sheets import BARS_MM, CONTENT_MM, EC_LEVEL, QR_MM
from extractors.stacks.separators import Separator, is_separator_text, parse_text

LONG_SIDE = 1200
"""Longest side in pixels of the reduced page: about 100 dots an inch for A4."""

SMALL_SIDE = 800
"""Longest side in pixels of the page on which signs are counted."""

LARGE_SIDE = 2400
"""The second look, at pages with few signs on which no code was found: a sheet printed small, or a coarse scan."""

MANY_SIGNS, FEW_SIGNS = 300, 160
"""A page with many signs is a letter, and no Code 128 is looked for; one with few is looked at once more."""

SIGNS_AROUND = 20
"""So many signs outside the sheet are writing: the sheet is a picture on a letter."""

LEAST_CODE = 0.1
"""The side of the QR code against the page's shorter side; on the sheet itself it is a third."""

INK_STEP = 18
"""Grey values that ink is darker than the paper around it; faint pencil is."""

RIM = 1 / 14
"""The outermost share of a page where only whole signs count as ink: 15 mm of A4's width."""

FAINT = 0.72
"""Nothing on a page is darker than this share of its paper: it may shine through from the other side."""

MOST_SPECKS = 6
"""Shapes on a blank page: dust, a fold, the rim of a punch hole."""

SHADE = (24, 32)
"""Columns and rows of the map of where a page's ink lies, by which a back is told that shows its front."""

ALIKE = 0.45
"""Correlation of such maps from which on one page shines through the other."""


Code = tuple[str, str, Quad]
"""Format, text and corners of a code."""


@dataclass(frozen=True)
class Glance:
    """What a look at a page told.

    `separator` is the sheet that it is; `suspect`: it bears a separator's code and is no such sheet, or its check does
    not fit. `blank`: nothing is on it; `faint`: what is on it may shine through. `shade` maps its ink.
    """

    number: int
    separator: Separator | None = None
    suspect: bool = False
    blank: bool = False
    faint: bool = False
    shade: bytes = b""


def glance_at(picture: Picture, *, number: int) -> Glance:
    """Look at a page."""
    grey = _flat(picture, LONG_SIDE)
    codes, mirrored = _separator_codes(grey, "QRCode")
    if not codes and not mirrored:
        small = _resized(grey, SMALL_SIDE)
        shapes, dark = _shapes(small)
        if len(shapes) >= MANY_SIGNS:
            return Glance(number, shade=_shade(small))
        codes, _ = _separator_codes(grey, "Code128") if dark else ([], False)
        if not codes and dark and len(shapes) < FEW_SIGNS:
            codes = _look_closely(picture, grey)
        if not codes and len(shapes) > 2 * MOST_SPECKS:
            return Glance(number, faint=not dark and not count_rim_strokes(grey, RIM), shade=_shade(small))
    if codes:
        return _tell_sheet(grey, codes, number)
    shapes, dark = _shapes(grey)
    dark = dark or count_rim_strokes(grey, RIM) > 0
    blank = len(shapes) <= MOST_SPECKS and not dark
    return Glance(number, blank=blank, faint=not blank and not dark, shade=b"" if blank else _shade(grey))


def _flat(picture: Picture, long_side: int) -> Grey:
    """The page in grey, reduced; of a photograph the sheet alone."""
    grey = _resized(reduce_page(picture, long_side)[0], long_side)
    sheet = find_sheet(grey)
    return grey if sheet is None else flatten_sheet(grey, sheet)[0]


def _resized(grey: Grey, long_side: int) -> Grey:
    """The page with exactly this side, so that signs have one size; a smaller one stays."""
    scale = long_side / max(grey.shape)
    if scale >= 1 or min(grey.shape) * scale < 1:
        return grey
    size = (round(grey.shape[1] * scale), round(grey.shape[0] * scale))
    return np.asarray(cv2.resize(grey, size, interpolation=cv2.INTER_AREA), np.uint8)


def _look_closely(picture: Picture, grey: Grey) -> list[Code]:
    """The separator's codes on the page at larger size, placed on the page at its reduced one."""
    large = _flat(picture, LARGE_SIDE)
    codes = _separator_codes(large, "QRCode")[0] or _separator_codes(large, "Code128")[0]
    back = np.float32(grey.shape[0] / large.shape[0])
    return [(name, text, quad * back) for name, text, quad in codes]


def is_separator(grey: Grey, codes: Iterable[Code]) -> bool:
    """Whether a page on which these codes were found is a separator sheet."""
    return any(is_separator_text(text) for _, text, _ in codes) and glance_at(grey, number=1).separator is not None


def _tell_sheet(grey: Grey, codes: list[Code], number: int) -> Glance:
    shapes, _ = _shapes(grey)
    said = [(parsed, name, quad) for name, text, quad in codes if (parsed := parse_text(text))]
    if any(_is_sheet(grey, name, quad, shapes) for _, name, quad in said):
        return Glance(number, separator=said[0][0], shade=_shade(grey))
    return Glance(number, suspect=True, shade=_shade(grey))


def _separator_codes(grey: Grey, form: str) -> tuple[list[Code], bool]:
    """The codes of separators, and whether there was one in a mirror: the back of a sheet that shines through.

    Bars read the same in a mirror, so they are looked for only where ink is dark.
    """
    found = [code for code in read_codes(grey, (form,)) if is_separator_text(code[1])]
    upright = [code for code in found if form != "QRCode" or not _is_mirrored(grey, code)]
    return upright, len(upright) < len(found)


def _is_mirrored(grey: Grey, code: Code) -> bool:
    """Whether a QR code is seen from behind: its reader reads it all the same and does not tell."""
    _, text, quad = code
    drawn = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level=EC_LEVEL)
    modules = np.asarray(drawn.to_image(scale=1, add_quiet_zones=False), np.float64)
    side = len(modules)
    corners = np.array([(0, 0), (side, 0), (side, side), (0, side)], np.float32) * 4
    seen = cv2.warpPerspective(grey, cv2.getPerspectiveTransform(quad, corners), (4 * side, 4 * side))
    seen = cv2.resize(seen, (side, side), interpolation=cv2.INTER_AREA).astype(np.float64)
    upright, mirrored = (np.corrcoef(seen.ravel(), print_.ravel())[0, 1] for print_ in (modules, modules.T))
    return bool(mirrored > upright)


def _ink(grey: Grey) -> NDArray[np.uint8]:
    smooth = cv2.GaussianBlur(grey, (3, 3), 0)
    return np.asarray(
        cv2.adaptiveThreshold(smooth, 1, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, 41, INK_STEP), np.uint8
    )


def _inner(grey: Grey) -> tuple[slice, slice]:
    """The page without its edges, where scanners leave shadows and holes are punched."""
    height, width = grey.shape
    return slice(height // 25, height - height // 25), slice(width // 14, width - width // 14)


def _shapes(grey: Grey) -> tuple[NDArray[np.float64], bool]:
    """The middles of the shapes on a page that are as large as strokes or signs, and whether any ink is dark."""
    rows, columns = _inner(grey)
    inner = grey[rows, columns]
    if min(inner.shape) < 24:
        return np.empty((0, 2)), False
    _, _, stats, middles = cv2.connectedComponentsWithStats(_ink(grey)[rows, columns], connectivity=8)
    least = max(4, inner.shape[0] // 250)
    large = stats[1:, cv2.CC_STAT_AREA] >= least
    kept = middles[1:][large] + (columns.start, rows.start)
    dark = (inner < np.median(inner) * FAINT).sum() > 2 * least and bool(large.any())
    return np.asarray(kept, np.float64), bool(dark)


def _is_sheet(grey: Grey, name: str, quad: Quad, shapes: NDArray[np.float64]) -> bool:
    """Whether the code is as large as on a sheet, and nearly nothing stands outside what is printed on one."""
    if name == "QRCode":
        side = QR_MM[2] * 0.82
        left, top = QR_MM[0] + (QR_MM[2] - side) / 2, QR_MM[1] + (QR_MM[2] - side) / 2
        size = (side, side)
        if cv2.contourArea(quad) ** 0.5 < LEAST_CODE * min(grey.shape):
            return False
    else:
        size = (BARS_MM[2] * 0.9, BARS_MM[3])
        left, top = BARS_MM[0] + BARS_MM[2] * 0.05, BARS_MM[1]
        if np.linalg.norm(quad[1] - quad[0]) < 2 * LEAST_CODE * min(grey.shape):
            return False
        quad = _with_height(quad, size[1] / size[0])
    printed = np.array(
        [(left, top), (left + size[0], top), (left + size[0], top + size[1]), (left, top + size[1])], np.float32
    )
    # Three corners are enough, and their plane goes less astray far from the code than a perspective would.
    to_page = cv2.getAffineTransform(printed[[0, 1, 3]], quad[[0, 1, 3]].astype(np.float32))
    x0, y0, x1, y1 = CONTENT_MM
    margin = 0.06 * (y1 - y0)
    outline = np.array([(x0 - margin, y0 - margin), (x1 + margin, y0 - margin), (x1 + margin, y1 + margin)])
    outline = np.vstack([outline, (x0 - margin, y1 + margin)]).astype(np.float32)
    outline = cv2.transform(outline[None], to_page)[0]
    outside = sum(cv2.pointPolygonTest(outline, (float(x), float(y)), measureDist=False) < 0 for x, y in shapes)
    return outside < SIGNS_AROUND


def _with_height(quad: Quad, ratio: float) -> Quad:
    """The corners of a bar code with the height that was printed: a reader tells that of a few lines of it."""
    across = ((quad[1] - quad[0]) + (quad[2] - quad[3])) / 2
    down = np.array([-across[1], across[0]], np.float32) * ratio
    middle = quad.mean(axis=0)
    return np.array(
        [middle + x * across / 2 + y * down / 2 for x, y in ((-1, -1), (1, -1), (1, 1), (-1, 1))], np.float32
    )


def _shade(grey: Grey) -> bytes:
    """Where the ink lies, as a small map."""
    rows, columns = _inner(grey)
    ink = _ink(grey)[rows, columns] * np.uint8(255)
    return np.asarray(cv2.resize(ink, SHADE, interpolation=cv2.INTER_AREA), np.uint8).tobytes()


def shines_through(front: Glance, back: Glance) -> bool:
    """Whether all that is on a page is the other side of its sheet, seen through the paper.

    Turned over on the long edge, the front shows mirrored; on the short edge, upside down as well.
    """
    if not back.faint or not front.shade or not back.shade:
        return False
    seen = np.frombuffer(back.shade, np.uint8).reshape(SHADE[::-1]).astype(np.float64)
    other = np.frombuffer(front.shade, np.uint8).reshape(SHADE[::-1]).astype(np.float64)
    if not seen.any() or not other.any():
        return False
    return any(np.corrcoef(seen.ravel(), turned.ravel())[0, 1] > ALIKE for turned in (other[:, ::-1], other[::-1]))
