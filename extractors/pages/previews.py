"""A page to look at on a screen: upright, flat, reduced, and what nobody else need see covered.

The identity number is covered wherever it was found or may stand; on a page of identity cards also portrait and
address. Where the card's parts cannot be told apart, all of the page is covered: a mask that misses is none.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import cv2
import numpy as np

from extractors.pages.page_work import Picture
from extractors.sources.page_sources import show_page
from records import Box, Letter, LetterError, Line, Page, Reading, Span
from vocab import simplify

SIDE = 1600
"""Longest side of a preview in pixels."""

COVER = 96
"""The grey of what is covered."""

ROOM, ROOM_BESIDE = 0.25, 0.75
"""A cover reaches above and below its words by the first share of their height, before and behind by the second: where
words stand in a line is reckoned from the usual widths of characters, and a figure must not peep out."""

_LIKE_NUMBER = re.compile(r"[0-9](?: ?[0-9]){14,} ?[Xx]?")
"""So many figures in a row are an identity number, or may be one in which some were misread."""

_FIGURES = re.compile(r"[0-9][0-9 ]{9,}[0-9Xx]")
_NUMBER_LABEL = re.compile(r"公\s*民\s*身\s*份\s*号\s*码")
_ADDRESS_LABEL = re.compile(r"住\s*址")
_NAME_LABEL = re.compile(r"^姓\s*名")

CARD_ROWS_MM = 40.0
"""From the middle of the row of the name to that of the number on a card (GA 448; 85.6 by 54 mm)."""

PORTRAIT_MM = (46.0, -6.0, 82.0, 36.0)
"""Left, top, right, bottom of the portrait, with room, from the left end of the row of the name."""


def find_covers(reading: Reading, number: int) -> tuple[Box, ...]:
    """What must be covered on page `number`, in the units of its boxes."""
    letter = reading.letter
    page = next(page for page in letter.pages if page.number == number)
    spans = [finding.span for finding in reading.findings if finding.field == "id_no"]
    for line, start in zip(letter.lines, letter.starts, strict=True):
        # Nothing is found on photographs, nor in a number that was misread.
        likely = _LIKE_NUMBER.finditer(line.text) if line.page == number else ()
        spans += [Span(start=start + match.start(), end=start + match.end()) for match in likely]
    places = (place for span in spans for place in letter.boxes(span) if place.page == number)
    covers = list(dict.fromkeys(_widen(place.box) for place in places))
    if page.kind == "id-card":
        covers += _card_covers(letter, page)
    return tuple(covers)


def draw_preview(path: Path, media_type: str, page: Page, covers: Iterable[Box], max_pixels: int) -> bytes:
    """Page of a scan as a PNG, the covers filled in.

    Raises:
        LetterError: `intake.damaged` or `intake.too-many-pixels` when the page cannot be decoded;
            `preview.no-picture` for text that never was on paper.
    """
    shown = show_page(path, media_type, page.number, max_pixels=max_pixels)
    if shown is None or min(page.size) < 1:
        raise LetterError("preview.no-picture")
    picture, unit = shown
    scale = min(1.0 if page.source == "image" else unit, SIDE / max(page.size))
    size = (max(1, round(page.size[0] * scale)), max(1, round(page.size[1] * scale)))
    flat = _lay_flat(picture, page, size, scale)
    for left, top, right, bottom in covers:
        cv2.rectangle(
            flat,
            (int(np.floor(left * scale)), int(np.floor(top * scale))),
            (int(np.ceil(right * scale)), int(np.ceil(bottom * scale))),
            (COVER, COVER, COVER),
            -1,
        )
    return cv2.imencode(".png", flat if flat.ndim == 2 else flat[:, :, ::-1])[1].tobytes()


def _lay_flat(picture: Picture, page: Page, size: tuple[int, int], scale: float) -> Picture:
    """The upright page at a scale; of a text layer the whole page, drawn."""
    if page.source != "image":
        return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    to_preview = np.diag([scale, scale, 1.0]) @ np.array(page.to_upright).reshape(3, 3)
    while scale < 0.5:  # fine strokes would be lost between the pixels that a single step looks at
        height, width = picture.shape[:2]
        halved = (max(1, width // 2), max(1, height // 2))
        picture = np.asarray(cv2.resize(picture, halved, interpolation=cv2.INTER_AREA), np.uint8)
        to_preview = to_preview @ np.diag([width / halved[0], height / halved[1], 1.0])
        scale *= 2
    return np.asarray(cv2.warpPerspective(picture, to_preview, size, borderValue=(255, 255, 255)), np.uint8)


def _widen(box: Box) -> Box:
    left, top, right, bottom = box
    room, beside = (share * (bottom - top) for share in (ROOM, ROOM_BESIDE))
    return left - beside, top - room, right + beside, bottom + room


def _card_covers(letter: Letter, page: Page) -> Iterator[Box]:
    """Number, address and portrait of the cards on a page; the whole page when they cannot be told."""
    lines = [line for line in letter.lines if line.page == page.number]
    texts = [simplify(line.text) for line in lines]
    starts = [at for at, text in enumerate(texts) if _NAME_LABEL.search(text)]
    numbers = [at for at, text in enumerate(texts) if _NUMBER_LABEL.search(text)]
    if not numbers and not any(_FIGURES.search(text) for text in texts) and not starts:
        return  # the back of a card: its office and its years
    if len(starts) != len(numbers) or any(first >= last for first, last in zip(starts, numbers, strict=True)):
        yield (0.0, 0.0, float(page.size[0]), float(page.size[1]))
        return
    for at, text in enumerate(texts):
        if _FIGURES.search(text):
            yield _widen(lines[at].box)
    for first, last in zip(starts, numbers, strict=True):
        address = next((at for at in range(first, last) if _ADDRESS_LABEL.search(texts[at])), first + 1)
        for line in lines[address:last]:
            yield _widen(line.box)
        yield _widen(lines[last].box)
        yield _portrait(lines[first], lines[last])


def _portrait(name: Line, number: Line) -> Box:
    """Where the portrait of a card is that has these rows."""
    top = (name.box[1] + name.box[3]) / 2
    unit = ((number.box[1] + number.box[3]) / 2 - top) / CARD_ROWS_MM
    left = name.box[0]
    x0, y0, x1, y1 = PORTRAIT_MM
    return left + x0 * unit, top + y0 * unit, left + x1 * unit, top + y1 * unit
