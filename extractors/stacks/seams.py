"""Where a stack is cut into letters: from what a look at each page told to the pages of each letter.

Separator sheets cut. In a stack without any, a sheet that is blank on both sides cuts; one blank page does only where
the office says so. Every page of the stack is in exactly one letter, or is a separator, or is blank.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.stacks.glances import Glance, shines_through
from records import LetterError


@dataclass(frozen=True)
class Part:
    """A letter of a stack: its first and last page there, the batch its sheet names, and what is doubtful about it."""

    first: int
    last: int
    batch: str = ""
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Plan:
    """How a stack is cut. `separators` and `blank` are the pages that belong to no letter."""

    parts: tuple[Part, ...]
    separators: tuple[int, ...]
    blank: tuple[int, ...]


def plan_cuts(glances: Sequence[Glance], *, blank_page_splits: bool) -> Plan | None:
    """How to cut the stack with these pages, in their order; none when it is one letter.

    Raises:
        LetterError: `intake.no-letters` when there are separators and nothing else.
    """
    separators = tuple(glance.number for glance in glances if glance.separator)
    blank = _blank_pages(glances)
    cuts = set(separators) or _blank_cuts(glances, blank, one_page=blank_page_splits)
    if not cuts:
        return None
    stretches = _stretches(glances, cuts)
    letters = [(before, _without_leading(stretch, blank)) for before, stretch in stretches]
    parts = [
        Part(pages[0].number, pages[-1].number, batch=_batch(before, glances), doubts=_doubts(at, letters, glances))
        for at, (before, pages) in enumerate(letters)
        if pages
    ]
    if not parts and separators:
        raise LetterError("intake.no-letters")
    if not separators and len(parts) < 2:
        return None
    held = {number for part in parts for number in range(part.first, part.last + 1)}
    left = (glance.number for glance in glances if glance.number not in held and not glance.separator)
    return Plan(tuple(parts), separators, tuple(left))


def _blank_pages(glances: Sequence[Glance]) -> frozenset[int]:
    """The pages with nothing on them; the back of a separator counts when all it shows is the separator's print."""
    found = {glance.number for glance in glances if glance.blank}
    found |= {back.number for front, back in pairwise(glances) if front.separator and shines_through(front, back)}
    return frozenset(found)


def _blank_cuts(glances: Sequence[Glance], blank: frozenset[int], *, one_page: bool) -> set[int]:
    """The blank pages that cut a stack without separators.

    A sheet lies on pages 1 and 2, 3 and 4, and so on when both sides were scanned; then there is an even number.
    """
    if one_page:
        return set(blank)
    if len(glances) % 2:
        return set()
    sheets = zip(glances[::2], glances[1::2], strict=True)
    return {page.number for sheet in sheets for page in sheet if {side.number for side in sheet} <= blank}


def _stretches(glances: Sequence[Glance], cuts: set[int]) -> list[tuple[Glance | None, list[Glance]]]:
    """The pages between the cuts, each stretch with the page that was cut before it; none before the first."""
    stretches: list[tuple[Glance | None, list[Glance]]] = [(None, [])]
    for glance in glances:
        if glance.number in cuts:
            stretches.append((glance, []))
        else:
            stretches[-1][1].append(glance)
    return stretches


def _without_leading(stretch: list[Glance], blank: frozenset[int]) -> list[Glance]:
    """A letter begins with what is written: blank pages before it are the back of its separator."""
    first = next((at for at, glance in enumerate(stretch) if glance.number not in blank), len(stretch))
    return stretch[first:]


def _batch(before: Glance | None, glances: Sequence[Glance]) -> str:
    """The batch's name as the sheet before tells it, or any other sheet of the same batch."""
    if before is None or before.separator is None:
        return ""
    batch = before.separator.batch_number
    named = (glance.separator for glance in glances if glance.separator and glance.separator.batch_number == batch)
    return next((separator.batch for separator in named if separator.batch), "")


def _doubts(
    at: int, letters: Sequence[tuple[Glance | None, list[Glance]]], glances: Sequence[Glance]
) -> tuple[str, ...]:
    """What is doubtful about how a letter was cut out."""
    before, pages = letters[at]
    doubts = ["stack.separator-unsure"] if any(page.suspect for page in pages) else []
    if before is None or before.separator is None:
        return tuple(doubts)
    sheets = [glance for glance in glances if glance.separator]
    own = before.separator
    batches = Counter(sheet.separator.batch_number for sheet in sheets if sheet.separator)
    if own.batch_number != batches.most_common(1)[0][0]:
        doubts.append("stack.other-batch")
    numbers = [
        (sheet.number, sheet.separator.number)
        for sheet in sheets
        if sheet.separator and sheet.separator.batch_number == own.batch_number
    ]
    earlier = [number for page, number in numbers if page < before.number]
    if own.number in earlier:
        doubts.append("stack.separator-twice")
    elif earlier and all(one < other for (_, one), (_, other) in pairwise(numbers)) and own.number > earlier[-1] + 1:
        doubts.append("stack.separator-missing")
    if at > 1 and not letters[at - 1][1]:
        doubts.append("stack.empty-letter")
    return tuple(doubts)
