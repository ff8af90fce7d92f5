"""Read the tables of a letter: each cell with the head of its column."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from extractors.fields.sheets import Paragraph

_HEAD = re.compile(r"姓名|签名|签字|户主|电话|手机|身份证|证号|金额|款|工资|序号|编号|住址|地址|房号|日期|事项|元[）)]")
_HEADS = 2


@dataclass(frozen=True)
class Cell:
    """A cell of a table: the text at the top of its column is its `head`, the whole row of them `heads`, if any."""

    start: int
    text: str
    head: str
    heads: str
    row: str

    @property
    def end(self) -> int:
        """Before where the cell ends."""
        return self.start + len(self.text)

    @property
    def is_first(self) -> bool:
        """Whether the cell is the first of its row."""
        return self.row.startswith(self.text)


def read_cells(rows: tuple[Paragraph, ...]) -> Iterator[Cell]:
    """Yield the cells of all rows in order; a row of two heads or more without figures heads the rows below it."""
    heads: list[str] = []
    all_heads = ""
    for row in rows:
        cells = row.text.split("\t")
        if sum(bool(_HEAD.search(cell)) for cell in cells) >= _HEADS and not re.search("[0-9]", row.text):
            heads, all_heads = cells, row.text
            continue
        at = row.start
        # Cells that ran together leave fewer than there are heads: then the columns count from the right.
        above = heads[-len(cells) :] if len(cells) < len(heads) else heads
        for number, cell in enumerate(cells):
            yield Cell(at, cell, above[number] if number < len(above) else "", all_heads, row.text)
            at += len(cell) + 1
