"""Cells that no spreadsheet runs, cuts or refuses."""

import re

from ledger.exporting.words import Cell

_FORMULA_STARTS = tuple("=+-@＝＋－＠﹢﹣﹦﹫")
"""What makes a spreadsheet take a cell for a formula. The full-width forms count too: Excel folds them."""
_BREAKS = tuple("\t\r\n")
_IDLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]*")
"""What may stand before such a sign and is not seen, or is left out by whoever reads the file."""
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What no workbook can hold."""
MOST_CHARACTERS = 32_767
"""Characters of a cell of Excel; it counts those beyond the first plane as two."""
_CUT = "…"


def guard(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs: text that starts like a formula gets an apostrophe in front."""
    if isinstance(cell, str) and cell.startswith((*_BREAKS, *_FORMULA_STARTS)):
        return "'" + cell
    if isinstance(cell, str) and cell and not cell[0].isalnum():
        idle = _IDLE.match(cell)
        if idle and cell.startswith(_FORMULA_STARTS, idle.end()):
            return "'" + cell
    return cell


def storable(cell: Cell) -> Cell:
    """A cell as a workbook can hold it: without control characters and halves of characters."""
    return _UNSTORABLE.sub("", cell) if isinstance(cell, str) else cell


def fit(cell: Cell) -> tuple[Cell, bool]:
    """A cell that a workbook has room for, and whether it was cut."""
    if not isinstance(cell, str) or len(cell) * 2 <= MOST_CHARACTERS:
        return cell, False
    units = cell.encode("utf-16-le")
    if len(units) // 2 <= MOST_CHARACTERS:
        return cell, False
    return units[: (MOST_CHARACTERS - 1) * 2].decode("utf-16-le", errors="ignore") + _CUT, True
