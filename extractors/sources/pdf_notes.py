"""What lies over a PDF page and is no part of its content: the values of form fields, and notes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import decode_text
from pdfplumber.page import Page as PdfPage

from extractors.sources.pdf_boxes import moved, place_on_sheet, shown_part
from records import Box

PdfValue = Any
"""Whatever may stand in a PDF."""

WRITTEN = frozenset({"FreeText", "Text"})
"""Notes whose words are part of what the page says (ISO 32000-1, 12.5.6)."""

DRAWN = frozenset({"Ink", "Stamp"})
"""Notes that are drawn: what they say must be read from the picture."""

TICK = "√"
"""What stands for a ticked box."""

EM = 12.0
"""The usual size of a form's characters in points; a field is often wider and higher than what is in it."""

_UNSEEN = frozenset({"Link", "Popup"})
_INVISIBLE, _HIDDEN, _NO_VIEW = 1, 2, 32
_PASSWORD = 1 << 13
_DEEPEST = 20


@dataclass(frozen=True)
class Notes:
    """The words that lie over a page with their places, the places of what is drawn, and whether anything shows."""

    lines: tuple[tuple[str, Box], ...]
    drawn: tuple[Box, ...]
    show: bool


def read_notes(page: PdfPage) -> Notes:
    """The form fields and notes of a page, in the page's upright points."""
    lines: list[tuple[str, Box]] = []
    drawn: list[Box] = []
    show = False
    for note in _notes_of(page):
        kind = _name(note.get("Subtype"))
        box = _place(page, note)
        if box is None or kind in _UNSEEN or _number(note.get("F")) & (_INVISIBLE | _HIDDEN | _NO_VIEW):
            continue
        show = True
        if kind == "Widget":
            lines += _lay_out(_value(note), box)
        elif kind in WRITTEN:
            lines += _lay_out(_words(note.get("Contents")), box)
        elif kind in DRAWN:
            drawn.append(box)
    return Notes(tuple(lines), tuple(drawn), show)


def _notes_of(page: PdfPage) -> Iterator[dict[str, Any]]:
    notes = resolve1(page.page_obj.annots)
    for note in notes if isinstance(notes, list) else []:
        found = resolve1(note)
        if isinstance(found, dict):
            yield found


def _value(field: dict[str, Any]) -> str:
    """What a form field shows. A signature shows a picture; a password shows nothing."""
    kind = _name(_inherited(field, "FT"))
    value = _inherited(field, "V")
    if kind == "Btn":
        state = _name(resolve1(field.get("AS")))
        return TICK if state not in ("", "Off") else ""
    if kind == "Tx" and not _number(_inherited(field, "Ff")) & _PASSWORD:
        return _words(value)
    if kind == "Ch":
        return " ".join(map(_words, value)) if isinstance(value, list) else _words(value)
    return ""


def _inherited(field: dict[str, Any], key: str) -> PdfValue:
    """A field's own value or the one of the field that it is a part of (ISO 32000-1, 12.7.3.2)."""
    at: PdfValue = field
    for _ in range(_DEEPEST):
        if not isinstance(at, dict):
            return None
        if key in at:
            return resolve1(at[key])
        at = resolve1(at.get("Parent"))
    return None


def _words(value: PdfValue) -> str:
    value = resolve1(value)
    if isinstance(value, bytes):
        return str(decode_text(value))
    return value if isinstance(value, str) else ""


def _name(value: PdfValue) -> str:
    value = resolve1(value)
    name = value.name if isinstance(value, PSLiteral) else ""
    return name.decode("latin-1") if isinstance(name, bytes) else str(name)


def _number(value: PdfValue) -> int:
    value = resolve1(value)
    return value if isinstance(value, int) else 0


def _place(page: PdfPage, note: dict[str, Any]) -> Box | None:
    """Where a note stands on the page as it is shown, in points from its top left."""
    rectangle = [resolve1(side) for side in resolve1(note.get("Rect")) or []]
    if len(rectangle) != 4 or not all(isinstance(side, int | float) for side in rectangle):
        return None
    shown = moved(shown_part(page), page.bbox)
    return moved(place_on_sheet(page, rectangle), shown)


def _lay_out(words: str, box: Box) -> Iterator[tuple[str, Box]]:
    """The lines of a field or note, one under the other in its place."""
    rows = [row for row in words.replace("\r\n", "\n").replace("\r", "\n").split("\n") if row.strip()]
    left, top, right, bottom = box
    step = (bottom - top) / max(1, len(rows))
    for number, row in enumerate(rows):
        size = min(EM, step)
        middle = top + (number + 0.5) * step if len(rows) > 1 or step < 3 * EM else top + size
        width = min(right - left, size * len(row)) or 1.0
        yield row, (left, middle - size / 2, left + width, middle + size / 2)
