"""What comes back from a reading process: a page and its lines in order."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class PageReading:
    """One page and its lines, and whether the first and the last of them may join the pages beside."""

    page: Page
    ordered: OrderedPage
