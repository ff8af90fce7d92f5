"""Rows of an XLSX file, read without running, following or unpacking anything it should not."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING

from records import UsageError

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell, MergedCell
    from openpyxl.cell.read_only import EmptyCell, ReadOnlyCell

MOST_UNPACKED = 512 * 2**20
"""Bytes that the parts of a file may unpack to; they are counted before anything is unpacked."""
MOST_PARTS = 2000
MOST_COLUMNS = 100
MOST_ROWS = 2**20
"""Rows that Excel has. What a file numbers higher is not looked for: the empty rows up to it would have no end."""
LONGEST_CELL = 32_767
"""Characters that Excel puts into a cell."""
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")
_LOOKED_AT = 4096


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that holds a formula and not a value."""


Value = str | int | float | bool | date | Formula | None


def read_sheet_rows(path: Path) -> Iterator[tuple[str, int, list[Value] | None]]:
    """Yield each row of each sheet with the sheet's name and the row's number; formulas are told, not worked out.

    Raises:
        UsageError: `labels.bomb` when it unpacks to too much, `labels.file` when it is damaged or no XLSX.
    """
    _check_parts(path)
    from openpyxl import load_workbook

    try:
        book = load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except Exception:  # noqa: BLE001 - a file made to harm may fail anywhere inside the reader
        raise UsageError("labels.file", path.name) from None
    try:
        for sheet in book.worksheets:
            if hasattr(sheet, "reset_dimensions"):
                sheet.reset_dimensions()  # what the file says of its size need not be true
            for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS, max_row=MOST_ROWS), 1):
                yield str(sheet.title), number, [_value(cell) for cell in cells]
    except UsageError:
        raise
    except Exception:  # noqa: BLE001 - as above
        raise UsageError("labels.file", path.name) from None
    finally:
        book.close()


def _check_parts(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise UsageError("labels.bomb", path.name)
            for part in parts:
                if part.filename.lower().endswith((".xml", ".rels")):
                    with archive.open(part) as file:
                        _check_declarations(file.read(_LOOKED_AT), path.name)
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError, ValueError, EOFError):
        raise UsageError("labels.file", path.name) from None


def _check_declarations(start: bytes, name: str) -> None:
    """A spreadsheet never declares entities; a file that does wants to harm its reader."""
    if any(word in start.replace(b"\0", b"") for word in _DECLARATIONS):
        raise UsageError("labels.bomb", name)


def _value(cell: "Cell | MergedCell | ReadOnlyCell | EmptyCell") -> Value:
    value = cell.value
    if getattr(cell, "data_type", "n") == "f":
        return Formula()
    if value is None or isinstance(value, str | int | float | date):
        return value
    return value.isoformat() if isinstance(value, time) else str(value)
