"""Which blank pages a person should see: those that are not simply the empty back of a written sheet."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from records import Page

if TYPE_CHECKING:
    from extractors.pages.page_readings import PageReading

BLANK = "page.blank"


def doubt_blanks(readings: Sequence["PageReading"]) -> dict[int, Page]:
    """The blank pages, by number, each with `page.blank` unless it is an empty back.

    Scanned on both sides, the backs are the even pages. A blank front may be a sheet that was fed the wrong way round,
    and so may a back where the sentence before it does not go on behind it. `readings` are in the order of their pages.
    """
    found = {}
    for at, reading in enumerate(readings):
        page = reading.page
        if page.kind == "blank":
            is_back = page.number % 2 == 0 and at > 0 and readings[at - 1].page.kind != "blank"
            sound = is_back and not _breaks_off(readings, at)
            found[page.number] = page if sound or page.doubts else page.model_copy(update={"doubts": (BLANK,)})
    return found


def _breaks_off(readings: Sequence["PageReading"], at: int) -> bool:
    """Whether the page before runs on to its last margin and the one behind does not take the sentence up."""
    behind = readings[at + 1].ordered if at + 1 < len(readings) else None
    return readings[at - 1].ordered.runs_on and not (behind is not None and behind.lines and behind.starts_flush)
