"""Rows of the exchange as JSON lines, CSV or a workbook, with the names of its fields as headings."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, BinaryIO, Literal

from ledger.exporting import workbooks
from ledger.exporting.cells import fit, guard, storable
from ledger.exporting.delimited import CODECS, Encoding
from ledger.exporting.export_files import Written, write_lines
from ledger.exporting.json_lines import json_line

if TYPE_CHECKING:
    from openpyxl import Workbook

ExchangeForm = Literal["jsonl", "csv", "xlsx"]
ENDINGS: Mapping[str, ExchangeForm] = {".jsonl": "jsonl", ".json": "jsonl", ".csv": "csv", ".xlsx": "xlsx"}
"""The form of a file by how its name ends."""
Cells = Mapping[str, str | int | None]


def write_exchange_rows(
    rows: Iterable[Cells], to: BinaryIO, *, form: ExchangeForm, fields: Sequence[str], encoding: Encoding = "utf-8"
) -> Written:
    """Write the rows, keys and codes as they are; gives how many, and how many cells a workbook had no room for."""
    if form == "jsonl":
        return Written(write_lines(map(json_line, rows), to))
    return _write_csv(rows, to, fields, encoding) if form == "csv" else _write_workbook(rows, to, fields)


def _write_csv(rows: Iterable[Cells], to: BinaryIO, fields: Sequence[str], encoding: Encoding) -> Written:
    count = 0
    text = io.TextIOWrapper(to, encoding=CODECS[encoding], errors="replace", newline="")
    try:
        writer = csv.writer(text)
        writer.writerow(fields)
        for row in rows:
            writer.writerow([guard(row[field]) for field in fields])
            count += 1
    finally:
        text.detach()
    return Written(count)


def _write_workbook(rows: Iterable[Cells], to: BinaryIO, fields: Sequence[str]) -> Written:
    from openpyxl import Workbook  # every command opens the ledger, few write a sheet

    book = Workbook(write_only=True)
    count = cut = 0
    sheet = _open_sheet(book, 1, fields)
    for row in rows:
        if count and count % workbooks.MOST_ROWS == 0:
            sheet = _open_sheet(book, count // workbooks.MOST_ROWS + 1, fields)
        cells = [fit(guard(storable(row[field]))) for field in fields]
        sheet.append([cell for cell, _ in cells])
        cut += sum(was_cut for _, was_cut in cells)
        count += 1
    book.save(to)
    return Written(count, cut)


def _open_sheet(book: "Workbook", number: int, fields: Sequence[str]) -> Any:  # noqa: ANN401 (openpyxl does not say)
    sheet = book.create_sheet("XFJ" if number == 1 else f"XFJ{number}")
    sheet.freeze_panes = "B2"
    sheet.append(list(fields))
    return sheet
