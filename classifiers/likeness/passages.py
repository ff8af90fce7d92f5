"""Find the passages that two texts share, through misread characters and lost lines.

Seed and extend: shingles that both texts hold are seeds; seeds that follow one another at nearly the same distance in
both texts make a passage, across the few characters that were read differently.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from classifiers.likeness.shingles import Shingled
from records import Passage, Span
from vocab.stock_text import SHINGLE

_GAP = 12
"""Characters between two seeds of one passage: at 5 % misread in both texts, longer gaps are rare."""
_SLIP = 3
"""Characters that one text may hold more than the other between two seeds."""
_SHORTEST = 6
"""Characters of the shortest passage shown."""
_FEWEST_TELLING = 3
"""Seeds of a passage that must be none that many letters share."""
_MOST_PLACES = 4
"""Places of a shingle in the other text that are tried: what stands more often is a refrain or a table."""
_MOST_OPEN = 8
_SWAP_SHORTEST = 2


@dataclass(frozen=True)
class _Run:
    """A passage in the making: the first characters in both texts, the last seeds, and how many seeds there were."""

    start: tuple[int, int]
    last: tuple[int, int]
    seeds: int
    telling: int
    swaps: int = 0

    @property
    def end(self) -> tuple[int, int]:
        return self.last[0] + SHINGLE, self.last[1] + SHINGLE


@dataclass(frozen=True)
class Agreement:
    """What two texts share.

    The passages; how many characters of each text lie in them; how many telling seeds; how often words were exchanged.
    """

    passages: tuple[Passage, ...]
    own: int
    other: int
    telling: int
    swaps: int

    def share(self, own: Shingled, other: Shingled) -> float:
        """The share of the shorter text that the other one holds too, 0 to 1."""
        return max(share_of(self.own, own), share_of(self.other, other))


def share_of(characters: int, text: Shingled) -> float:
    """The share of a text that so many of its characters are."""
    return min(1.0, characters / len(text.text)) if text.text else 0.0


def find_passages(own: Shingled, other: Shingled) -> Agreement:
    """Find what two texts share, in the order of the first one. Time grows with their length, not its square."""
    runs = _choose(list(_runs(own, other)))
    passages = tuple(Passage(own=_span(own, run, 0), other=_span(other, run, 1)) for run in runs)
    return Agreement(
        passages,
        sum(run.end[0] - run.start[0] for run in runs),
        sum(run.end[1] - run.start[1] for run in runs),
        sum(run.telling for run in runs),
        sum(run.swaps for run in runs)
        + sum(_is_swap(own, other, before.end, after.start) for before, after in pairwise(runs)),
    )


def _is_swap(own: Shingled, other: Shingled, end: tuple[int, int], start: tuple[int, int]) -> bool:
    """Whether between two agreeing places other words stand in the one text than in the other: a name exchanged.

    The places end at `end` and begin again at `start`. Misread characters seldom stand side by side.
    """
    words = own.text[end[0] : start[0]], other.text[end[1] : start[1]]
    return all(_SWAP_SHORTEST <= len(word) <= _GAP for word in words) and set(words[0]).isdisjoint(words[1])


def _runs(own: Shingled, other: Shingled) -> Iterator[_Run]:
    shared = np.flatnonzero(np.isin(own.hashes, other.hashes))
    if not own.telling[shared].any():
        return
    wanted = np.flatnonzero(np.isin(other.hashes, own.hashes))
    places: dict[int, list[int]] = {}
    for place, value in zip(wanted.tolist(), other.hashes[wanted].tolist(), strict=True):
        places.setdefault(value, []).append(place)
    open_runs: list[_Run] = []
    for at, value, telling in zip(
        shared.tolist(), own.hashes[shared].tolist(), own.telling[shared].tolist(), strict=True
    ):
        stale = [run for run in open_runs if at - run.last[0] > _GAP]
        if stale:
            yield from stale
            open_runs = [run for run in open_runs if at - run.last[0] <= _GAP]
        stands = places[value]
        grown = False
        for number, run in enumerate(open_runs):
            there = _continues(run, at, stands)
            if there is not None:
                open_runs[number] = replace(
                    run,
                    last=(at, there),
                    seeds=run.seeds + 1,
                    telling=run.telling + bool(telling),
                    swaps=run.swaps + _is_swap(own, other, run.end, (at, there)),
                )
                grown = True
        if not grown and len(open_runs) < _MOST_OPEN:
            open_runs += [_Run((at, there), (at, there), 1, int(telling)) for there in stands[:_MOST_PLACES]]
    yield from open_runs


def _continues(run: _Run, at: int, stands: Sequence[int]) -> int | None:
    """Where the seed at `at` goes on with a run in the other text, if it does."""
    expected = run.last[1] + at - run.last[0]
    near = (there for there in stands[:_MOST_PLACES] if there > run.last[1] and abs(there - expected) <= _SLIP)
    return min(near, key=lambda there: abs(there - expected), default=None)


def _choose(runs: list[_Run]) -> list[_Run]:
    """The runs that are long and telling enough, none over another in either text; the longest go first."""
    taken: tuple[set[int], set[int]] = (set(), set())
    chosen = []
    for run in sorted(runs, key=lambda run: (-run.seeds, run.start)):
        if run.telling < _FEWEST_TELLING or run.end[0] - run.start[0] < _SHORTEST:
            continue
        extents = [range(run.start[text], run.end[text]) for text in (0, 1)]
        if any(extent[0] in used or extent[-1] in used for extent, used in zip(extents, taken, strict=True)):
            continue
        for extent, used in zip(extents, taken, strict=True):
            used.update(extent)
        chosen.append(run)
    return sorted(chosen, key=lambda run: run.start)


def _span(text: Shingled, run: _Run, side: int) -> Span:
    return Span(start=text.places[run.start[side]], end=text.places[run.end[side] - 1] + 1)
