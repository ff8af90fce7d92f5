"""Rows of a JSON Lines file of letters, each checked."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from records import UsageError


@dataclass(frozen=True, slots=True)
class TextRow:
    """A letter to be classified."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class LabelledRow:
    """A letter with the topic that a person gave it."""

    id: str
    title: str
    text: str
    label: str


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
    """Yield the rows `{id, title, text, label}`; the id may be absent and is then the line's number.

    Raises:
        UsageError: `data.row` with the number of the line and what is wrong with it.
    """
    for number, row in _read_objects(path):
        yield LabelledRow(
            id=_string(row, "id", number) or str(number),
            title=_string(row, "title", number),
            text=_string(row, "text", number, needed=True),
            label=_string(row, "label", number, needed=True).strip(),
        )


def drop_repeats(rows: Iterable[LabelledRow]) -> list[LabelledRow]:
    """Give each letter once, ordered by its words, so that neither repeats nor the order decide anything.

    An n-gram counts once for each letter it stands in; a letter given five times is still one.
    """
    once = {(row.text, row.title, row.label): row for row in rows}
    return [once[key] for key in sorted(once)]


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
