"""Rows into a file of the form asked for."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, Literal, get_args

from ledger.exporting.columns import Column
from ledger.exporting.delimited import Encoding, write_csv
from ledger.exporting.json_lines import json_line, keep_line
from ledger.exporting.parquet import write_parquet
from ledger.exporting.words import Words
from ledger.exporting.workbooks import Sheets, write_workbook

Form = Literal["jsonl", "csv", "xlsx", "parquet"]
FORMS: tuple[Form, ...] = get_args(Form)
_LINES_AT_ONCE = 2_000


@dataclass(frozen=True)
class Written:
    """What was written: how many rows, and how many cells a workbook had no room for in full."""

    rows: int
    cut: int = 0


def write_rows(
    rows: Iterable[Mapping[str, Any]],
    to: BinaryIO,
    *,
    form: Form,
    columns: Sequence[Column],
    words: Words,
    sheets: Sheets,
    encoding: Encoding = "utf-8",
) -> Written:
    """Write flat rows; JSON lines and Parquet hold keys and codes, CSV and XLSX what people read."""
    if form == "jsonl":
        return Written(write_lines(map(json_line, rows), to))
    if form == "csv":
        return Written(write_csv(rows, to, columns=columns, words=words, encoding=encoding))
    if form == "parquet":
        return Written(write_parquet(rows, to, columns=columns))
    count = write_workbook(rows, to, columns=columns, words=words, sheets=sheets)
    return Written(count, sheets.cut)


def write_bodies(
    bodies: Iterable[str],
    to: BinaryIO,
    *,
    form: Form,
    columns: Sequence[Column],
    words: Words,
    sheets: Sheets,
    encoding: Encoding = "utf-8",
) -> Written:
    """Write flat rows that are JSON already, as the ledger keeps them: as lines they are passed through."""
    if form == "jsonl":
        return Written(write_lines(map(keep_line, bodies), to))
    rows = map(json.loads, bodies)
    return write_rows(rows, to, form=form, columns=columns, words=words, sheets=sheets, encoding=encoding)


def write_lines(lines: Iterable[str], to: BinaryIO) -> int:
    """Write lines, a couple of thousand at once; gives how many."""
    count = 0
    for group in _groups(lines):
        to.write(("\n".join(group) + "\n").encode("utf-8", errors="replace"))
        count += len(group)
    return count


def _groups(lines: Iterable[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for line in lines:
        group.append(line)
        if len(group) == _LINES_AT_ONCE:
            yield group
            group = []
    if group:
        yield group
