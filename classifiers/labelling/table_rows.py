"""Rows of JSON Lines, CSV and XLSX files as cells by column, whatever the files hold."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from classifiers.labelling.bad_rows import BadRow, Place
from classifiers.labelling.csv_rows import read_csv_rows
from classifiers.labelling.sheet_rows import Formula, read_sheet_rows
from records import UsageError
from vocab import Vocabulary

COLUMNS = ("id", "title", "text", "label", "day", "group", "by", "at")
NEEDED = ("text", "label")
MOST_BYTES = 512 * 2**20
"""A larger file is split by whoever has it: it holds more than a million letters."""

Cell = str | int | float | bool | date | Formula | None
Read = Iterator[tuple[str, int, Sequence[Cell] | None]]
"""Sheet, number of the row, and its cells; none for a row that could not be decoded."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of a file: where it stands, and its cells by column; empty cells are left out."""

    place: Place
    cells: Mapping[str, Cell]


def read_rows(path: Path, *, vocabulary: Vocabulary) -> Iterator[TableRow | BadRow]:
    """Yield each row of a file that is not empty, and each that cannot be read.

    Raises:
        UsageError: `data.missing`, or `labels.*` when the whole file cannot be taken.
    """
    kind = path.suffix.lower()
    try:
        size = path.stat().st_size
        path.open("rb").close()
    except OSError:
        raise UsageError("data.missing", path.name) from None
    if not path.is_file():
        raise UsageError("data.missing", path.name)
    if size > MOST_BYTES:
        raise UsageError("labels.too-large", path.name)
    if kind in (".jsonl", ".ndjson"):
        return _read_json_lines(path, vocabulary)
    readers: Mapping[str, Callable[[Path], Read]] = {
        ".csv": read_csv_rows, ".tsv": read_csv_rows, ".txt": read_csv_rows,
        ".xlsx": read_sheet_rows, ".xlsm": read_sheet_rows,
    }  # fmt: skip
    if kind not in readers:
        raise UsageError("labels.kind", path.name)
    return _read_table(path, readers[kind](path), vocabulary)


def column_names(vocabulary: Vocabulary) -> dict[str, str]:
    """Each name of a column in small letters without white space, with the column that it stands for."""
    names = {name: name for name in COLUMNS}
    for column in COLUMNS:
        for name in vocabulary.phrases.get(f"label_{column}_columns", ()):
            names.setdefault(_plain(name), column)
    return names


def _read_table(path: Path, rows: Read, vocabulary: Vocabulary) -> Iterator[TableRow | BadRow]:
    names = column_names(vocabulary)
    columns: dict[str, list[str]] = {}
    found = False
    for sheet, number, cells in rows:
        place = Place(path.name, sheet, number)
        if cells is None:
            yield BadRow(place, "label-row.encoding")
            continue
        filled = [cell for cell in cells if not _is_empty(cell)]
        if not filled:
            continue
        if sheet not in columns:
            columns[sheet] = _read_heading(cells, names, path)
            found = found or bool(columns[sheet])
        elif columns[sheet]:
            yield _make_row(place, columns[sheet], cells)
    if not found:
        raise UsageError("labels.columns", path.name)


def _read_heading(cells: Sequence[Cell], names: Mapping[str, str], path: Path) -> list[str]:
    """The column of each cell, empty for those that mean nothing here; no column when text or label has no cell."""
    columns = [names.get(_plain(cell), "") if isinstance(cell, str) else "" for cell in cells]
    twice = [column for column in COLUMNS if columns.count(column) > 1]
    if twice:
        raise UsageError("labels.column-twice", f"{path.name}: {' '.join(twice)}")
    return columns if all(column in columns for column in NEEDED) else []


def _make_row(place: Place, columns: list[str], cells: Sequence[Cell]) -> TableRow | BadRow:
    if any(not _is_empty(cell) for cell in cells[len(columns) :]):
        return BadRow(place, "label-row.cells")
    pairs = zip(columns, cells, strict=False)
    return TableRow(place, {column: cell for column, cell in pairs if column and not _is_empty(cell)})


def _read_json_lines(path: Path, vocabulary: Vocabulary) -> Iterator[TableRow | BadRow]:
    names = column_names(vocabulary)
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            if not line.strip():
                continue
            place = Place(path.name, "", number)
            try:
                row = json.loads(line.decode("utf-8-sig"))
            except UnicodeDecodeError:
                yield BadRow(place, "label-row.encoding")
                continue
            except (ValueError, RecursionError):
                row = None
            if not isinstance(row, dict):
                yield BadRow(place, "label-row.json")
                continue
            yield TableRow(place, _cells_of(row, names))


def _cells_of(row: Mapping[str, Cell], names: Mapping[str, str]) -> dict[str, Cell]:
    """The cells of a JSON object; where two keys mean one column that with the column's own name counts."""
    pairs = [(names.get(_plain(key), ""), key, cell) for key, cell in row.items() if not _is_empty(cell)]
    pairs.sort(key=lambda pair: _plain(pair[1]) == pair[0])
    return {column: cell for column, _, cell in pairs if column}


def _is_empty(cell: object) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()
