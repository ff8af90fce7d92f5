"""Put like letters into groups, so that copies of one letter never stand on both sides of a split.

Each letter is found by a bottom sketch of its shingles (Broder, 1997; `classifiers/likeness` does the same): its
smallest hashes are keys, and letters under one key are compared. A key leads to few letters at most, so the time grows
with the number of letters and not with its square.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import numpy as np

from classifiers.likeness.shingles import Hashes, shingle_text
from records import LabelledLetter

ALIKE = 0.5
"""Share of the shingles of the letter with fewer of them that two letters of one group have in common."""
FEWEST = 8
"""Shingles that they must have in common."""
FEWEST_KEYS, MOST_KEYS, ONE_OF = 24, 96, 12
"""Keys of a letter: one of twelve shingles within these limits, so that a short letter is found in a long one."""
UNDER_ONE_KEY = 8
"""Letters that one key leads to: those that came first, each of a group of its own where that can be told."""
COMPARED = 8
"""Letters that one letter is compared with, those of most keys in common first."""
LONGEST_NAME = 16
"""Characters of a group's name: the start of the smallest hash in it."""


def group_letters(letters: Sequence[LabelledLetter]) -> list[str]:
    """The name of each letter's group, in their order; it depends on the letters alone, not on their order.

    Letters that were given with one group stay in one.
    """
    order = sorted(range(len(letters)), key=lambda place: letters[place].id)
    groups = _Groups(len(letters))
    _join_given(groups, [letters[place].group for place in order])
    _join_alike(groups, [f"{letters[place].title}\n{letters[place].text}" for place in order])
    names = [""] * len(letters)
    for number, place in enumerate(order):
        names[place] = letters[order[groups.first(number)]].id[:LONGEST_NAME]
    return names


class _Groups:
    """Disjoint sets of numbers; each is named by its smallest."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))

    def first(self, number: int) -> int:
        """The smallest number of a set."""
        while self._above[number] != number:
            self._above[number] = self._above[self._above[number]]
            number = self._above[number]
        return number

    def join(self, one: int, other: int) -> None:
        """Make two sets one."""
        first, second = sorted((self.first(one), self.first(other)))
        self._above[second] = first


def _join_given(groups: _Groups, names: Iterable[str]) -> None:
    seen: dict[str, int] = {}
    for number, name in enumerate(names):
        if name:
            groups.join(seen.setdefault(name, number), number)


def _join_alike(groups: _Groups, texts: Iterable[str]) -> None:
    under: dict[int, list[int]] = defaultdict(list)
    shingled: list[Hashes] = []
    for number, text in enumerate(texts):
        own = _shingles_of(text)
        shingled.append(own)
        keys = own[: min(MOST_KEYS, max(FEWEST_KEYS, len(own) // ONE_OF))].tolist()
        met = Counter(other for key in keys for other in under[key])
        for other, _ in met.most_common(COMPARED):
            if groups.first(other) != groups.first(number) and _are_alike(own, shingled[other]):
                groups.join(other, number)
        for key in keys:
            found = under[key]
            if len(found) < UNDER_ONE_KEY and all(groups.first(other) != groups.first(number) for other in found):
                found.append(number)


def _shingles_of(text: str) -> Hashes:
    """The hashes of a text's shingles that few letters share, each once, the smallest first; of none, all."""
    known = shingle_text(text)
    telling = known.hashes[known.telling]
    return np.unique(telling if len(telling) >= FEWEST else known.hashes)


def _are_alike(one: Hashes, other: Hashes) -> bool:
    fewer = min(len(one), len(other))
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common >= min(FEWEST, fewer) and common >= ALIKE * fewer
