"""Pages of an archive copy: taken over from the scan as they are wherever that can be, else as they are decoded."""

from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

import pikepdf
from pikepdf import Name, Pdf

from extractors.archiving.archive_contents import drop_idle_fonts, strip_page
from extractors.archiving.archive_pdf_pages import flatten_forms, page_to_points, picture_to_points, take_page
from extractors.archiving.archive_pictures import (
    NoSuchPictureError,
    add_picture_page,
    embed_picture,
    page_size,
    pixels_to_points,
    take_over,
)
from extractors.archiving.invisible_text import Matrix
from extractors.intake.contents import Content, open_content
from extractors.intake.formats import PDF, PICTURES
from extractors.pages.page_work import Picture
from extractors.sources.leaves import Leaf, Limits, PageLeaf, find_leaves
from extractors.sources.pdf import load_pdf_page
from extractors.sources.pictures import load_picture
from records import Page

Fate = Literal["kept", "redrawn", "document", "missing"]


@dataclass(frozen=True)
class Added:
    """What became of a page, and how text comes to lie on it.

    `way` leads from the upright page to the points of the PDF page; none when the page is not there. A page that
    `has_layer` has the text of its text layer already.
    """

    fate: Fate
    way: Matrix | None = None
    has_layer: bool = False


@dataclass(frozen=True)
class _Source:
    """A file or an attachment: a PDF with its `pages`, or `pictures` as they are, with Exif's `turns`; or neither."""

    pages: Pdf | None = None
    pictures: Pdf | None = None
    turns: tuple[int, ...] = ()


class ScanPages:
    """The pages of a scan, attachments and what is in them included. Use it as a context manager."""

    def __init__(self, path: Path, media_type: str, *, count: int, max_pixels: int) -> None:
        """Nothing but the numbers of the pages, up to `count`, is found out yet.

        Raises:
            LetterError: a code of `intake.*` when the file cannot be opened.
        """
        self._max_pixels = max_pixels
        self._leaves: list[Leaf]
        if media_type == PDF or media_type in PICTURES:
            self._leaves = [PageLeaf(path, media_type, number) for number in range(1, count + 1)]
        else:
            leaves = find_leaves(path, media_type, limits=Limits(count, max_pixels))
            self._leaves = list(islice(leaves, count))
        self._sources: dict[int, _Source] = {}
        self._opened = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._opened.close()

    def add(self, pdf: Pdf, page: Page, *, redraw: bool) -> Added:
        """Add a page to a PDF as it is or, with `redraw` or where nothing else can be, as the picture decoded of it.

        Raises:
            LetterError: `intake.damaged` or `intake.too-many-pixels` when the page cannot be decoded.
        """
        leaf = self._leaves[page.number - 1]
        if page.source == "document" or not isinstance(leaf, PageLeaf):
            return Added("document")
        if not redraw:
            source = self._open(leaf)
            added = None
            if source.pages is not None:
                added = self._take_page(pdf, page, leaf, source.pages)
            elif source.pictures is not None:
                added = self._take_picture(pdf, page, leaf, source)
            if added is not None:
                return added
        return self._draw(pdf, page, leaf)

    def _open(self, leaf: PageLeaf) -> _Source:
        known = self._sources.get(id(leaf.content))  # the leaves keep their contents
        if known is None:
            known = self._sources[id(leaf.content)] = self._open_content(leaf.content, leaf.media_type)
        return known

    def _open_content(self, content: Content, media_type: str) -> _Source:
        if media_type == PDF:
            try:
                stream = self._opened.enter_context(open_content(content))
                pages = self._opened.enter_context(pikepdf.open(stream))
                flatten_forms(pages)
            except pikepdf.PdfError:
                return _Source()  # the library that draws pages forgives more
            return _Source(pages=pages)
        try:
            pictures, turns = take_over(content, media_type)
        except NoSuchPictureError:
            return _Source()
        return _Source(pictures=self._opened.enter_context(pictures), turns=turns)

    def _take_page(self, pdf: Pdf, page: Page, leaf: PageLeaf, pages: Pdf) -> Added | None:
        taken = take_page(pdf, pages.pages[leaf.number - 1])
        if page.source == "text-layer":
            drop_idle_fonts(pdf, taken)
            return Added("kept", page_to_points(taken, page.size), has_layer=True)
        if strip_page(pdf, taken):
            del pdf.pages[-1]  # it shows text, which was read once more: it would be there twice
            return None
        drop_idle_fonts(pdf, taken)
        way = picture_to_points(leaf.content, leaf.number, taken, self._pixels(page, leaf))
        taken.Rotate = (int(taken.get(Name.Rotate, 0)) - page.rotation) % 360
        return Added("kept", way)

    def _take_picture(self, pdf: Pdf, page: Page, leaf: PageLeaf, source: _Source) -> Added | None:
        if source.pictures is None or leaf.number > len(source.pictures.pages):
            return None
        picture = pdf.copy_foreign(source.pictures.pages[leaf.number - 1].obj.Resources.XObject.Im0)
        pixels = self._pixels(page, leaf)
        size = page_size(pixels, page.dpi)
        turn = source.turns[leaf.number - 1]
        add_picture_page(pdf, picture, size=size, orientation=turn, rotation=page.rotation)
        return Added("kept", pixels_to_points(pixels, size))

    def _draw(self, pdf: Pdf, page: Page, leaf: PageLeaf) -> Added:
        decoded, _ = self._decode(leaf)
        is_drawn = leaf.media_type == PDF
        pixels, size = page.size, (float(page.size[0]), float(page.size[1]))
        if page.source != "text-layer":  # whose boxes are in points
            pixels = self._pixels(page, leaf)
            size = page_size(pixels, page.dpi)
        picture = embed_picture(pdf, decoded, lossless=not is_drawn)
        add_picture_page(pdf, picture, size=size, rotation=page.rotation)
        return Added("redrawn" if is_drawn else "kept", pixels_to_points(pixels, size))

    def _pixels(self, page: Page, leaf: PageLeaf) -> tuple[int, int]:
        """Width and height of the picture that a page was read from; decoded again where the reading does not say."""
        if any(page.picture):
            return page.picture
        height, width = self._decode(leaf)[0].shape[:2]
        return width, height

    def _decode(self, leaf: PageLeaf) -> tuple[Picture, int]:
        if leaf.media_type == PDF:
            return load_pdf_page(leaf.content, leaf.number, max_pixels=self._max_pixels)
        return load_picture(leaf.content, leaf.number)
