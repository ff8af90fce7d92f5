"""Tables for people: plain lines between columns, no frame, readable in a pipe too."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

Row = Sequence[str]
HEAD = 1
"""Cells of a row that is a heading among the others: it has one."""


def make_table(headings: Sequence[str], rows: Iterable[Row], *, title: str = "") -> "Table":
    """A table of text cells; the first column is never broken, the others wrap as Han text does.

    A row of one cell is a heading above those that follow.
    """
    from rich import box
    from rich.table import Table

    from cli.han_text import HanText

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    table.title, table.title_justify, table.title_style = title or None, "left", "bold"
    for number, heading in enumerate(headings):
        table.add_column(heading, no_wrap=number == 0, overflow="fold", style="cyan" if number == 0 else None)
    for row in rows:
        first, *others = row
        table.add_row(first, *map(HanText, others), style="bold" if len(row) == HEAD < len(headings) else None)
    return table
