"""Pages of a PDF taken over into an archive copy as they are, and where the picture that was read lies on them."""

from contextlib import suppress

import numpy as np
from pikepdf import Name, Object, Page, Pdf

from extractors.archiving.invisible_text import Matrix
from extractors.intake.contents import Content
from extractors.sources.pdf import open_pdf
from records import Box

KEPT = frozenset({"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents", "/Group"})
"""What a page keeps: what it shows, and nothing that acts, points elsewhere or says who made it."""


def flatten_forms(pdf: Pdf) -> None:
    """Make what annotations and form fields show a part of their pages."""
    with suppress(Exception):  # a field that qpdf cannot draw is shown as it was
        pdf.acroform.generate_appearances_if_needed()
    if any(Name.Annots in page.obj for page in pdf.pages):
        pdf.flatten_annotations("screen")


def take_page(pdf: Pdf, source: Page) -> Object:
    """Add a page of another PDF and give it, bare of all that does not show."""
    pdf.pages.append(source)
    page = pdf.pages[-1].obj
    for key in set(page.keys()) - KEPT:
        del page[key]
    return page


def page_to_points(page: Object, size: tuple[int, int]) -> Matrix:
    """From a place on a page of `size` as it is shown to its points."""
    shares = np.diag([1 / size[0], 1 / size[1], 1.0])
    return _shown_to_points(_shown_box(page), int(page.get(Name.Rotate, 0)) % 360) @ shares


def picture_to_points(content: Content, number: int, page: Object, picture: tuple[int, int]) -> Matrix:
    """From a pixel of the picture that a page was read from to the points of the page.

    The picture is the one that the page holds, where its size fits, else the whole page as it is shown.
    """
    box, place = _box(Page(page).mediabox), _find_place(content, number, picture)
    if place is None:
        box, place = _shown_box(page), (0.0, 0.0, 1.0, 1.0)
    left, top, right, bottom = place
    shares = np.array(
        [[(right - left) / picture[0], 0, left], [0, (bottom - top) / picture[1], top], [0, 0, 1]], np.float64
    )
    return _shown_to_points(box, int(page.get(Name.Rotate, 0)) % 360) @ shares


def _find_place(content: Content, number: int, picture: tuple[int, int]) -> Box | None:
    """The place of the one image of a page that has these pixels, in shares of the page as it is shown."""
    with open_pdf(content) as pdf:
        page = pdf.pages[number - 1]
        if len(page.images) != 1:
            return None
        image = page.images[0]
        turned = int(page.rotation or 0) % 180 == 90
        width, height = (int(side) for side in image["srcsize"])
        if ((height, width) if turned else (width, height)) != picture:
            return None
        left, top, right, bottom = (float(value) for value in page.bbox)
        across, down = right - left, bottom - top
        return (
            (float(image["x0"]) - left) / across,
            (float(image["top"]) - top) / down,
            (float(image["x1"]) - left) / across,
            (float(image["bottom"]) - top) / down,
        )


def _shown_box(page: Object) -> Box:
    """What the CropBox leaves of a page (ISO 32000-1, 14.11.2), in its points."""
    box, inner = _box(Page(page).mediabox), _box(Page(page).cropbox)
    return max(box[0], inner[0]), max(box[1], inner[1]), min(box[2], inner[2]), min(box[3], inner[3])


def _box(corners: Object) -> Box:
    """A rectangle of a PDF, whichever corners it names (ISO 32000-1, 7.9.5)."""
    first, second, third, fourth = (float(value) for value in corners)
    return min(first, third), min(second, fourth), max(first, third), max(second, fourth)


def _shown_to_points(box: Box, rotate: int) -> Matrix:
    """From shares of a page as it is shown (right, down) to its points; `rotate` turns it clockwise for showing."""
    left, bottom, right, top = box
    width, height = right - left, top - bottom
    turned = {
        0: [[width, 0, left], [0, -height, top], [0, 0, 1]],
        90: [[0, width, left], [height, 0, bottom], [0, 0, 1]],
        180: [[-width, 0, right], [0, height, bottom], [0, 0, 1]],
        270: [[0, -width, right], [-height, 0, top], [0, 0, 1]],
    }
    return np.array(turned[rotate], np.float64)
