"""Find the barcodes on a page, on a reduced picture of it."""

from collections.abc import Iterable
from functools import cache

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from extractors.engines.engine import Grey, Quad
from extractors.pages.page_work import Picture, to_grey
from records import Barcode

LONG_SIDE = 1750
"""Longest side in pixels of the reduced page: A4 at 150 dpi, where the thinnest bar of a postal label is 2 pixels."""

LINEAR = ("Code128", "Code39", "EAN13", "EAN8")
ALL = (*LINEAR, "QRCode")
SHORTEST = {"Code39": 6, "Code128": 6}
"""Characters below which a code without a real check of its own is taken for ruling or table lines."""


def reduce_page(picture: Picture, long_side: int = LONG_SIDE) -> tuple[Grey, float]:
    """The page in grey, its longest side near `long_side` or shorter, and by how much it was reduced.

    By whole numbers: to average squares of pixels costs a tenth of any other reduction.
    """
    times = max(1, round(max(picture.shape[:2]) / long_side))
    height, width = (side // times for side in picture.shape[:2])
    if times == 1 or min(height, width) == 0:
        return to_grey(picture), 1.0
    cut = picture[: height * times, : width * times]
    return to_grey(np.asarray(cv2.resize(cut, (width, height), interpolation=cv2.INTER_AREA), np.uint8)), 1 / times


@cache
def _formats(names: tuple[str, ...]) -> zxingcpp.BarcodeFormats:
    return zxingcpp.barcode_formats_from_str("|".join(names))


def read_codes(grey: Grey, formats: Iterable[str] = ALL) -> tuple[tuple[str, str, Quad], ...]:
    """The codes on a grey picture: format, text and corners, each once, in the order of the page."""
    if min(grey.shape) < 24:
        return ()
    wanted = tuple(formats)
    found = zxingcpp.read_barcodes(
        np.ascontiguousarray(grey),
        formats=_formats(wanted),
        try_invert=False,
        try_downscale=False,
        text_mode=zxingcpp.TextMode.Plain,
    )
    codes: dict[tuple[str, str], Quad] = {}
    for code in found:
        # Some are told by a narrower name than the one asked for (Code39Std, QRCodeModel2).
        name = next((name for name in wanted if code.format.name.startswith(name)), code.format.name)
        if len(code.text) >= SHORTEST.get(name, 1):
            codes.setdefault((name, code.text), _corners(code.position))
    return tuple((name, text, quad) for (name, text), quad in codes.items())


def _corners(position: zxingcpp.Position) -> Quad:
    corners = (position.top_left, position.top_right, position.bottom_right, position.bottom_left)
    return np.array([(corner.x, corner.y) for corner in corners], np.float32)


def find_barcodes(picture: Picture) -> tuple[tuple[str, str, Quad], ...]:
    """The codes on a page: format, text and corners in the picture's own pixels."""
    grey, scale = reduce_page(picture)
    return tuple((name, text, quad / np.float32(scale)) for name, text, quad in read_codes(grey))


def place_barcodes(codes: Iterable[tuple[str, str, Quad]], to_upright: NDArray[np.float64]) -> tuple[Barcode, ...]:
    """The codes as they stand on the upright page, by the homography that takes the picture to it."""
    placed = []
    for name, text, quad in codes:
        corners = cv2.perspectiveTransform(quad.reshape(-1, 1, 2).astype(np.float64), to_upright).reshape(-1, 2)
        (left, top), (right, bottom) = corners.min(axis=0).tolist(), corners.max(axis=0).tolist()
        box = (round(left, 1), round(top, 1), round(right, 1), round(bottom, 1))
        placed.append(Barcode(format=name, text=text, box=box))
    return tuple(placed)
