"""Letters drawn again with replacement, to see how far a figure depends on which letters were there.

Letters with the same truth and the same answers are alike, so numbers of each kind are drawn at once (multinomial):
the same bootstrap (Efron 1979) in a small part of the time and memory.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

DRAWS = 1000
SEED = 0
CHUNK = 100

Floats = NDArray[np.float64]
Numbers = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Kinds:
    """Letters by kind: number of each, and for each its row of class numbers (truth, then the answers), -1 for none."""

    numbers: Numbers
    classes: NDArray[np.intp]
    count: int


def count_kinds(columns: Sequence[Sequence[str]], labels: Sequence[str]) -> Kinds:
    """Count letters by truth and answers (a column each); what is none of the labels becomes -1."""
    places = {label: place for place, label in enumerate(labels)}
    rows = np.array([[places.get(said, -1) for said in column] for column in columns], dtype=np.intp).T
    kinds, numbers = np.unique(rows, axis=0, return_counts=True)
    return Kinds(numbers.astype(np.intp), kinds, len(labels))


def draw_f1s(kinds: Kinds, *, draws: int = DRAWS, seed: int = SEED) -> Iterator[list[Floats]]:
    """Draw all letters anew, in chunks: for each column of answers the F1 of each class, shape (draws, classes).

    A class that a draw holds no letter of, and that nobody said there, has no F1: nan.
    """
    chance = np.random.default_rng(seed)
    total = int(kinds.numbers.sum())
    for begin in range(0, draws, CHUNK):
        drawn = chance.multinomial(total, kinds.numbers / total, size=min(CHUNK, draws - begin))
        yield [_f1s(drawn, kinds, column) for column in range(1, kinds.classes.shape[1])]


def average_classes(f1s: Floats) -> Floats:
    """The macro-F1 of each draw over the classes that it holds."""
    known = ~np.isnan(f1s)
    sums = np.where(known, f1s, 0.0).sum(axis=1)
    return np.where(known.any(axis=1), sums / np.maximum(1, known.sum(axis=1)), np.nan)


def _f1s(drawn: Numbers, kinds: Kinds, column: int) -> Floats:
    truth, said = kinds.classes[:, 0], kinds.classes[:, column]
    letters, named = _by_class(drawn, truth, kinds.count), _by_class(drawn, said, kinds.count)
    hits = _by_class(drawn, np.where(truth == said, truth, -1), kinds.count)
    touched = letters + named
    return np.where(touched > 0, 2 * hits / np.maximum(1, touched), np.nan)


def _by_class(drawn: Numbers, classes: Numbers, count: int) -> Floats:
    """Numbers of letters by class: shape (draws, classes)."""
    known = np.flatnonzero(classes >= 0)
    member = sparse.csr_matrix((np.ones(len(known)), (known, classes[known])), shape=(len(classes), count))
    return np.asarray(member.T @ drawn.T.astype(np.float64)).T
