"""Han text that breaks where a writer would break it: no number is torn, no line begins with a comma."""

import re
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.text import Text

if TYPE_CHECKING:
    from rich.console import Console
    from rich.containers import Lines

_PIECE = re.compile(
    r"[（《「『“‘(\[]*(?:[0-9A-Za-z.,:/%+*@_-]+|\S)[，。、；：？！）》」』”’…%,.;:?!)\]]*(?:\u00a0\S+)*\s*|\s+"
)
"""What stays on one line: a number, a Latin word or one character, with the marks that belong to it.

A no-break space ties what follows to it.
"""


def find_breaks(words: str, width: int) -> list[int]:
    """Where the lines of one paragraph start after the first, none wider than `width` cells.

    What stands between plain spaces stays whole where a line holds it; a piece wider than a line is torn.
    """
    breaks: list[int] = []
    filled = 0
    for group in re.finditer(r"[^ ]+ *| +", words):
        size = cell_len(group.group().rstrip())
        if filled and filled + size > width and size <= width:
            breaks.append(group.start())
            filled = 0
        if filled + size <= width:
            filled += cell_len(group.group())
            continue
        for piece in _PIECE.finditer(words, group.start(), group.end()):
            filled = _place(piece.group(), piece.start(), filled, width, breaks)
    return breaks


def _place(piece: str, start: int, filled: int, width: int, breaks: list[int]) -> int:
    """Put a piece behind what fills the line, or on a new one; how much fills the line then."""
    size = cell_len(piece.rstrip())
    if filled and filled + size > width:
        breaks.append(start)
        filled = 0
    if size <= width:
        return filled + cell_len(piece)
    for number, char in enumerate(piece):
        if filled and filled + cell_len(char) > width:
            breaks.append(start + number)
            filled = 0
        filled += cell_len(char)
    return filled


class HanText(Text):
    """A text of Rich that is broken by `find_breaks`."""

    def wrap(self, console: "Console", width: int, **options: Any) -> "Lines":  # noqa: ANN401, ARG002 - Rich's own
        """The lines of the text, each at most `width` cells wide."""
        from rich.containers import Lines

        lines = Lines()
        for paragraph in self.split(allow_blank=True):
            for line in paragraph.divide(find_breaks(paragraph.plain, max(width, 2))):
                line.rstrip()
                lines.append(line)
        return lines
