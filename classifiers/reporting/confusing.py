"""Which classes are taken for which: a matrix that a page can hold, and the pairs by number."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from classifiers.learning.answers import Answered

MOST_CLASSES = 18
"""Rows and columns of a matrix that an upright page shows legibly."""
MOST_PAIRS = 20
REST = ""
"""Stands for all classes that have no row of their own; no class bears an empty name."""


@dataclass(frozen=True, slots=True)
class Matrix:
    """Letters by truth (rows) and answer (columns), in the order of `labels`.

    The last label is REST where classes were folded; on its diagonal stand the right answers alone, what is confused
    inside the rest is `rest_wrong`.
    """

    labels: tuple[str, ...]
    rows: tuple[tuple[int, ...], ...]
    rest_wrong: int
    folded: int


@dataclass(frozen=True, slots=True)
class Confusion:
    """So many letters of a class got another answer."""

    label: str
    said: str
    letters: int


def fold_matrix(answers: Sequence[Answered], *, most: int = MOST_CLASSES) -> Matrix:
    """Count answers by truth; of more classes than `most` the largest stay and the others are folded."""
    sizes = Counter(a.label for a in answers)
    every = sorted({*sizes, *(a.said for a in answers)}, key=lambda label: (-sizes[label], label))
    kept = every if len(every) <= most else [*every[: most - 1], REST]
    places = {label: place for place, label in enumerate(kept)}
    last = len(kept) - 1
    counts = [[0] * len(kept) for _ in kept]
    rest_wrong = 0
    for answer in answers:
        row, column = places.get(answer.label, last), places.get(answer.said, last)
        if row == column and not answer.is_right:
            rest_wrong += 1
        else:
            counts[row][column] += 1
    return Matrix(tuple(kept), tuple(map(tuple, counts)), rest_wrong, max(0, len(every) - most + 1) * (REST in places))


def list_confusions(answers: Sequence[Answered], *, most: int = MOST_PAIRS) -> tuple[Confusion, ...]:
    """The pairs that are confused most often."""
    pairs = Counter((a.label, a.said) for a in answers if not a.is_right)
    found = sorted(pairs.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Confusion(label, said, letters) for (label, said), letters in found[:most])
