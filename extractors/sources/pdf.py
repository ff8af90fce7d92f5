"""Pages of a PDF as pictures: the scan's JPEG as it is where it is the whole page, else the page rendered."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
import pdfplumber
import pikepdf
import pypdfium2
from pdfminer.layout import LTCurve, LTFigure, LTImage, LTItem
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import literal_name
from pdfplumber.page import Page as PdfPage
from pdfplumber.pdf import PDF

from extractors.intake.contents import Content, open_content
from extractors.pages.page_work import Picture
from extractors.sources.pdf_boxes import shown_part
from extractors.sources.pdf_notes import read_notes
from extractors.sources.pictures import decode_jpeg
from extractors.sources.text_layers import POINTS
from records import LetterError

RENDER_DPI = 300
LEAST_DPI = 100
NEARLY_SQUARE = 0.9
"""Pixels whose sides differ by no more than this on the page are taken as square."""

WHOLE_SHARE = 0.9
"""A picture that covers this much is the page itself."""


@contextmanager
def open_pdf(content: Content) -> Iterator[PDF]:
    """A PDF whose pages can be asked for.

    Raises:
        LetterError: `intake.encrypted`, `intake.damaged`, also for what goes wrong while it is open.
    """
    try:
        with open_content(content) as stream, pdfplumber.open(stream) as pdf:
            yield pdf
    except (LetterError, MemoryError):
        raise
    except Exception as error:
        # pdfminer raises anything at all on a broken file; only the kind of error is told, never its text.
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):  # pdfplumber wraps it
            raise LetterError("intake.encrypted") from error
        raise LetterError("intake.damaged", type(error).__name__) from error


def count_pdf_pages(content: Content, *, max_pages: int) -> int:
    """How many pages a PDF has.

    Raises:
        LetterError: `intake.encrypted`, `intake.damaged`, `intake.no-pages`, `intake.too-many-pages`.
    """
    with open_pdf(content) as pdf:
        count = len(pdf.pages)
    if count != _count_again(content, count):
        raise LetterError("intake.damaged", "page tree")
    if count == 0:
        raise LetterError("intake.no-pages")
    if count > max_pages:
        raise LetterError("intake.too-many-pages", f"{count} > {max_pages}")
    return count


def _count_again(content: Content, count: int) -> int:
    """How many pages another library finds, or `count` where it opens nothing.

    pdfminer passes over a page without a type, and over one that stands in the tree twice; the pages behind would be
    read under wrong numbers, and the last ones not at all.
    """
    try:
        with open_content(content) as stream, pikepdf.open(stream) as pdf:
            return len(pdf.pages)
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 (it raises anything at all on a broken file, and the other library did not)
        return count


def _area(image: dict[str, Any]) -> float:
    return abs(float(image["x1"] - image["x0"]) * float(image["bottom"] - image["top"]))


def load_pdf_page(content: Content, number: int, *, max_pixels: int) -> tuple[Picture, int]:
    """Page `number` as a picture, and its resolution in dots an inch.

    Raises:
        LetterError: `intake.damaged`, `intake.too-many-pixels`.
    """
    with open_pdf(content) as pdf:
        found = _embedded_jpeg(pdf.pages[number - 1], max_pixels=max_pixels)
    if found is not None:
        return found
    return render_page(content, number, max_pixels=max_pixels)


def _embedded_jpeg(page: PdfPage, *, max_pixels: int) -> tuple[Picture, int] | None:
    """The one JPEG that is the whole page, as the scanner made it; None when the page is anything else."""
    if len(page.images) != 1 or page.chars or read_notes(page).show or shown_part(page) != page.bbox:
        return None
    image = page.images[0]
    stream = image["stream"]
    is_whole = _area(image) >= WHOLE_SHARE * float(page.width * page.height)
    if not isinstance(stream, PDFStream) or not is_whole or _is_drawn_over(page):
        return None
    filters = [literal_name(resolve1(name)) for name, _ in stream.get_filters()]
    if filters != ["DCTDecode"] or stream.get("Decode") or stream.get("SMask") or stream.get("ImageMask"):
        return None
    # Not `get_rawdata`: that is still enciphered in a file that anybody may read and nobody may change.
    picture = decode_jpeg(stream.get_data(), max_pixels=max_pixels)
    if picture is None:
        return None
    turns = int(page.rotation or 0) // 90 % 4
    picture = np.ascontiguousarray(np.rot90(picture, -turns))
    across = picture.shape[1] / float(image["x1"] - image["x0"])
    down = picture.shape[0] / float(image["bottom"] - image["top"])
    if not NEARLY_SQUARE < across / down < 1 / NEARLY_SQUARE:
        return None  # the page turns or stretches it
    return picture, round(across * POINTS)


def _is_drawn_over(page: PdfPage) -> bool:
    """Whether lines or surfaces are painted over the page's picture, as a tablet puts handwriting on a scan.

    What is painted before it lies beneath: many scanners begin with a white sheet.
    """
    if not (page.curves or page.lines or page.rects):
        return False
    things = _in_order(page.layout)
    return any(isinstance(thing, LTImage) for thing in things) and any(
        isinstance(thing, LTCurve) and (thing.stroke or thing.fill) for thing in things
    )


def _in_order(things: Iterable[LTItem]) -> Iterator[LTItem]:
    """Everything on a page in the order in which it is painted, forms and pictures opened."""
    for thing in things:
        yield thing
        if isinstance(thing, LTFigure):
            yield from _in_order(thing)


def render_page(content: Content, number: int, *, max_pixels: int) -> tuple[Picture, int]:
    """Page `number` drawn with its form fields and notes, and its resolution in dots an inch.

    Raises:
        LetterError: `intake.damaged`, `intake.too-many-pixels`.
    """
    try:
        with pypdfium2.PdfDocument(content) as document:
            if document.get_formtype():
                document.init_forms()
            page = document[number - 1]
            width, height = (side / POINTS for side in page.get_size())
            dpi = min(RENDER_DPI, (max_pixels / max(1e-6, width * height)) ** 0.5)
            if dpi < LEAST_DPI:
                raise LetterError("intake.too-many-pixels", f"{width:.0f} x {height:.0f} in")
            picture = page.render(scale=dpi / POINTS, rev_byteorder=True).to_numpy()
            return np.ascontiguousarray(picture[:, :, :3], np.uint8), round(dpi)
    except pypdfium2.PdfiumError as error:
        raise LetterError("intake.damaged", "pdfium") from error
