"""Pages that need no engine, or only for a part of them: typed text, and text layers with the pictures beside them."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial

import numpy as np

from extractors.engines.engine import Quad, RawLine
from extractors.lines.line_order import order_lines
from extractors.pages.page_readings import OrderedPage
from extractors.pages.page_work import Picture
from extractors.sources.page_sources import LayeredPage
from extractors.sources.text_layers import POINTS
from extractors.sources.typed_text import TypedText, make_lines
from records import Barcode, Box, Line, Page

_PASSED_ON = ("page.low-confidence", "page.ink-unread", "page.low-resolution", "page.second-reader-failed")
_NOTHING_THERE = "page.blank"


def arrange_typed(typed: TypedText, number: int) -> tuple[Page, OrderedPage]:
    """A typed page. Its lines have no boxes (`typed_text.NOWHERE`), for they stand on no paper."""
    lines = make_lines(typed, page=number)
    page = Page(
        number=number,
        source="document",
        attachment=typed.attachment,
        confidence=1.0 if lines else None,
        engine="document",
        doubts=typed.doubts,
    )
    return page, OrderedPage(lines, runs_on=False, starts_flush=False)


def arrange_layer(
    source: LayeredPage, number: int, *, read: Callable[[Picture, int], tuple[Page, OrderedPage]]
) -> tuple[Page, OrderedPage]:
    """A page with a text layer; what `read` finds on the pictures beside it joins the layer's lines where it stands."""
    raw = [RawLine(_quad(box), words, 1.0) for words, box in source.layer.lines]
    doubts: list[str] = []
    seen: dict[Box, Line] = {}
    codes: list[Barcode] = []
    for box, picture in source.pictures:
        shown, lines = read(picture, source.dpi)
        place = partial(_place, shown=shown, box=box, dpi=source.dpi)
        seen |= {place(line.box): line for line in lines.lines}
        codes += [code.model_copy(update={"box": place(code.box)}) for code in shown.barcodes]
        doubts += _doubts_of(shown)
    read_lines = [RawLine(_quad(at), line.raw, line.confidence) for at, line in seen.items()]
    ordered = order_lines([*raw, *read_lines], page=number, engine="text-layer")
    page = Page(
        number=number,
        source="text-layer",
        attachment=source.attachment,
        size=source.layer.size,
        dpi=POINTS,
        confidence=1.0 if not seen else round(_mean_confidence([*raw, *read_lines]), 4),
        engine="text-layer",
        barcodes=tuple(codes),
        doubts=tuple(dict.fromkeys(doubts)),
    )
    return page, _name_origins(ordered, seen)


def _doubts_of(page: Page) -> Iterable[str]:
    """What a picture's reading means for the page: one on which nothing could be read is for a person to look at."""
    if page.kind == "blank" and set(page.doubts) <= {_NOTHING_THERE}:
        return ()
    if page.confidence is None:
        return ("page.picture-unread",)
    return (doubt for doubt in page.doubts if doubt in _PASSED_ON)


def _place(inner: Box, shown: Page, box: Box, dpi: int) -> Box:
    """Where a place on a picture stands on the page, in points, when the picture itself stands in `box`."""
    back = np.linalg.inv(np.array(shown.to_upright, np.float64).reshape(3, 3))
    corners = np.c_[_quad(inner), np.ones(4)] @ back.T
    flat = (corners[:, :2] / corners[:, 2:]) * POINTS / dpi + np.array(box[:2])
    (left, top), (right, bottom) = flat.min(axis=0), flat.max(axis=0)
    return round(float(left), 1), round(float(top), 1), round(float(right), 1), round(float(bottom), 1)


def _name_origins(ordered: OrderedPage, seen: dict[Box, Line]) -> OrderedPage:
    """The page, each line that was read from a picture with the engine's name and what a second one read there."""
    lines = [
        line.model_copy(update={"engine": seen[line.box].engine, "second": seen[line.box].second})
        if line.box in seen
        else line
        for line in ordered.lines
    ]
    return replace(ordered, lines=tuple(lines))


def _mean_confidence(lines: list[RawLine]) -> float:
    """The mean confidence, each line counting by its length."""
    length = sum(len(line.text) for line in lines)
    return sum(line.confidence * len(line.text) for line in lines) / max(1, length)


def _quad(box: Box) -> Quad:
    left, top, right, bottom = box
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
