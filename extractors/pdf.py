"""Pages of a PDF: the text layer where there is a real one, else the scan's JPEG as it is, or the page rendered."""

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pdfplumber
import pypdfium2
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import literal_name
from pdfplumber.page import Page as PdfPage
from pdfplumber.pdf import PDF

from extractors.page_work import Picture
from extractors.pictures import decode_jpeg
from records import Box, LetterError

RENDER_DPI = 300
LEAST_DPI = 100
POINTS = 72
"""Units of a PDF page an inch (ISO 32000-1, 8.3.2.3)."""

SCAN_SHARE = 0.6
"""A picture that covers this much of the page is a scan: text over it comes from somebody else's OCR."""

NEARLY_SQUARE = 0.9
"""Pixels whose sides differ by no more than this on the page are taken as square."""

WHOLE_SHARE = 0.9
"""A picture that covers this much is the page itself."""

PICTURE_SHARE = 0.03
"""Pictures that cover more than this beside a text layer may hold writing; a mark or a signature is smaller."""

GARBAGE_SHARE = 0.05
"""With more than this share of characters that have no meaning, a text layer is no text."""


@contextmanager
def _opened(path: Path) -> Iterator[PDF]:
    try:
        with pdfplumber.open(path) as pdf:
            yield pdf
    except (LetterError, MemoryError):
        raise
    except Exception as error:
        # pdfminer raises anything at all on a broken file; only the kind of error is told, never its text.
        if any(isinstance(cause, PDFPasswordIncorrect) for cause in error.args):  # pdfplumber wraps it
            raise LetterError("intake.encrypted") from error
        raise LetterError("intake.damaged", type(error).__name__) from error


def count_pdf_pages(path: Path, *, max_pages: int) -> int:
    """How many pages a PDF has.

    Raises:
        LetterError: `intake.encrypted`, `intake.damaged`, `intake.no-pages`, `intake.too-many-pages`.
    """
    with _opened(path) as pdf:
        count = len(pdf.pages)
    if count == 0:
        raise LetterError("intake.no-pages")
    if count > max_pages:
        raise LetterError("intake.too-many-pages", f"{count} > {max_pages}")
    return count


@dataclass(frozen=True)
class TextLayer:
    """A page's own text: size in points, lines with their boxes, and whether pictures beside it are left unread."""

    size: tuple[int, int]
    lines: tuple[tuple[str, Box], ...]
    has_pictures: bool


def read_text_layer(path: Path, number: int) -> TextLayer | None:
    """The text layer of page `number`; None when it is not to be trusted.

    Not trusted are: no text, characters without a meaning, and text over a scan.
    """
    with _opened(path) as pdf:
        page = pdf.pages[number - 1]
        signs = [char["text"] for char in page.chars if not char["text"].isspace()]
        covered = _covered(page)
        if not signs or covered >= SCAN_SHARE:
            return None
        if sum(map(_is_garbage, signs)) > GARBAGE_SHARE * len(signs):
            return None
        lines = page.extract_text_lines(strip=True, return_chars=False)
        size = (round(page.width), round(page.height))
        boxed = tuple((line["text"], (line["x0"], line["top"], line["x1"], line["bottom"])) for line in lines)
        return TextLayer(size, boxed, has_pictures=covered >= PICTURE_SHARE)


def _is_garbage(sign: str) -> bool:
    """Whether a glyph's text says nothing: unassigned and private characters, or a glyph number without a meaning."""
    return sign.startswith("(cid:") or any(
        character == "\ufffd" or ord(character) < 32 or unicodedata.category(character) in ("Co", "Cn", "Cs")
        for character in sign
    )


def _covered(page: PdfPage) -> float:
    """How much of the page pictures cover: scans often come in strips, so all count together."""
    return min(1.0, sum(_area(image) for image in page.images) / max(1.0, float(page.width * page.height)))


def _area(image: dict[str, Any]) -> float:
    return abs(float(image["x1"] - image["x0"]) * float(image["bottom"] - image["top"]))


def load_pdf_page(path: Path, number: int, *, max_pixels: int) -> tuple[Picture, int]:
    """Page `number` as a picture, and its resolution in dots an inch.

    Raises:
        LetterError: `intake.damaged`, `intake.too-many-pixels`.
    """
    with _opened(path) as pdf:
        found = _embedded_jpeg(pdf.pages[number - 1], max_pixels=max_pixels)
    if found is not None:
        return found
    return _render(path, number, max_pixels=max_pixels)


def _embedded_jpeg(page: PdfPage, *, max_pixels: int) -> tuple[Picture, int] | None:
    """The one JPEG that is the whole page, as the scanner made it; None when the page is anything else."""
    if len(page.images) != 1 or page.chars:
        return None
    image = page.images[0]
    stream = image["stream"]
    if not isinstance(stream, PDFStream) or _area(image) < WHOLE_SHARE * float(page.width * page.height):
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


def _render(path: Path, number: int, *, max_pixels: int) -> tuple[Picture, int]:
    try:
        with pypdfium2.PdfDocument(path) as document:
            page = document[number - 1]
            width, height = (side / POINTS for side in page.get_size())
            dpi = min(RENDER_DPI, (max_pixels / max(1e-6, width * height)) ** 0.5)
            if dpi < LEAST_DPI:
                raise LetterError("intake.too-many-pixels", f"{width:.0f} x {height:.0f} in")
            picture = page.render(scale=dpi / POINTS, rev_byteorder=True).to_numpy()
            return np.ascontiguousarray(picture[:, :, :3], np.uint8), round(dpi)
    except pypdfium2.PdfiumError as error:
        raise LetterError("intake.damaged", "pdfium") from error
