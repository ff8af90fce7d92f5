"""Read one page: from its picture or its text layer to lines in order. This runs inside a reading process."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from extractors.engines.engine import Grey, OcrEngine
from extractors.engines.second_reader import SecondReader, read_again
from extractors.lines.line_order import order_lines
from extractors.pages.barcodes import find_barcodes, place_barcodes
from extractors.pages.contrast import strengthen_faint
from extractors.pages.missed_lines import Completed, read_missed
from extractors.pages.orientation import line_sides, mean_confidence, read_upright
from extractors.pages.page_kinds import tell_kind
from extractors.pages.page_looks import look_at
from extractors.pages.page_readings import OrderedPage, PageReading
from extractors.pages.page_work import drop_red, find_sheet, flatten_sheet, turn_matrix, turn_page
from extractors.pages.postmarks import read_postmarks
from extractors.pages.show_through import is_back, read_front
from extractors.pages.typed_pages import arrange_layer, arrange_typed
from extractors.pages.vertical import stand_columns
from extractors.sources.page_sources import LayeredPage, open_page
from extractors.sources.typed_text import TypedText
from extractors.stacks.glances import is_separator
from records import Kind, Page

LEAST_CONFIDENCE = 0.5
"""What reads worse than this is no text; it is dropped and the page says so."""

LEAST_LINE_HEIGHT = 16
"""Lines lower than this many pixels are too small to read surely."""


@dataclass(frozen=True)
class _Scanned:
    """What is known of a page as it was scanned: its number, size in pixels and resolution."""

    number: int
    size: tuple[int, int]
    dpi: int


def read_page(
    path: Path, media_type: str, number: int, *, engine: OcrEngine, max_pixels: int, second: SecondReader | None = None
) -> PageReading:
    """Page `number` (from 1) of a scan; `second` reads the words that count a second time.

    Raises:
        LetterError: `intake.damaged` or `intake.too-many-pixels` when the page cannot be decoded.
    """
    source = open_page(path, media_type, number, max_pixels=max_pixels)
    if isinstance(source, TypedText):
        return PageReading(*arrange_typed(source, number))
    if isinstance(source, LayeredPage):
        return PageReading(
            *arrange_layer(source, number, read=partial(_read_cut, number=number, engine=engine, second=second))
        )
    reading = read_picture(source.picture, number=number, dpi=source.dpi, engine=engine, second=second)
    told = {"attachment": source.attachment, "doubts": (*reading.page.doubts, *source.doubts)}
    return PageReading(reading.page.model_copy(update=told), reading.ordered)


def _read_cut(
    picture: NDArray[np.uint8], dpi: int, *, number: int, engine: OcrEngine, second: SecondReader | None
) -> tuple[Page, OrderedPage]:
    reading = read_picture(picture, number=number, dpi=dpi, engine=engine, second=second)
    return reading.page, reading.ordered


def read_picture(
    picture: NDArray[np.uint8], *, number: int, dpi: int, engine: OcrEngine, second: SecondReader | None = None
) -> PageReading:
    """A page from its picture."""
    scan = _Scanned(number, (picture.shape[1], picture.shape[0]), dpi)
    to_upright = np.eye(3)
    sheet = find_sheet(picture)
    if sheet is not None:
        picture, to_upright = flatten_sheet(picture, sheet)
    look = look_at(picture)
    grey = strengthen_faint(drop_red(picture), look)
    if look.is_blank:
        return _leave_unread(scan, grey, to_upright, kind="blank")
    codes = find_barcodes(grey)
    if is_separator(grey, codes):
        return _leave_unread(scan, grey, to_upright, kind="separator", doubts=("page.separator",))
    upright, turned, lines = stand_columns(*read_upright(grey, engine=engine), engine=engine)
    upright, lines = read_front(upright, lines, engine=engine)
    turn = turn_matrix(turned, (grey.shape[1], grey.shape[0]))
    barcodes = place_barcodes(codes, turn)
    size = (upright.shape[1], upright.shape[0])
    picture = turn_page(picture, turned)
    back = is_back(upright, lines, look=look, engine=engine)
    completed = Completed((), ())
    if not back:
        kept = [line for line in lines if line.confidence >= LEAST_CONFIDENCE]
        known = [code.box for code in barcodes]
        completed = read_missed(upright, kept, engine=engine, picture=picture, known=known)
    kept = list(completed.lines)
    ordered = order_lines(kept, page=number, engine=engine.name, size=size)
    kind = tell_kind([line.text for line in ordered.lines], size=size, look=look)
    if kind == "envelope" and (marks := read_postmarks(picture, kept, engine=engine)):
        kept += marks
        ordered = order_lines(kept, page=number, engine=engine.name, size=size)
    doubts = [] if back else _find_doubts(kind, completed, ordered, engine)
    if second is not None and ordered.lines:
        quads = [line.quad for line in kept]
        again = read_again(upright, ordered.lines, quads, engine=engine, second=second)
        ordered = ordered.reread(again.lines)
        doubts += ["page.second-reader-failed"] if again.failed else []
    page = Page(
        number=number,
        source="image",
        kind=kind,
        size=size,
        picture=scan.size,
        dpi=dpi,
        rotation=turned,
        to_upright=_row_by_row(turn @ to_upright),
        confidence=mean_confidence(kept) if kept else None,
        engine=engine.name,
        unread=completed.unread,
        barcodes=barcodes,
        doubts=tuple(doubts),
    )
    return PageReading(page, ordered)


def _leave_unread(
    scan: _Scanned, grey: Grey, to_upright: NDArray[np.float64], *, kind: Kind, doubts: tuple[str, ...] = ()
) -> PageReading:
    """A page on which there is nothing for the engine."""
    page = Page(
        number=scan.number,
        source="image",
        kind=kind,
        size=(grey.shape[1], grey.shape[0]),
        picture=scan.size,
        dpi=scan.dpi,
        to_upright=_row_by_row(to_upright),
        doubts=doubts,
    )
    return PageReading(page, OrderedPage((), runs_on=False, starts_flush=False))


def _row_by_row(matrix: NDArray[np.float64]) -> tuple[float, ...]:
    return tuple(round(float(value), 8) for value in matrix.ravel())


def _find_doubts(kind: Kind, completed: Completed, ordered: OrderedPage, engine: OcrEngine) -> list[str]:
    doubts = ["page.photo"] if kind == "photo" else []
    if not ordered.lines:
        told = "page.blank" if kind == "blank" and not completed.unread else "page.unread"
        return doubts or [told]
    if mean_confidence(completed.lines) < engine.good_confidence and kind != "photo":
        doubts.append("page.low-confidence")
    if completed.unread:
        doubts.append("page.ink-unread")
    if ordered.unsure or completed.unsure:
        doubts.append("page.order-unsure")
    if np.median([line_sides(line)[1] for line in completed.lines]) < LEAST_LINE_HEIGHT:
        doubts.append("page.low-resolution")
    return doubts
