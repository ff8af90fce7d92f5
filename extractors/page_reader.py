"""Read one page: from its picture or its text layer to lines in order. This runs inside a reading process."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.engine import Grey, OcrEngine, Quad, RawLine
from extractors.line_order import OrderedPage, order_lines
from extractors.orientation import line_sides, mean_confidence, read_upright
from extractors.page_sources import open_page
from extractors.page_work import drop_red, find_sheet, flatten_sheet, turn_matrix
from extractors.pdf import POINTS, TextLayer
from records import Page

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


def read_page(path: Path, media_type: str, number: int, *, engine: OcrEngine, max_pixels: int) -> PageReading:
    """Page `number` (from 1) of a scan.

    Raises:
        LetterError: `intake.damaged` or `intake.too-many-pixels` when the page cannot be decoded.
    """
    source = open_page(path, media_type, number, max_pixels=max_pixels)
    if isinstance(source, TextLayer):
        return _arrange_layer(source, number)
    return read_picture(source.picture, number=number, dpi=source.dpi, engine=engine)


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
    confidence = mean_confidence(kept) if kept else None
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


def _quad(box: tuple[float, float, float, float]) -> Quad:
    left, top, right, bottom = box
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


def _find_doubts(page: Grey, lines: Sequence[RawLine], ordered: OrderedPage, *, unsure: bool) -> list[str]:
    if not ordered.lines:
        return ["page.unread" if _ink_share(page) > BLANK_SHARE else "page.blank"]
    doubts = []
    if unsure:
        doubts.append("page.low-confidence")
    if any(line.confidence < LEAST_CONFIDENCE and len(line.text) >= 3 for line in lines):
        doubts.append("page.ink-unread")
    if np.median([line_sides(line)[1] for line in lines]) < LEAST_LINE_HEIGHT:
        doubts.append("page.low-resolution")
    return doubts


def _ink_share(page: Grey) -> float:
    height, width = page.shape
    inner = page[height // 20 : -height // 20, width // 20 : -width // 20]
    return float((inner < np.median(inner) * 0.6).mean()) if inner.size else 0.0
