"""What a page of a file is before it is read: text that is there already, or a picture."""

from dataclasses import dataclass
from pathlib import Path

from extractors.formats import PDF
from extractors.page_work import Picture
from extractors.pdf import TextLayer, count_pdf_pages, load_pdf_page, read_text_layer
from extractors.pictures import count_pictures, load_picture
from extractors.text import normalize_line


@dataclass(frozen=True)
class PagePicture:
    """A decoded page and its resolution in dots an inch (0: unknown)."""

    picture: Picture
    dpi: int


def count_pages(path: Path, media_type: str, *, max_pages: int, max_pixels: int) -> int:
    """How many pages a scan has, without decoding any.

    Raises:
        LetterError: a code of `intake.*` when the file cannot be opened or is too large.
    """
    if media_type == PDF:
        return count_pdf_pages(path, max_pages=max_pages)
    return count_pictures(path, max_pages=max_pages, max_pixels=max_pixels)


def open_page(path: Path, media_type: str, number: int, *, max_pixels: int) -> TextLayer | PagePicture:
    """Page `number` (from 1) of a scan: its own text where it has any that can be trusted, else its picture.

    Raises:
        LetterError: `intake.damaged` or `intake.too-many-pixels` when the page cannot be decoded.
    """
    if media_type == PDF:
        layer = read_text_layer(path, number)
        if layer is not None and any(normalize_line(words) for words, _ in layer.lines):
            return layer
        return PagePicture(*load_pdf_page(path, number, max_pixels=max_pixels))
    return PagePicture(*load_picture(path, number))
