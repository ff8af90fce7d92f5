"""Read the vocabulary's files row by row, and say where a row is wrong."""

import csv
import io
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from records import SetupError

TABLES = {
    "topics.csv": ("level1", "level2", "level3"),
    "units.csv": ("code", "name", "kind", "duties", "aliases", "parent", "successor_of", "valid_from"),
    "topic_units.csv": ("level1", "level2", "lead", "co_units", "channel", "note"),
    "divisions.csv": ("code", "name", "level", "parent_code", "aliases", "old_codes", "covers"),
    "surnames.csv": ("surname",),
    "terms.csv": ("word", "freq", "tag"),
    "labels.csv": ("question", "code", "zh", "en"),
    "codes.csv": ("code", "kind", "zh", "en", "remedy_zh", "remedy_en"),
}
MAY_BE_EMPTY = frozenset(
    [
        "level3",
        "aliases",
        "parent",
        "successor_of",
        "valid_from",
        "co_units",
        "note",
        "parent_code",
        "old_codes",
        "covers",
    ]
)

Row = dict[str, str]
Key = TypeVar("Key")
Value = TypeVar("Value")


def fail(where: str, row: int | str, what: str) -> NoReturn:
    """Raise the error that names the file and the row (the heading is row 1; a word list's row is its name)."""
    raise SetupError("vocab.invalid", f"{where}:{row}: {what}")


def read_bytes(folder: Path, name: str) -> bytes:
    """Give a file's bytes."""
    try:
        return (folder / name).read_bytes()
    except OSError:
        fail(name, 0, "the file is missing or cannot be read")


def _decode(name: str, data: bytes) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        fail(name, data.count(b"\n", 0, error.start) + 1, "not UTF-8")
    if text.startswith("\ufeff"):
        fail(name, 1, "starts with a byte order mark")
    return text


def read_rows(name: str, data: bytes) -> Iterator[Row]:
    """Yield the rows of a table by column, each checked for its cells' number, space around them and empty ones."""
    reader = csv.reader(io.StringIO(_decode(name, data), newline=""))
    columns = TABLES[name]
    if tuple(next(reader, ())) != columns:
        fail(name, 1, f"the heading must be {','.join(columns)}")
    may_be_empty = MAY_BE_EMPTY | _empty_code(name)
    for number, cells in enumerate(reader, start=2):
        if len(cells) != len(columns):
            fail(name, number, f"{len(cells)} cells instead of {len(columns)}")
        row = dict(zip(columns, cells, strict=True))
        for column, cell in row.items():
            if cell != cell.strip():
                fail(name, number, f"space around {column}")
            if not cell and column not in may_be_empty:
                fail(name, number, f"{column} is empty")
        yield row


def _empty_code(name: str) -> frozenset[str]:
    """A zone has no code; the label of a field has none."""
    return frozenset({"code"}) if name in {"divisions.csv", "labels.csv"} else frozenset()


def read_toml(name: str, data: bytes) -> dict[str, Any]:
    """Give a word list file as a mapping."""
    try:
        return tomllib.loads(_decode(name, data))
    except tomllib.TOMLDecodeError as error:
        fail(name, 0, str(error))


def unique(
    name: str, rows: Mapping[str, list[Row]], build: Callable[[Row], Value], key: Callable[[Value], Key]
) -> dict[Key, Value]:
    """Build a value a row; a key that comes twice, or a cell that cannot be built from, is an error."""
    found: dict[Key, Value] = {}
    for number, row in enumerate(rows[name], start=2):
        try:
            value = build(row)
        except ValueError as error:
            fail(name, number, str(error))
        if key(value) in found:
            fail(name, number, f"{key(value)} stands twice")
        found[key(value)] = value
    return found


def many(cell: str) -> tuple[str, ...]:
    """Give the parts of a cell that are divided by a semicolon.

    Raises ValueError for an empty or a double part.
    """
    parts = tuple(cell.split(";")) if cell else ()
    if len(set(parts)) != len(parts) or not all(part and part == part.strip() for part in parts):
        raise ValueError("an empty or double part between semicolons")
    return parts


def one_of(value: str, allowed: Iterable[str], column: str) -> None:
    """Check a value; raises ValueError when it is none of those allowed."""
    if value not in allowed:
        raise ValueError(f"{column} {value} is not known")
