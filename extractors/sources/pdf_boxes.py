"""Where something stands on a PDF page as it is shown: upright, and cut to its CropBox (ISO 32000-1, 14.11.2)."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from records import Box

if TYPE_CHECKING:
    from pdfplumber.page import Page as PdfPage

ROUNDING = 1.0
"""A CropBox that leaves out no more points than this on any side leaves out nothing."""


def shown_part(page: "PdfPage") -> Box:
    """The part of a page that is shown, in the coordinates of pdfplumber's objects: whole, or what the CropBox leaves.

    A sheet of two pages is often parted by showing each half of it once; what is not shown belongs to another page.
    """
    whole = _ordered(page.bbox)
    left, top, right, bottom = place_on_sheet(page, page.page_obj.cropbox)
    low, high = (left + whole[0], top + whole[1]), (right + whole[0], bottom + whole[1])
    part = (max(low[0], whole[0]), max(low[1], whole[1]), min(high[0], whole[2]), min(high[1], whole[3]))
    is_empty = part[0] >= part[2] or part[1] >= part[3]
    return whole if is_empty or max(abs(a - b) for a, b in zip(part, whole, strict=True)) <= ROUNDING else part


def place_on_sheet(page: "PdfPage", rectangle: Sequence[float]) -> Box:
    """A rectangle of the PDF on the upright page, in points from the top left of its MediaBox."""
    left, bottom, right, top = _ordered(page.page_obj.mediabox)
    x0, y0, x1, y1 = _ordered(rectangle)
    return {
        0: (x0 - left, top - y1, x1 - left, top - y0),
        90: (y0 - bottom, x0 - left, y1 - bottom, x1 - left),
        180: (right - x1, y0 - bottom, right - x0, y1 - bottom),
        270: (top - y1, right - x1, top - y0, right - x0),
    }[int(page.rotation or 0) % 360]


def moved(box: Sequence[float], origin: Box) -> Box:
    """A box with its place told from the top left of another."""
    left, top = origin[:2]
    return float(box[0]) - left, float(box[1]) - top, float(box[2]) - left, float(box[3]) - top


def _ordered(corners: Sequence[float]) -> Box:
    """A rectangle, whichever corners it names (ISO 32000-1, 7.9.5)."""
    x0, y0, x1, y1 = (float(value) for value in corners)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
