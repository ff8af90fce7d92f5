"""Rows of a JSON Lines file of letters, each checked."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from classifiers.learning.annotations import hash_letter
from records import UsageError


@dataclass(frozen=True, slots=True)
class TextRow:
    """A letter to be classified."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A letter with the answer that a person gave.

    `day` is when it was written; letters of one `group` are never parted between learning and judging.
    """

    id: str
    title: str
    text: str
    label: str
    day: date | None = None
    group: str = ""


def read_text_rows(path: Path) -> Iterator[TextRow]:
    """Yield the rows `{id, title, text}`; further keys are passed over, an absent title is an empty one.

    Raises:
        UsageError: `data.row` with the number of the line and what is wrong with it.
    """
    for number, row in _read_objects(path):
        yield TextRow(
            id=_string(row, "id", number, needed=True),
            title=_string(row, "title", number),
            text=_string(row, "text", number, needed=True, blank=True),
        )


def read_labelled_rows(path: Path) -> Iterator[LabelledRow]:
    """Yield the rows `{id, title, text, label, day, group}`; without an id it is the hash of title and text.

    `day` (an ISO date) and `group` may be absent; further keys are passed over.

    Raises:
        UsageError: `data.row` with the number of the line and what is wrong with it.
    """
    for number, row in _read_objects(path):
        title, text = _string(row, "title", number), _string(row, "text", number, needed=True)
        yield LabelledRow(
            id=_string(row, "id", number) or hash_letter(title, text),
            title=title,
            text=text,
            label=_string(row, "label", number, needed=True).strip(),
            day=_date(row, number),
            group=_string(row, "group", number),
        )


def drop_repeats(rows: Iterable[LabelledRow]) -> list[LabelledRow]:
    """Give each letter once, ordered by its words, so that neither repeats nor the order decide anything.

    An n-gram counts once for each letter it stands in; a letter given five times is still one, with the smallest id.
    """
    once: dict[tuple[str, str, str], LabelledRow] = {}
    for row in rows:
        key = (row.text, row.title, row.label)
        other = once.get(key)
        if other is None or _rank(row) < _rank(other):
            once[key] = row
    return [once[key] for key in sorted(once)]


def _rank(row: LabelledRow) -> tuple[str, date, str]:
    return row.id, row.day or date.max, row.group


def _read_objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with path.open("rb") as file:
            for number, line in enumerate(file, 1):
                if line.strip():
                    yield number, _read_object(line, number)
    except OSError as error:
        raise UsageError("data.missing", str(error.strerror)) from None


def _read_object(line: bytes, number: int) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError:
        raise UsageError("data.row", f"line {number}: not UTF-8") from None
    except (ValueError, RecursionError):
        raise UsageError("data.row", f"line {number}: not JSON") from None
    if not isinstance(row, dict):
        raise UsageError("data.row", f"line {number}: not a JSON object")
    return row


def _date(row: dict[str, Any], number: int) -> date | None:
    written = _string(row, "day", number)
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise UsageError("data.row", f'line {number}: "day" is not a date like 2026-01-31') from None


def _string(row: dict[str, Any], key: str, number: int, *, needed: bool = False, blank: bool = False) -> str:
    value = row.get(key)
    if value is None and not needed:
        return ""
    if key == "id" and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        fault = "missing" if value is None else "not a string"
        raise UsageError("data.row", f'line {number}: "{key}" is {fault}')
    if needed and not blank and not value.strip():
        raise UsageError("data.row", f'line {number}: "{key}" is empty')
    # a lone surrogate is no character: it cannot be written to a file again
    return value.encode("utf-8", "replace").decode("utf-8")
