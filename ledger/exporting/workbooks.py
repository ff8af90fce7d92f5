"""Rows as a workbook that opens as an office's ledger: headings that stay, filters, dates as dates."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, Final

from ledger.exporting.cells import fit, guard, storable
from ledger.exporting.columns import Column, cell
from ledger.exporting.words import Cell, Words

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell as SheetCell

MOST_ROWS: Final = 1_000_000
"""Rows of a sheet; Excel has 1,048,576. What is more goes on on another one."""
_HEADING_ROW = 2
_LINE_HEIGHT, _MOST_LINES = 15, 8
"""Points, and lines: no program fits the height of a row by itself when it opens a workbook."""
_FORMATS: Final = {"day": "yyyy-mm-dd", "number": "0", "share": "0.00"}
_CENTRED: Final = frozenset({"day", "number", "share", "truth", "code"})


@dataclass
class Sheets:
    """What a workbook says besides its rows.

    `apart` are the numbers of the restricted cases that are no rows of it, known when the rows are written; `cut` how
    many cells were too long.
    """

    title: str
    name: str
    apart: list[str] | None = None
    cut: int = field(default=0)


def make_sheets(words: Words, *, day: date, register: bool, full: bool, apart: list[str] | None) -> Sheets:
    """What the sheets of a ledger, or of the register of accusations, are headed with on a day."""
    what = "register" if register else "ledger"
    headed = words.text("as-of", title=words.text(what), day=day.isoformat())
    told = words.text("full" if full else "masked")
    return Sheets(title=f"{headed}（{told}）" if words.lang == "zh" else f"{headed} ({told})",
                  name=words.text(f"{what}-sheet"), apart=apart)  # fmt: skip


def write_workbook(
    rows: Iterable[Mapping[str, object]],
    to: BinaryIO,
    *,
    columns: Sequence[Column],
    words: Words,
    sheets: Sheets,
) -> int:
    """Write the rows as a workbook, a row at a time; gives how many."""
    from openpyxl import Workbook  # every command opens the ledger, few write a sheet

    book = Workbook(write_only=True)
    pending, count, number = iter(rows), 0, 0
    while count == number * MOST_ROWS:  # every sheet before is full
        number += 1
        sheet = _open_sheet(book, _numbered(sheets.name, number), columns=columns, words=words, title=sheets.title)
        cells = _prototypes(sheet, columns)
        for row in islice(pending, MOST_ROWS):
            count += 1
            filled = _fill(cells, columns, {"serial": count, **row}, words, sheets)
            at = _HEADING_ROW + count - (number - 1) * MOST_ROWS
            sheet.row_dimensions[at].height = _LINE_HEIGHT * _lines(filled, columns)
            sheet.append(filled)
            del sheet.row_dimensions[at]  # it is written: kept for every row, it would fill the memory
        sheet.auto_filter.ref = _extent(columns, count - (number - 1) * MOST_ROWS)
    if sheets.apart is not None:
        _add_apart(book, sheets.apart, words)
    book.save(to)
    return count


def _numbered(name: str, number: int) -> str:
    return name if number == 1 else f"{name}{number}"


def _open_sheet(book: "Workbook", name: str, *, columns: Sequence[Column], words: Words, title: str) -> Any:  # noqa: ANN401 (openpyxl does not say)
    """A sheet with its title, its headings and how it is printed; headings and numbers of cases stay in sight."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
    from openpyxl.utils import get_column_letter

    sheet = book.create_sheet(name)
    place = next((n for n, column in enumerate(columns, start=1) if column.key == "case_no"), 1)
    sheet.freeze_panes = f"{get_column_letter(place + 1)}{_HEADING_ROW + 1}"
    sheet.print_title_rows = f"{_HEADING_ROW}:{_HEADING_ROW}"
    sheet.print_options.gridLines = True
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 8  # A3
    for at, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(at)].width = column.width
    sheet.row_dimensions[_HEADING_ROW].height = 32
    head = WriteOnlyCell(sheet, str(storable(title)))
    head.font = Font(bold=True, size=14)
    sheet.append([head])
    rim = Side(style="thin", color="FF9AA5B1")
    heads = []
    for column in columns:
        head = WriteOnlyCell(sheet, str(guard(words.heading(column.key))))
        head.font = Font(bold=True)
        head.fill = PatternFill("solid", fgColor="FFDDE6F0")
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        head.border = Border(left=rim, right=rim, top=rim, bottom=rim)
        heads.append(head)
    sheet.append(heads)
    return sheet


def _prototypes(sheet: Any, columns: Sequence[Column]) -> list["SheetCell"]:  # noqa: ANN401
    """A cell for each column, styled once and written again and again: styling each costs more than writing it."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment

    cells = []
    for column in columns:
        one = WriteOnlyCell(sheet, None)
        middle = "center" if column.kind in _CENTRED else None
        one.alignment = Alignment(horizontal=middle, vertical="top", wrap_text=True)
        one.number_format = _FORMATS.get(column.kind, "General")
        cells.append(one)
    return cells


def _fill(
    cells: list["SheetCell"], columns: Sequence[Column], row: Mapping[str, object], words: Words, sheets: Sheets
) -> list["SheetCell | None"]:
    """The row's cells; none where nothing stands, for writing an empty one costs as much as writing a full one."""
    filled: list[SheetCell | None] = []
    for one, column in zip(cells, columns, strict=True):
        shown: Cell = guard(storable(cell(column, row, words)))
        if shown is None:
            filled.append(None)
            continue
        shown, is_cut = fit(shown)
        sheets.cut += is_cut
        form = one.number_format
        one.value = shown
        if isinstance(shown, str):
            one.data_type = "s"  # whatever it looks like
        elif isinstance(shown, date):
            one.number_format = form  # setting a day sets a format of its own
        filled.append(one)
    return filled


def _lines(cells: list["SheetCell | None"], columns: Sequence[Column]) -> int:
    """How many lines the row's longest text takes in its column, up to a few; a Han character is two wide."""
    most = 1
    for one, column in zip(cells, columns, strict=True):
        if one is not None and isinstance(one.value, str) and len(one.value) * 2 > column.width:
            wide = len(one.value[: column.width * _MOST_LINES].encode("gb18030", errors="replace"))
            most = max(most, -(-wide // (column.width - 1)))
    return min(most, _MOST_LINES)


def _extent(columns: Sequence[Column], rows: int) -> str:
    from openpyxl.utils import get_column_letter

    return f"A{_HEADING_ROW}:{get_column_letter(len(columns))}{_HEADING_ROW + rows}"


def _add_apart(book: "Workbook", numbers: Sequence[str], words: Words) -> None:
    """A sheet for the restricted cases: how many there are, and their numbers alone."""
    sheet = book.create_sheet(words.text("apart-sheet"))
    sheet.column_dimensions["A"].width = 20
    sheet.append([words.text("apart", count=len(numbers))])
    sheet.append([words.heading("case_no")])
    for number in numbers:
        sheet.append([guard(number)])
