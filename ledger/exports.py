"""Exports: the ledger as JSON lines for programs, as CSV and XLSX for people."""

import csv
import io
from collections.abc import Iterable, Iterator
from typing import BinaryIO, Literal

from ledger.blind_view import hide_machine
from ledger.columns import COLUMNS, Cell, Words
from ledger.restricted import withhold
from records import CaseRecord
from vocab import Lang, Vocabulary, load_vocabulary

Form = Literal["jsonl", "csv", "xlsx"]

# Line ends of Unicode that JSON allows in a text: a reader that splits lines would cut the row there.
_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}

# What makes a spreadsheet take a cell for a formula. The full-width forms count too: Excel folds them.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")


def export_cases(
    records: Iterable[CaseRecord],
    to: BinaryIO,
    *,
    form: Form,
    lang: Lang = "zh",
    restricted: bool = False,
    vocabulary: Vocabulary | None = None,
) -> int:
    """Write records in a form and give how many there were.

    `jsonl` holds each record whole, with English keys. `csv` (UTF-8 with a byte order mark, for Excel) and
    `xlsx` hold the columns of `columns.py` in the language asked for. Accusations are written without what
    tells who wrote them, unless `restricted` is true; a case that waits for a blind answer without what the machine
    judged, always. Names come from a vocabulary, the shipped one by default.
    """
    records = map(hide_machine, records)
    shown = records if restricted else map(withhold, records)
    if form == "jsonl":
        return _write_jsonl(shown, to)
    return {"csv": _write_csv, "xlsx": _write_xlsx}[form](
        _rows(shown, Words(vocabulary or load_vocabulary(), lang)), to
    )


def guard(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs: text that starts like a formula gets an apostrophe in front."""
    if isinstance(cell, str) and cell.startswith(_FORMULA_STARTS):
        return "'" + cell
    return cell


def _rows(records: Iterable[CaseRecord], words: Words) -> Iterator[list[Cell]]:
    """The headings, then a row for each record."""
    yield [guard(words.heading(column.key)) for column in COLUMNS]
    for record in records:
        yield [guard(column.cell(record, words)) for column in COLUMNS]


def _write_jsonl(records: Iterable[CaseRecord], to: BinaryIO) -> int:
    count = 0
    for record in records:
        to.write(record.model_dump_json(by_alias=True).translate(_LINE_ENDS).encode() + b"\n")
        count += 1
    return count


def _write_csv(rows: Iterable[list[Cell]], to: BinaryIO) -> int:
    text = io.TextIOWrapper(to, encoding="utf-8-sig", newline="")
    count = -1  # the headings are no case
    try:
        writer = csv.writer(text)
        for row in rows:
            writer.writerow(row)
            count += 1
    finally:
        text.detach()  # flushes, and leaves the stream open for its owner
    return count


def _write_xlsx(rows: Iterable[list[Cell]], to: BinaryIO) -> int:
    from openpyxl import Workbook  # every command opens the ledger, few write a sheet
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("ledger")
    sheet.freeze_panes = "B2"
    count = -1
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in row])
        count += 1
    book.save(to)
    return count
