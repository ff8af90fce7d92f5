"""Small counts kept back, and with them as many others as are needed that nobody can work them out.

A breakdown is a total and the cells that add up to it. A cell is small when fewer than `least` letters, or letters of
fewer than `least` senders, are in it; zero tells of nobody and stays. With a printed total one hidden cell could be
worked out by subtraction, and two of one letter each as well. So the smallest of the others are hidden too until each
hidden cell could, for all that is printed, have `least` different values or more. Where there are not cells enough,
the whole breakdown is kept back, its zeros too. Every hidden cell looks the same: a reader cannot tell which was small.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Count:
    """Letters, and of how many different senders at least."""

    letters: int
    senders: int


@dataclass(frozen=True)
class Breakdown:
    """What may be printed: the total, and of each cell its letters, or nothing when they are kept back.

    `whole` is false when the breakdown as such is kept back: then every cell is, those with no letters too.
    """

    total: int | None
    cells: Mapping[str, int | None]
    whole: bool = True

    @property
    def hidden(self) -> frozenset[str]:
        """The cells that are kept back."""
        return frozenset(code for code, letters in self.cells.items() if letters is None)


def is_small(count: Count, least: int) -> bool:
    """Whether somebody could be picked out by a count."""
    return count.letters > 0 and min(count.letters, count.senders) < least


def protect(
    cells: Mapping[str, Count],
    *,
    least: int,
    total_shown: bool = True,
    kept_back: Collection[str] = (),
    caps: Mapping[str, int] | None = None,
) -> Breakdown:
    """Keep back what must be, of cells that add up to a total.

    `total_shown` is false when the total is itself kept back: then no cell is shown. `kept_back` are cells that must
    be hidden for another reason (an earlier bulletin). `caps` are printed numbers that cells cannot exceed.
    """
    letters = {code: count.letters for code, count in cells.items()}
    total = sum(letters.values())
    if not total_shown:
        return Breakdown(None, dict.fromkeys(cells), whole=False)
    hidden = {code for code, count in cells.items() if is_small(count, least) or (code in kept_back and count.letters)}
    rest = sorted((code for code in cells if letters[code] and code not in hidden), key=lambda c: (letters[c], c))
    while hidden and not _is_safe(hidden, letters, least, caps or {}):
        if not rest:
            return Breakdown(total, dict.fromkeys(cells), whole=False)
        hidden.add(rest.pop(0))
    return Breakdown(total, {code: None if code in hidden else letters[code] for code in cells})


def bounds(hidden: Collection[str], total: int, caps: Mapping[str, int]) -> dict[str, tuple[int, int]]:
    """What each of some hidden cells can be, for who knows that none is empty, their sum, and caps."""
    highs = {code: min(total - len(hidden) + 1, caps.get(code, total)) for code in hidden}
    sum_highs = sum(highs.values())
    return {code: (max(1, total - (sum_highs - high)), high) for code, high in highs.items()}


def _is_safe(hidden: Collection[str], letters: Mapping[str, int], least: int, caps: Mapping[str, int]) -> bool:
    possible = bounds(hidden, sum(letters[code] for code in hidden), caps)
    return all(high - low + 1 >= least for low, high in possible.values())
