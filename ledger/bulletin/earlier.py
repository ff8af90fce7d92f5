"""Bulletins that were given out before: what they kept back must not be worked out from a new one.

A month's figure less those of three of its weeks tells the fourth week's, though that week's bulletin kept it back.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from records import BulletinFigures

Key = tuple[str, str, str]
"""A cell: the question of its table, what the table is of, the code."""


@dataclass(frozen=True)
class Given:
    """What an earlier bulletin gave out of a span of days: cells with a number, and those that it kept back."""

    first: date
    last: date
    printed: dict[Key, int]
    hidden: frozenset[Key]
    whole_hidden: frozenset[tuple[str, str]]

    def hides(self, key: Key) -> bool:
        """Whether the bulletin kept a cell back."""
        return key in self.hidden or key[:2] in self.whole_hidden

    def within(self, first: date, last: date) -> bool:
        """Whether all its days are among others."""
        return first <= self.first and self.last <= last

    def apart(self, other: "Given") -> bool:
        """Whether no day is in both."""
        return self.last < other.first or other.last < self.first


def given_of(figures: BulletinFigures) -> Given:
    """What a bulletin gave out."""
    cells = [((table.question, table.of, cell.code), cell.letters) for table in figures.tables for cell in table.cells]
    return Given(
        figures.period.first,
        figures.period.last,
        {key: letters for key, letters in cells if letters is not None},
        frozenset(key for key, letters in cells if letters is None),
        frozenset((table.question, table.of) for table in figures.tables if not table.whole),
    )


def tells_earlier(key: Key, letters: int, *, days: tuple[date, date], earlier: Sequence[Given], least: int) -> bool:
    """Whether a number for some days would leave fewer than `least` values for a cell that was kept back before.

    Every number that contains the hidden one is looked at, the new one and those given out before, less all that was
    printed of days beside it.
    """
    new = Given(*days, {key: letters}, frozenset(), frozenset())
    printed = [*(one for one in earlier if key in one.printed), new]
    for hidden in (one for one in earlier if one.hides(key) and (one.first, one.last) != days):
        for outer in printed:
            if not hidden.within(outer.first, outer.last):
                continue
            inner = [one for one in printed if one is not outer and one.within(outer.first, outer.last)]
            beside = _sum_apart(key, (one for one in inner if one.apart(hidden)))
            known = outer is new or new in inner
            if known and outer.printed[key] - beside < least:
                return True
    return False


def find_kept_back(
    cells: Iterable[tuple[Key, int]], *, days: tuple[date, date], earlier: Sequence[Given], least: int
) -> frozenset[Key]:
    """The cells that must be kept back for the sake of earlier bulletins."""
    if not earlier:
        return frozenset()
    return frozenset(
        key for key, letters in cells if tells_earlier(key, letters, days=days, earlier=earlier, least=least)
    )


def differing(figures: BulletinFigures, others: Collection[BulletinFigures]) -> list[BulletinFigures]:
    """The bulletins of the same period whose figures are not the same: who holds both sees what changed."""
    same = [one for one in others if one.period == figures.period]
    return [one for one in same if (one.tables, one.letters, one.restricted) != _compared(figures)]


def _compared(figures: BulletinFigures) -> tuple[object, ...]:
    return figures.tables, figures.letters, figures.restricted


def _sum_apart(key: Key, given: Iterable[Given]) -> int:
    """The most that printed numbers of days apart from one another add up to (weighted interval scheduling)."""
    ordered = sorted(given, key=lambda one: one.last)
    best = [0]
    for number, one in enumerate(ordered):
        before = sum(other.last < one.first for other in ordered[:number])
        best.append(max(best[-1], best[before] + one.printed[key]))
    return best[-1]
