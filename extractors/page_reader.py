"""Read one page: from its picture or its text layer to lines in order. This runs inside a reading process."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.engine import Grey, OcrEngine, Quad, RawLine
from extractors.formats import PDF
from extractors.line_order import OrderedPage, order_lines
from extractors.page_work import drop_red, find_sheet, flatten_sheet, looks_sideways, turn_matrix, turn_page
from extractors.pdf import POINTS, TextLayer, count_pdf_pages, load_pdf_page, read_text_layer
from extractors.pictures import count_pictures, load_picture
from records import Page

PROBES = 4
"""So many of the widest lines decide whether a page stands on its head."""

SURE = 0.9
"""A page whose probes read with this confidence stands upright."""

LEAST_CONFIDENCE = 0.5
"""What reads worse than this is no text; it is dropped and the page says so."""

BLANK_SHARE = 0.0008
"""A page with less ink than this share of its surface is blank."""

LEAST_LINE_HEIGHT = 16
"""Lines lower than this many pixels are too small to read surely."""


@dataclass(frozen=True)
class PageReading:
    """One page and its lines, and whether the first and the last of them may join the pages beside."""

    page: Page
    ordered: OrderedPage


def count_pages(path: Path, media_type: str, *, max_pages: int, max_pixels: int) -> int:
    """How many pages a scan has, without decoding any.

    Raises:
        LetterError: a code of `intake.*` when the file cannot be opened or is too large.
    """
    if media_type == PDF:
        return count_pdf_pages(path, max_pages=max_pages)
    return count_pictures(path, max_pages=max_pages, max_pixels=max_pixels)


def read_page(path: Path, media_type: str, number: int, *, engine: OcrEngine, max_pixels: int) -> PageReading:
    """Page `number` (from 1) of a scan.

    Raises:
        LetterError: `intake.damaged` or `intake.too-many-pixels` when the page cannot be decoded.
    """
    if media_type == PDF:
        layer = read_text_layer(path, number)
        if layer is not None:
            reading = _arrange_layer(layer, number)
            if reading.ordered.lines:
                return reading
        picture, dpi = load_pdf_page(path, number, max_pixels=max_pixels)
    else:
        picture, dpi = load_picture(path, number)
    return read_picture(picture, number=number, dpi=dpi, engine=engine)


def _arrange_layer(layer: TextLayer, number: int) -> PageReading:
    lines = [RawLine(_quad(box), words, 1.0) for words, box in layer.lines]
    page = Page(
        number=number,
        source="text-layer",
        size=layer.size,
        dpi=POINTS,
        confidence=1.0,
        engine="text-layer",
        doubts=("page.picture-unread",) if layer.has_pictures else (),
    )
    return PageReading(page, order_lines(lines, page=number, engine="text-layer"))


def read_picture(picture: NDArray[np.uint8], *, number: int, dpi: int, engine: OcrEngine) -> PageReading:
    """A page from its picture."""
    to_upright = np.eye(3)
    sheet = find_sheet(picture)
    if sheet is not None:
        picture, to_upright = flatten_sheet(picture, sheet)
    grey = drop_red(picture)
    upright, turned, lines = read_upright(grey, engine=engine)
    to_upright = turn_matrix(turned, (grey.shape[1], grey.shape[0])) @ to_upright
    kept = [line for line in lines if line.confidence >= LEAST_CONFIDENCE]
    ordered = order_lines(kept, page=number, engine=engine.name)
    confidence = _mean_confidence(kept) if kept else None
    page = Page(
        number=number,
        source="image",
        size=(upright.shape[1], upright.shape[0]),
        dpi=dpi,
        rotation=turned,
        to_upright=tuple(round(float(value), 8) for value in to_upright.ravel()),
        confidence=confidence,
        engine=engine.name,
        doubts=tuple(_find_doubts(upright, lines, ordered, unsure=(confidence or 1) < engine.good_confidence)),
    )
    return PageReading(page, ordered)


def read_upright(grey: Grey, *, engine: OcrEngine) -> tuple[Grey, int, tuple[RawLine, ...]]:
    """The upright page, the clockwise turn its scan had in degrees, and its lines, read.

    Sideways is told by how ink alternates and by the shape of the lines found; head-down by reading the
    widest lines both ways.
    """
    turned = 90 if looks_sideways(grey) else 0
    page = turn_page(grey, turned)
    found = engine.find_lines(page)
    if _run_down(found):
        turned = (turned + 90) % 360
        page = turn_page(grey, turned)
        found = engine.find_lines(page)
    probes, rest = _split_probes(found)
    read = engine.read_lines(page, probes)
    if read and (turned % 180 or _mean_confidence(read) < SURE):
        flipped = engine.read_lines(page, probes, flipped=True)
        if _mean_confidence(flipped) > _mean_confidence(read):
            page = turn_page(page, 180)
            turned = (turned + 180) % 360
            if engine.two_steps:
                read = tuple(_turn_line(line, page) for line in flipped)
                rest = tuple(_turn_line(line, page) for line in rest)
            else:
                read, rest = (), engine.find_lines(page)
    return page, turned, read + engine.read_lines(page, rest)


def _quad(box: tuple[float, float, float, float]) -> Quad:
    left, top, right, bottom = box
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def _sides(line: RawLine) -> tuple[float, float]:
    return float(np.hypot(*(line.quad[1] - line.quad[0]))), float(np.hypot(*(line.quad[3] - line.quad[0])))


def _run_down(lines: Sequence[RawLine]) -> bool:
    """Whether most of the lines' surface lies in boxes much higher than wide."""
    down = along = 0.0
    for line in lines:
        width, height = _sides(line)
        if height > 2 * width:
            down += width * height
        elif width > 2 * height:
            along += width * height
    return down > along


def _split_probes(lines: Sequence[RawLine]) -> tuple[tuple[RawLine, ...], tuple[RawLine, ...]]:
    widest = sorted(lines, key=lambda line: -_sides(line)[0])
    return tuple(widest[:PROBES]), tuple(widest[PROBES:])


def _turn_line(line: RawLine, page: Grey) -> RawLine:
    """A line's corners after the page was turned by 180°."""
    height, width = page.shape
    corners = np.roll(np.array([width, height], np.float32) - line.quad, 2, axis=0)
    return RawLine(corners, line.text, line.confidence)


def _mean_confidence(lines: Sequence[RawLine]) -> float:
    """The lines' confidence, each weighing as much as it has characters; 0 without any."""
    weights = [len(line.text) for line in lines]
    if not sum(weights):
        return 0.0
    return round(float(np.average([line.confidence for line in lines], weights=weights)), 4)


def _find_doubts(page: Grey, lines: Sequence[RawLine], ordered: OrderedPage, *, unsure: bool) -> list[str]:
    if not ordered.lines:
        return ["page.unread" if _ink_share(page) > BLANK_SHARE else "page.blank"]
    doubts = []
    if unsure:
        doubts.append("page.low-confidence")
    if any(line.confidence < LEAST_CONFIDENCE and len(line.text) >= 3 for line in lines):
        doubts.append("page.ink-unread")
    if np.median([_sides(line)[1] for line in lines]) < LEAST_LINE_HEIGHT:
        doubts.append("page.low-resolution")
    return doubts


def _ink_share(page: Grey) -> float:
    height, width = page.shape
    inner = page[height // 20 : -height // 20, width // 20 : -width // 20]
    return float((inner < np.median(inner) * 0.6).mean()) if inner.size else 0.0
