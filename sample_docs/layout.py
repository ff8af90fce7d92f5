"""Turn the text of a page into placed characters: what a line is, where it breaks, where each character stands."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

Role = Literal["title", "salutation", "body", "running-on", "flush", "right", "row"]

SALUTATION = re.compile(r"^.{2,24}：(?:您好！|你们好！)?$")
CLOSING = re.compile(r"^(?:敬礼|军礼|时祺|時祺|安康)[！!]?$")
LABELLED = re.compile(r"^(?:现?住址|地址|联系|电话|手机|传真|身份证|邮编)")
SIGNED = re.compile(r"^[^。？！；，]{2,30}$")
NO_START = frozenset("，。、；：！？）”》」』")
NO_END = frozenset("（“《「『")


@dataclass(frozen=True)
class Block:
    """A paragraph, with the part it plays on the page."""

    role: Role
    text: str


@dataclass(frozen=True)
class Row:
    """A line of writing after `indent` empty places: characters, or on squared paper what goes into each cell."""

    role: Role
    pieces: tuple[str, ...]
    indent: int

    @property
    def text(self) -> str:
        """The row as one string."""
        return "".join(self.pieces)


def split_blocks(text: str, *, title: str, signature: bool, runs_on: bool) -> list[Block]:
    """Tell the parts of a page by the way letters are written.

    `title` is the heading that may stand on the page in one or more lines, `signature` says whether the page ends
    with one, `runs_on` whether its first paragraph began on the page before.
    """
    lines = text.strip("\n").split("\n")
    tail = len(lines)
    while signature and tail > 0 and SIGNED.match(lines[tail - 1]) and not CLOSING.match(lines[tail - 1]):
        tail -= 1
    blocks: list[Block] = []
    heading = title
    heading_lines = sum(line in title for line in lines[:2])
    for number, line in enumerate(lines):
        role: Role = "body"
        if heading and heading.startswith(line):
            role, heading = "title", heading.removeprefix(line)
        elif "\t" in line:
            role = "row"
        elif number <= heading_lines and SALUTATION.match(line):
            role = "salutation"
        elif CLOSING.match(line):
            role = "flush"
        elif number >= tail:
            role = "body" if LABELLED.match(line) else "right"
        elif number == 0 and runs_on:
            role = "running-on"
        blocks.append(Block(role, line))
    return blocks


def break_rows(
    blocks: list[Block],
    width: float,
    advance: Callable[[str], float],
    split: Callable[[str], Sequence[str]] = tuple,
) -> Iterator[Row]:
    """Break every block into rows no wider than `width` (in the unit of `advance`, 1 being a Han character).

    `split` divides a text into the pieces that stay whole. A closing mark may hang over the edge by one place.
    """
    for block in blocks:
        if block.role in ("title", "right", "row"):
            yield Row(block.role, tuple(split(block.text)), 0)
            continue
        indent = 2 if block.role == "body" else 0
        row: list[str] = []
        used = float(indent)
        pieces = split(block.text)
        for piece, following in zip(pieces, [*pieces[1:], ""], strict=True):
            step = advance(piece)
            too_wide = used + step > width + (1 if piece in NO_START else 0)
            opens_last = piece in NO_END and following and used + step + 1 > width
            if row and (too_wide or opens_last):
                yield Row(block.role, tuple(row), indent)
                row, used, indent = [], 0.0, 0
            row.append(piece)
            used += step
        yield Row(block.role, tuple(row), indent)


def cells_of(text: str) -> list[str]:
    """Divide a text for squared paper: a cell takes one Han character, or two digits or letters."""
    return re.findall(r"[0-9A-Za-z.,]{1,2}|.", text)
