"""What comes back from a reading process: a page and its lines in order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

from records import Line, Page


@dataclass(frozen=True)
class OrderedPage:
    """A page's lines in reading order, and whether its last line runs to the margin (the next page may go on).

    `halves` are the left and the right page of a folded sheet, each by itself; `unsure` tells that lines stand so that
    their place in the text is a guess.
    """

    lines: tuple[Line, ...]
    runs_on: bool
    starts_flush: bool
    halves: tuple["OrderedPage", ...] = ()
    unsure: bool = False

    def reread(self, lines: Sequence[Line]) -> Self:
        """The same page with what a second reading said of its lines, in their order; the halves are told as well."""
        told = iter(lines)
        halves = tuple(
            replace(half, lines=tuple(_retell(line, next(told)) for line in half.lines)) for half in self.halves
        )
        return replace(self, lines=tuple(lines), halves=halves)


def _retell(line: Line, told: Line) -> Line:
    return line.model_copy(update={"confidence": told.confidence, "second": told.second})


@dataclass(frozen=True)
class PageReading:
    """One page and its lines, and whether the first and the last of them may join the pages beside."""

    page: Page
    ordered: OrderedPage
