"""Text that was typed and never was on paper: a mail, a text file, a document. It has words and no places."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from extractors.lines.text import normalize_line
from records import Joint, LetterError, Line

MOST_CHARACTERS = 200_000
"""A letter of more characters than this is none: at 800 a page it would have 250 pages."""

NOWHERE = (0.0, 0.0, 0.0, 0.0)
"""The box of a line that stands on no page."""

WIDEST_WRAP = 45
"""Lines longer than so many Han characters were not cut by a mail program or a typewriter."""

NEAR_WRAP = 3
"""A line that ends within so many Han characters of the widest one was cut there."""

LEAST_WRAPPED = 3
"""So many lines of nearly the same length are a wrap; fewer are chance."""

_ENDS = "。！？：；!?:;…”』」）】)"
_INDENTED = re.compile(r"[ \u3000\t]")


@dataclass(frozen=True)
class TypedLine:
    """A paragraph, or a cell of a table row when its joint is a tab."""

    text: str
    joint: Joint = "\n"


@dataclass(frozen=True)
class TypedText:
    """A page of typed text. `doubts` say what belongs to it and could not be read.

    `attachment` is the number of the attachment that it is, 0 for the thing itself.
    """

    lines: tuple[TypedLine, ...]
    doubts: tuple[str, ...] = ()
    attachment: int = 0


def make_lines(typed: TypedText, *, page: int) -> tuple[Line, ...]:
    """The lines of a typed page, normalized as those of any other; what is empty then is left out."""
    lines: list[Line] = []
    starts_row = False
    for line in typed.lines:
        text = normalize_line(line.text)
        starts_row = starts_row or line.joint == "\n"
        if not text:
            continue
        # A row whose first cell is empty starts with the next one.
        joint: Joint = "\n" if starts_row and line.joint == "\t" else line.joint
        starts_row = False
        lines.append(
            Line(page=page, box=NOWHERE, text=text, raw=line.text, confidence=1.0, engine="document", joint=joint)
        )
    return tuple(lines)


def check_length(length: int) -> None:
    """Refuse a text that is too long to be a letter.

    Raises:
        LetterError: `intake.too-much-text`.
    """
    if length > MOST_CHARACTERS:
        raise LetterError("intake.too-much-text", f"{length} > {MOST_CHARACTERS}")


def split_lines(text: str) -> tuple[TypedLine, ...]:
    """The paragraphs of a plain text: its lines, and those joined that were cut to a width.

    A tab inside a line parts two cells.
    """
    rows = re.split(r"\r\n|[\n\r\f\v\x85\u2028\u2029]", text)
    wrap = _find_wrap(rows)
    lines: list[TypedLine] = []
    before = ""
    for row in rows:
        goes_on = bool(wrap and before and _runs_on(before, row, wrap))
        for number, cell in enumerate(row.strip().split("\t")):
            joint: Joint = "\t" if number else "" if goes_on else "\n"
            lines.append(TypedLine(cell, joint))
        before = row
    return tuple(lines)


def _width(row: str) -> float:
    """A line's width in Han characters; a Latin one takes half of it."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WF" else 0.5 for character in row.rstrip())


def _find_wrap(rows: Iterable[str]) -> float:
    """The width to which lines were cut; 0 when they were not."""
    widths = [width for row in rows if (width := _width(row))]
    widest = max(widths, default=0.0)
    if widest > WIDEST_WRAP or sum(width > widest - NEAR_WRAP for width in widths) < LEAST_WRAPPED:
        return 0.0
    return widest if widest >= 2 * NEAR_WRAP else 0.0


def _runs_on(before: str, row: str, wrap: float) -> bool:
    """Whether a line goes on with the paragraph of the line before."""
    if "\t" in before or "\t" in row or not row.strip() or _INDENTED.match(row):
        return False
    last, first = before.rstrip()[-1], row[0]
    # Between two Latin words the space that the cut took cannot be put back.
    return _width(before) > wrap - NEAR_WRAP and last not in _ENDS and not (last.isascii() and first.isascii())


def join_rows(rows: Iterable[Iterable[str]]) -> Iterator[TypedLine]:
    """The cells of a table's rows."""
    for row in rows:
        for number, cell in enumerate(row):
            yield TypedLine(cell, "\t" if number else "\n")
