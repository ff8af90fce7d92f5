"""Letters that must not be parted between learning and judging: of one group, or nearly the same."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.learning.annotations import hash_letter
from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.near_copies import find_near_copies, join_pairs
from classifiers.likeness.shingles import Hashes

FEWEST_GROUPS = 3
"""A label whose letters are all in fewer groups could be learned from or asked about, never both."""

Places = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Groups:
    """The group of each letter, and what each group is drawn by.

    `numbers`, shape (letters,), counts from 0; `keys`, shape (groups,), are hashes that follow from the letters alone;
    `loosened` are labels whose letters are so alike that each stands by itself after all.
    """

    numbers: Places
    keys: NDArray[np.uint64]
    loosened: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many groups there are."""
        return len(self.keys)


def group_letters(letters: Sequence[LabelledRow], sketches: Sequence[Hashes]) -> Groups:
    """Group letters by their `group` and by likeness; a chain of either makes one group."""
    count = len(letters)
    first_of: dict[str, int] = {}
    given = [(first_of.setdefault(row.group, place), place) for place, row in enumerate(letters) if row.group]
    pairs = np.concatenate([np.array(given, dtype=np.intp).reshape(-1, 2), find_near_copies(sketches)])
    numbers = join_pairs(count, pairs)
    labels = np.array([row.label for row in letters])
    loosened = []
    for label in sorted(set(labels.tolist())):
        places = np.flatnonzero(labels == label)
        if len(np.unique(numbers[places])) < FEWEST_GROUPS:
            loosened.append(label)
            numbers[places] = numbers.max() + 1 + np.arange(len(places))
    _, numbers = np.unique(numbers, return_inverse=True)
    return Groups(numbers, _draw_keys(letters, numbers), tuple(loosened))


def _draw_keys(letters: Sequence[LabelledRow], numbers: Places) -> NDArray[np.uint64]:
    """The smallest hash of a group's letters, or of the names of their groups."""
    keys = np.full(numbers.max() + 1, np.iinfo(np.uint64).max, dtype=np.uint64)
    own = np.array([int(_name(row)[:16], 16) for row in letters], dtype=np.uint64)
    np.minimum.at(keys, numbers, own)
    return keys


def _name(row: LabelledRow) -> str:
    return hashlib.sha256(row.group.encode()).hexdigest() if row.group else hash_letter(row.title, row.text)
