"""The text layer of a PDF page, where there is a real one, and the pictures beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractors.intake.contents import Content
from extractors.sources.pdf_boxes import moved, shown_part
from extractors.sources.plausible import is_meaningless, is_nonsense
from records import Box

if TYPE_CHECKING:
    from pdfplumber.page import Page as PdfPage

POINTS = 72
"""Units of a PDF page an inch (ISO 32000-1, 8.3.2.3)."""

SCAN_SHARE = 0.6
"""A picture that covers this much of the page is a scan: text over it comes from somebody else's OCR."""

PICTURE_SHARE = 0.03
"""A picture that covers more than this beside a text layer may hold writing; a mark or a signature is smaller."""

DRAWN_SHARE = 0.003
"""Notes drawn by hand or stamped that cover more than this are read as pictures are."""

GARBAGE_SHARE = 0.05
"""With more than this share of characters that have no meaning, a text layer is no text."""

TURNED_SHARE = 0.5
"""With more than this share of characters that lie on their side or head, a page is read from its picture."""

NEAR = 3.0
"""Pictures no further apart than so many points are the strips of one."""


@dataclass(frozen=True)
class TextLayer:
    """A page's own text: size in points, lines with their boxes, and where pictures stand that may hold writing."""

    size: tuple[int, int]
    lines: tuple[tuple[str, Box], ...]
    pictures: tuple[Box, ...] = ()


def read_text_layer(content: Content, number: int) -> TextLayer | None:
    """The text layer of page `number` with its form fields and notes; None when it is not to be trusted.

    Not trusted are: no text, characters without a meaning, text that makes no sense, text that lies on its side,
    and text over a scan.

    Raises:
        LetterError: `intake.damaged`.
    """
    # What opens a PDF is loaded only for one: most scans are pictures.
    from extractors.sources.pdf import open_pdf
    from extractors.sources.pdf_notes import read_notes

    with open_pdf(content) as pdf:
        sheet = pdf.pages[number - 1]
        shown = shown_part(sheet)
        page = sheet if shown == sheet.bbox else sheet.crop(shown)
        signs = [char for char in page.chars if not char["text"].isspace()]
        covered = sum(map(_area, page.images))
        whole = max(1.0, float(page.width * page.height))
        if not signs or covered >= SCAN_SHARE * whole:
            return None
        if _share(signs, lambda char: is_meaningless(char["text"])) > GARBAGE_SHARE:
            return None
        if _share(signs, _is_turned) > TURNED_SHARE or is_nonsense("".join(char["text"] for char in signs)):
            return None
        lines = page.extract_text_lines(strip=True, return_chars=False)
        boxed = tuple((line["text"], moved(_box(line), shown)) for line in lines)
        notes = read_notes(sheet)
        size = (round(page.width), round(page.height))
        return TextLayer(size, boxed + notes.lines, _find_regions(page, shown, notes.drawn))


def _share(chars: list[dict[str, Any]], told: Callable[[dict[str, Any]], bool]) -> float:
    return sum(told(char) for char in chars) / len(chars)


def _is_turned(char: dict[str, Any]) -> bool:
    """Whether a character lies on its side or stands on its head on the page as it is shown."""
    return not char["upright"] or bool(char["matrix"][0] < 0)


def _area(image: dict[str, Any]) -> float:
    return abs(float(image["x1"] - image["x0"]) * float(image["bottom"] - image["top"]))


def _find_regions(page: "PdfPage", shown: Box, drawn: tuple[Box, ...]) -> tuple[Box, ...]:
    """Where pictures stand that may hold writing, in points of what is `shown`; those that touch are one."""
    whole = float(page.width * page.height)
    boxes = [_within(page, moved(_box(image), shown)) for image in page.images]
    regions = [box for box in _merge(boxes) if _surface(box) > PICTURE_SHARE * whole]
    marks = [_within(page, box) for box in drawn]
    return tuple(_merge(regions + [box for box in marks if _surface(box) > DRAWN_SHARE * whole]))


def _box(thing: dict[str, Any]) -> Box:
    return thing["x0"], thing["top"], thing["x1"], thing["bottom"]


def _within(page: "PdfPage", box: Box) -> Box:
    left, top, right, bottom = box
    width, height = float(page.width), float(page.height)
    return max(0.0, left), max(0.0, top), min(width, right), min(height, bottom)


def _surface(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _merge(boxes: list[Box]) -> list[Box]:
    """The boxes, those that touch or overlap put together to one."""
    merged: list[Box] = []
    for box in boxes:
        grown = box
        while near := [other for other in merged if _touch(grown, other)]:
            merged = [other for other in merged if other not in near]
            sides = list(zip(grown, *near, strict=True))
            grown = (min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3]))
        merged.append(grown)
    return merged


def _touch(one: Box, other: Box) -> bool:
    return (
        one[0] <= other[2] + NEAR
        and other[0] <= one[2] + NEAR
        and one[1] <= other[3] + NEAR
        and other[1] <= one[3] + NEAR
    )
