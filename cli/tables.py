"""Tables for people: plain lines between columns, no frame, readable in a pipe too."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table


def make_table(headings: Sequence[str], rows: Iterable[Sequence[str]], *, title: str = "") -> "Table":
    """A table of text cells; the first column is never broken, the others wrap."""
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False)
    table.title, table.title_justify, table.title_style = title or None, "left", "bold"
    for number, heading in enumerate(headings):
        table.add_column(heading, no_wrap=number == 0, overflow="fold", style="cyan" if number == 0 else None)
    for row in rows:
        table.add_row(*row)
    return table
