"""Where each table comes from: the office's folder or this package; its bytes as rows or as a word list."""

import csv
import io
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from vocab.problems import HEADING, Place, Problems

SHIPPED = Path(__file__).parent
SHEET = ".xlsx"
DATES = ("valid_from", "valid_to")
TABLES: Mapping[str, tuple[str, ...]] = {
    "topics.csv": ("level1", "level2", "level3", *DATES),
    "units.csv": ("code", "name", "kind", "duties", "aliases", "parent", "successor_of", *DATES),
    "topic_units.csv": ("level1", "level2", "lead", "co_units", "channel", "note", *DATES),
    "divisions.csv": ("code", "name", "level", "parent_code", "aliases", "old_codes", "covers", *DATES),
    "surnames.csv": ("surname",),
    "terms.csv": ("word", "freq", "tag"),
    "labels.csv": ("question", "code", "zh", "en"),
    "codes.csv": ("code", "kind", "zh", "en", "remedy_zh", "remedy_en"),
    "steps.csv": ("kind", "from", "to", "needs", "may", "after", "unless", "article"),
    "step_facts.csv": ("key", "type", "answers"),
    "clocks.csv": (
        "name",
        "starts",
        "length",
        "unit",
        "after",
        "not_counted",
        "ends",
        "stops",
        "holder",
        "offices",
        "applies",
        "waived",
        "article",
    ),
    "holidays.csv": ("day", "kind", "name"),
    "exchange.csv": ("field", "name", "value", "type", "length", "codes"),
    "exchange_codes.csv": ("list", "ours", "theirs", "note"),
}
"""The columns of each table, in the order in which it is written."""
WORD_LISTS = ("cues.toml", "phrases.toml", "second_topics.toml")
FILLED_UP = frozenset({"labels.csv", "codes.csv", "step_facts.csv", "clocks.csv", "phrases.toml", "cues.toml"})
"""What an office's file of these does not name stays as shipped, so that it need not follow every new version."""
MAY_LACK = frozenset(DATES)
"""Columns that a table made for an earlier version does not have."""

_MOST_BYTES = 50 * 2**20
_MOST_ROWS = 200_000


@dataclass(frozen=True)
class Source:
    """A file that serves as one of the tables; `name` is the shipped table's."""

    name: str
    path: Path
    shipped: bool = False

    @property
    def file(self) -> str:
        """The file as its owner calls it."""
        return self.path.name

    def place(self, row: int = 0, column: str = "") -> Place:
        """A place in it."""
        return Place(self.file, row, column, self.shipped)


@dataclass(frozen=True)
class RawRow:
    """A row of a table: its number as a spreadsheet counts, and its cells by column."""

    number: int
    cells: Mapping[str, str]


def table_name(path: Path) -> str | None:
    """The shipped table that a file stands for, by its name; nothing when it is none."""
    name = f"{path.stem}.csv" if path.suffix.lower() == SHEET else path.name
    return name if name in TABLES or name in WORD_LISTS else None


def find_sources(
    folder: Path | None, problems: Problems, *, more: Mapping[str, Path] | None = None
) -> dict[str, Source]:
    """The file for every table: those of `more` by table, then the folder's, then the shipped ones."""
    own: dict[str, list[Path]] = {}
    if folder is not None and not folder.is_dir():
        problems.add(Place(str(folder)), "no-folder")
    elif folder is not None and folder.resolve() != SHIPPED:
        for path in sorted(folder.iterdir()):
            name = table_name(path)
            if name is not None and path.is_file():
                own.setdefault(name, []).append(path)
    for name, path in (more or {}).items():
        own[name] = [path]
    for name, paths in own.items():
        if len(paths) > 1:
            names = " ".join(path.name for path in paths)
            problems.add(Place(paths[0].name), "two-files", table=name, files=names)
    return {
        name: Source(name, own[name][0]) if name in own else Source(name, SHIPPED / name, shipped=True)
        for name in sorted((*TABLES, *WORD_LISTS))
    }


