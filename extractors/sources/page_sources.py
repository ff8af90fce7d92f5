"""What a page of a file is before it is read: text that is there already, typed text, or a picture."""

from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from extractors.intake.contents import Content
from extractors.intake.formats import GIF, PDF, PICTURES, PNG, WEBP
from extractors.lines.text import normalize_line
from extractors.pages.page_work import Picture
from extractors.sources.leaves import Leaf, Limits, PageLeaf, find_leaves, unread_leaf
from extractors.sources.pictures import count_pictures, is_film, load_picture
from extractors.sources.text_layers import POINTS, TextLayer, read_text_layer
from extractors.sources.typed_text import TypedText
from records import Box, LetterError

_FILMS = frozenset({GIF, WEBP, PNG})
_NO_LIMIT = 2**31


@dataclass(frozen=True)
class PagePicture:
    """A decoded page, its resolution in dots an inch (0: unknown), and the doubts that came up while it was opened."""

    picture: Picture
    dpi: int
    attachment: int = 0
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class LayeredPage:
    """A page with a text layer, and the pictures beside it that may hold writing, each with its place in points.

    The words of the layer are painted over in the pictures: what is read there is new.
    """

    layer: TextLayer
    pictures: tuple[tuple[Box, Picture], ...] = ()
    dpi: int = 0
    attachment: int = 0


PageSource = LayeredPage | PagePicture | TypedText


def count_pages(path: Path, media_type: str, *, max_pages: int, max_pixels: int) -> int:
    """How many pages a file has, attachments and what is in them included, without decoding any.

    Raises:
        LetterError: a code of `intake.*` when the file cannot be opened or is too large.
    """
    if media_type == PDF:
        from extractors.sources.pdf import count_pdf_pages  # loaded for a PDF alone

        return count_pdf_pages(path, max_pages=max_pages)
    if media_type in PICTURES:
        return count_pictures(path, max_pages=max_pages, max_pixels=max_pixels)
    return sum(1 for _ in find_leaves(path, media_type, limits=Limits(max_pages, max_pixels)))


def open_page(path: Path, media_type: str, number: int, *, max_pixels: int) -> PageSource:
    """Page `number` (from 1) of a file: its own text where it has any that can be trusted, else its picture.

    Raises:
        LetterError: `intake.damaged` or `intake.too-many-pixels` when the page cannot be decoded. A page of an
            attachment that cannot be decoded is an empty typed page with a doubt.
    """
    leaf = _leaf(path, media_type, number, max_pixels)
    if isinstance(leaf, TypedText):
        return leaf
    try:
        return _open_leaf(leaf, max_pixels=max_pixels)
    except LetterError as error:
        if not leaf.attachment:
            raise
        return unread_leaf(error, leaf.attachment)


def show_page(path: Path, media_type: str, number: int, *, max_pixels: int) -> tuple[Picture, float] | None:
    """The picture of a page to look at, and its pixels for each unit of the page's boxes; None for typed text.

    Raises:
        LetterError: `intake.damaged` or `intake.too-many-pixels` when the page cannot be decoded.
    """
    leaf = _leaf(path, media_type, number, max_pixels)
    if isinstance(leaf, TypedText):
        return None
    source = _open_leaf(leaf, max_pixels=max_pixels)
    if isinstance(source, LayeredPage):
        from extractors.sources.pdf import render_page

        picture, dpi = render_page(leaf.content, leaf.number, max_pixels=max_pixels)
        return picture, dpi / POINTS
    return (source.picture, 1.0) if isinstance(source, PagePicture) else None


def _leaf(path: Path, media_type: str, number: int, max_pixels: int) -> Leaf:
    if media_type == PDF or media_type in PICTURES:
        return PageLeaf(path, media_type, number)
    # Nothing before the leaf is kept, and nothing after it is unpacked.
    leaves = find_leaves(path, media_type, limits=Limits(_NO_LIMIT, max_pixels))
    leaf = next(islice(leaves, number - 1, None), None)
    if leaf is None:
        raise LetterError("intake.damaged", "no such page")
    return leaf


def _open_leaf(leaf: PageLeaf, *, max_pixels: int) -> PageSource:
    content, number = leaf.content, leaf.number
    if leaf.media_type != PDF:
        film = leaf.media_type in _FILMS and is_film(content)
        page = PagePicture(*load_picture(content, number), doubts=("page.frames-unread",) if film else ())
        return replace(page, attachment=leaf.attachment)
    from extractors.sources.pdf import load_pdf_page

    layer = read_text_layer(content, number)
    if layer is not None and any(normalize_line(words) for words, _ in layer.lines):
        return replace(_layered(content, number, layer, max_pixels=max_pixels), attachment=leaf.attachment)
    return PagePicture(*load_pdf_page(content, number, max_pixels=max_pixels), attachment=leaf.attachment)


def _layered(content: Content, number: int, layer: TextLayer, *, max_pixels: int) -> LayeredPage:
    """A text layer with the pictures beside it, cut out of the rendered page."""
    if not layer.pictures:
        return LayeredPage(layer)
    from extractors.sources.pdf import render_page

    picture, dpi = render_page(content, number, max_pixels=max_pixels)
    page = picture.copy()
    scale = dpi / POINTS
    for _, box in layer.lines:
        _cut(page, box, scale)[:] = 255
    cuts = [(box, np.ascontiguousarray(_cut(page, box, scale))) for box in layer.pictures]
    return LayeredPage(layer, tuple((box, cut) for box, cut in cuts if cut.size), dpi)


def _cut(page: Picture, box: Box, scale: float) -> Picture:
    """The part of a page that a box in points covers; a view, so that it can be painted over."""
    left, top, right, bottom = (max(0, round(side * scale)) for side in box)
    return page[top:bottom, left:right]
