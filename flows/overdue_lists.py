"""The lists of what is overdue: a workbook for each unit that has a case in hand, one for the office, one table of all.

Files are named by unit codes. They hold numbers, topics and days; restricted cases stand in the office's own list
alone, by number and days.
"""

import csv
import hashlib
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from ledger import Ledger
from ledger.life.clock_book import MOST_DUE
from ledger.life.clock_rows import DueClock
from records import UsageError
from vocab import Lang, Vocabulary, load_vocabulary

OFFICE = "office"
ALL = "overdue.csv"
WIDTHS = (18, 22, 14, 12, 24, 24, 14)
_CODE = re.compile(r"[A-Z0-9_-]{1,40}")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write_lists(ledger: Ledger, folder: Path, *, today: date, tables: Path | None, lang: Lang) -> tuple[Path, ...]:
    """Write the lists of a day; each file is whole or not there, and lists that no longer hold are removed.

    Raises:
        UsageError: `export.write` when the folder cannot be written.
    """
    vocabulary = load_vocabulary(tables)
    by_holder: dict[str, list[DueClock]] = {OFFICE: []}
    for clock in _all_overdue(ledger, today):
        by_holder.setdefault(_file_name(clock.unit), []).append(clock)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        written = [_write(folder / ALL, _table(by_holder, vocabulary, lang))]
        for name, clocks in by_holder.items():
            if clocks:
                written.append(_write(folder / f"{name}.xlsx", _workbook(clocks, vocabulary, lang, today=today)))
        for path in set(folder.iterdir()) - set(written):
            if path.suffix in {".xlsx", ".csv"} and not path.name.startswith("."):
                path.unlink(missing_ok=True)
    except OSError:
        raise UsageError("export.write", str(folder)) from None
    return tuple(written)


def _all_overdue(ledger: Ledger, today: date) -> Iterator[DueClock]:
    after = None
    while page := ledger.overdue(today=today, after=after):
        yield from page
        if len(page) < MOST_DUE:
            return
        after = page[-1].place


def _file_name(unit: str | None) -> str:
    """The name of a unit's list: its code; what a clerk wrote freely in its place goes by a hash."""
    if unit is None:
        return OFFICE
    return unit if _CODE.fullmatch(unit) else f"unit-{hashlib.sha256(unit.encode()).hexdigest()[:8]}"


def _headings(vocabulary: Vocabulary, lang: Lang) -> list[str]:
    fields = ("case_no", "clock", "due", "days_over", "unit", "topic", "status")
    return [vocabulary.label(field, "", lang) for field in fields]


def _cells(clock: DueClock, vocabulary: Vocabulary, lang: Lang) -> list[str | int | date]:
    def name(question: str, code: str | None) -> str:
        return vocabulary.label(question, code, lang) if code else ""

    what = name("clock", clock.clock) or vocabulary.label("restricted", "", lang)
    return [
        clock.case_no, what, clock.due, -clock.days_left, name("unit", clock.unit), clock.topic or "",
        name("status", clock.status),
    ]  # fmt: skip


def _table(by_holder: dict[str, list[DueClock]], vocabulary: Vocabulary, lang: Lang) -> bytes:
    """All lists as one CSV that Excel opens as it is."""
    clocks = sorted((clock for held in by_holder.values() for clock in held), key=lambda clock: clock.place)
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(_headings(vocabulary, lang))
    writer.writerows([_as_text(cell) for cell in _cells(clock, vocabulary, lang)] for clock in clocks)
    return buffer.getvalue().encode("utf-8-sig")


def _as_text(cell: str | int | date) -> str:
    """A cell of a CSV; what a spreadsheet would take for a formula is marked as text."""
    if not isinstance(cell, str):
        return str(cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _workbook(clocks: Iterable[DueClock], vocabulary: Vocabulary, lang: Lang, *, today: date) -> bytes:
    """A list to be printed and sent: heading row frozen, days as days, every text as text."""
    book = Workbook()
    book.remove(book.worksheets[0])
    sheet = book.create_sheet(today.isoformat())
    _fill(sheet, 1, _headings(vocabulary, lang))
    for number, clock in enumerate(clocks, start=2):
        _fill(sheet, number, _cells(clock, vocabulary, lang))
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(horizontal="center")
    for number, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.print_title_rows = "1:1"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _fill(sheet: Worksheet, row: int, cells: Sequence[str | int | date]) -> None:
    for column, value in enumerate(cells, start=1):
        cell = sheet.cell(row, column, value)
        if isinstance(value, str):
            cell.data_type = "s"  # a name that begins with = is no formula
        elif isinstance(value, date):
            cell.number_format = "yyyy-mm-dd"


def _write(path: Path, data: bytes) -> Path:
    """Write a file beside its place and rename it, so that nobody reads half of it."""
    handle, part = tempfile.mkstemp(prefix=".", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        Path(part).replace(path)
    except BaseException:
        Path(part).unlink(missing_ok=True)
        raise
    return path
