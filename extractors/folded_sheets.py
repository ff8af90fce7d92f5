"""Put the pages of folded sheets in order: on the outside of a sheet the letter's last page lies left of its first."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from extractors.fields.blocks import closes_letter, opens_letter
from extractors.pages.page_readings import OrderedPage, PageReading

UNSURE = "page.order-unsure"


@dataclass(frozen=True)
class Leaves:
    """What is read one after the other, each with its picture's number, and the numbers where the order is a guess."""

    ordered: tuple[tuple[int, OrderedPage], ...]
    unsure: frozenset[int] = frozenset()


def order_leaves(readings: Sequence[PageReading]) -> Leaves:
    """The pages of a scan in reading order; a picture of two pages gives two.

    In a run of such pictures the one whose right page begins the letter is the outside of the sheet: its right page
    comes first and its left page last, however the sheets were laid on the glass. It is sure when the left page is
    empty or ends the letter.
    """
    ordered: list[tuple[int, OrderedPage]] = []
    unsure: set[int] = set()
    for folded, run in groupby(readings, key=lambda reading: bool(reading.ordered.halves)):
        if not folded:
            ordered += [(reading.page.number, reading.ordered) for reading in run]
            continue
        leaves, guessed = _order_run(list(run))
        ordered += leaves
        unsure |= guessed
    return Leaves(tuple(ordered), frozenset(unsure))


def _order_run(run: Sequence[PageReading]) -> tuple[list[tuple[int, OrderedPage]], set[int]]:
    outside = [reading for reading in run if _is_outside(reading)]
    leaves = [
        (reading.page.number, half) for reading in run if reading not in outside[:1] for half in reading.ordered.halves
    ]
    if not outside:
        return leaves, set()
    number, (left, right) = outside[0].page.number, outside[0].ordered.halves
    last = _texts(left)
    sure = len(outside) == 1 and (not last or closes_letter(last))
    return [(number, right), *leaves, (number, left)], set() if sure else {reading.page.number for reading in run}


def _is_outside(reading: PageReading) -> bool:
    left, right = reading.ordered.halves
    return opens_letter(_texts(right)) and not opens_letter(_texts(left))


def _texts(ordered: OrderedPage) -> list[str]:
    return [line.text for line in ordered.lines]