def read_rows(source: Source, problems: Problems) -> list[RawRow]:
    """The rows of a table by column; rows without any cell are left out, wrong ones are told."""
    lines = list(
        _sheet_lines(source, problems) if source.path.suffix.lower() == SHEET else _csv_lines(source, problems)
    )
    if not lines:
        return []
    heading = [cell.strip() for cell in lines[0]]
    while heading and not heading[-1]:
        heading.pop()
    if not _heading_fits(source, heading, problems):
        return []
    columns = TABLES[source.name]
    rows = []
    for number, cells in enumerate(lines[1:], start=HEADING + 1):
        if not any(cells):
            continue
        if len(cells) != len(heading) and any(cells[len(heading) :]):
            problems.add(source.place(number), "cells", found=len(cells), columns=len(heading))
            continue
        if len(cells) < len(heading) and source.path.suffix.lower() != SHEET:
            problems.add(source.place(number), "cells", found=len(cells), columns=len(heading))
            continue
        named = dict(zip(heading, [*cells, *[""] * len(heading)], strict=False))
        rows.append(RawRow(number, {column: named.get(column, "") for column in columns}))
    return rows


def read_list(source: Source, problems: Problems) -> tuple[dict[str, Any], str]:
    """A word list as a mapping, with its text, in which lines are counted."""
    text = _decode(source, _bytes(source, problems), problems)
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        told = str(error)
        digits = "".join(char for char in told.partition("line ")[2].partition(",")[0] if char.isdigit())
        problems.add(source.place(int(digits or 0)), "toml", said=told)
        return {}, text


def canonical_rows(name: str, rows: list[RawRow]) -> bytes:
    """The one form of a table, whichever program saved it: UTF-8, every column in its order, a line feed a row."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(TABLES[name])
    writer.writerows([row.cells[column] for column in TABLES[name]] for row in rows)
    return buffer.getvalue().encode()


def _heading_fits(source: Source, heading: list[str], problems: Problems) -> bool:
    columns = TABLES[source.name]
    before = len(problems.found)
    for column in dict.fromkeys(columns):
        if column not in heading and column not in MAY_LACK:
            problems.add(source.place(HEADING, column), "column-missing", column=column, columns=",".join(columns))
    for number, column in enumerate(heading):
        if column in heading[:number]:
            problems.add(source.place(HEADING, column), "column-twice", column=column)
    fits = len(problems.found) == before
    for column in heading:
        if column not in columns:
            problems.add(source.place(HEADING, column), "column-unknown", warning=True, column=column)
    return fits


def _bytes(source: Source, problems: Problems) -> bytes:
    try:
        if source.path.stat().st_size > _MOST_BYTES:
            problems.add(source.place(), "too-large")
            return b""
        return source.path.read_bytes()
    except OSError:
        problems.add(source.place(), "missing")
        return b""


def _decode(source: Source, data: bytes, problems: Problems) -> str:
    """UTF-8 with or without its mark, or GB18030, which Excel writes on Chinese systems; line ends made one."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        text = ""
        if _is_mostly_utf8(data):
            problems.add(source.place(row), "encoding")
        else:
            try:
                text = data.decode("gb18030")
            except UnicodeDecodeError as other:
                problems.add(source.place(data.count(b"\n", 0, other.start) + 1), "encoding")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _is_mostly_utf8(data: bytes) -> bool:
    """Whether most lines beyond ASCII are UTF-8: then one bad line is damage and not another encoding."""
    lines = [line for line in data.split(b"\n") if not line.isascii()]
    good = 0
    for line in lines:
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            continue
        good += 1
    return good * 2 > len(lines)


def _csv_lines(source: Source, problems: Problems) -> Iterator[list[str]]:
    text = _decode(source, _bytes(source, problems), problems)
    # Excel takes the mark of the list separator from the system: a semicolon would break lists inside cells.
    try:
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except csv.Error as error:
        problems.add(source.place(), "csv", said=str(error))


def _sheet_lines(source: Source, problems: Problems) -> Iterator[list[str]]:
    """The rows of the first sheet of a workbook, each cell as text."""
    from openpyxl import load_workbook  # seldom needed, and dear to load
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        book = load_workbook(io.BytesIO(_bytes(source, problems)), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        for number, cells in enumerate(sheet.iter_rows(values_only=True)):
            if number > _MOST_ROWS:
                problems.add(source.place(), "too-large")
                return
            yield [_cell_text(cell) for cell in cells]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, IndexError, EOFError):
        problems.add(source.place(), "sheet")


def _cell_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime | date):
        return cell.strftime("%Y-%m-%d")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
