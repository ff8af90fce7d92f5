"""Turn letters into weighted n-grams: four views of a letter, side by side in one sparse row.

The weight of an n-gram in a letter is (1 + ln count) x idf x telling. The last says how much the n-gram tells of
the topic (`weigh_telling`); it takes the place of a choice of features. Each view is brought to
length 1, then to its share, then the whole row to length 1, so that a letter without a title is as long as any.
"""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifiers.ngrams.counted_views import LEAST_LETTERS, CountedView, count_rows, count_views
from classifiers.ngrams.ngram_index import NgramIndex
from classifiers.ngrams.views import VIEWS, PreparedLetter, View, prepare_folded, prepare_letter

__all__ = [
    "LEAST_LETTERS",
    "VIEWS",
    "CountedView",
    "FeatureSpace",
    "FittedView",
    "PreparedLetter",
    "View",
    "count_rows",
    "count_views",
    "fit_space",
    "prepare_folded",
    "prepare_letter",
    "weigh_telling",
]

PSEUDO_LETTERS = 7.0
"""How many letters with the topics of all are counted in before an n-gram's own letters."""
MOST_BYTES = 27_000_000
"""What the n-grams of a model may take on disk; the whole folder stays below 30 MB."""
COLUMNS = 100_000
"""N-grams whose weight is reckoned at one time."""
ROWS = 20_000
"""Letters that are weighed at one time."""


@dataclass(frozen=True, eq=False)
class FittedView:
    """A view with its n-grams and the weight of each."""

    view: View
    ngrams: tuple[str, ...]
    weights: NDArray[np.float32]

    @cached_property
    def _index(self) -> NgramIndex:
        return NgramIndex(self.view, self.ngrams)

    def count(self, letters: Sequence[PreparedLetter]) -> sparse.csr_matrix:
        """How often each n-gram stands in each letter."""
        return self._index.count(letters)


@dataclass(frozen=True, eq=False)
class FeatureSpace:
    """All views of a model."""

    views: tuple[FittedView, ...]

    @property
    def ngrams(self) -> list[tuple[View, str]]:
        """The n-gram of each column."""
        return [(fitted.view, ngram) for fitted in self.views for ngram in fitted.ngrams]

    def name(self, column: int) -> tuple[View, str]:
        """The n-gram of one column."""
        number = bisect_right(self._starts, column) - 1
        return self.views[number].view, self.views[number].ngrams[column - self._starts[number]]

    @cached_property
    def _starts(self) -> list[int]:
        return list(accumulate((len(fitted.ngrams) for fitted in self.views[:-1]), initial=0))

    def weigh(self, letters: Sequence[PreparedLetter]) -> sparse.csr_matrix:
        """A row for each letter: shape (letters, columns)."""
        return self.weigh_counts([fitted.count(letters) for fitted in self.views])

    def weigh_counts(self, counts: Sequence[sparse.csr_matrix]) -> sparse.csr_matrix:
        """The same from the counts of each view."""
        parts = [_weigh_view(view, counted) for view, counted in zip(self.views, counts, strict=True)]
        return _unit_rows(sparse.csr_matrix(sparse.hstack(parts, format="csr", dtype=np.float32)))

    def weigh_counted(
        self, counted: Sequence[CountedView], columns: Sequence[NDArray[np.intp]], letters: NDArray[np.intp]
    ) -> sparse.csr_matrix:
        """A row for each of some letters that are counted; `columns` are those that the space took of each view.

        The letters are weighed in parts, so that beside the counts and the rows there is little in memory.
        """
        room = sum(view.entries(letters) for view in counted)
        data, indices = np.empty(room, dtype=np.float32), np.empty(room, dtype=np.int32)
        ends, filled = [np.zeros(1, dtype=np.int64)], 0
        for first in range(0, len(letters), ROWS):
            part = letters[first : first + ROWS]
            rows = self.weigh_counts([view.take(part, kept) for view, kept in zip(counted, columns, strict=True)])
            data[filled : filled + rows.nnz], indices[filled : filled + rows.nnz] = rows.data, rows.indices
            ends.append(rows.indptr[1:].astype(np.int64) + filled)
            filled += rows.nnz
        indptr = np.concatenate(ends)
        shape = (len(letters), sum(len(fitted.ngrams) for fitted in self.views))
        indptr = indptr.astype(np.int32) if filled <= np.iinfo(np.int32).max else indptr
        return sparse.csr_matrix((data[:filled], indices[:filled], indptr), shape=shape, copy=False)


def fit_space(
    counted: Sequence[CountedView], topics: NDArray[np.intp], letters: NDArray[np.intp], *, most: int | None = None
) -> tuple[FeatureSpace, tuple[NDArray[np.intp], ...]]:
    """Choose and weigh the n-grams by some of the letters alone; `topics` is the number of every letter's topic.

    Gives the space, and of each counted view the columns that it took. Of more n-grams than `most` in all views
    together those are left out that tell the least over all letters, the letters that have one times the information
    that it gives; without `most` the limit is what fits MOST_BYTES on disk.
    """
    columns = tuple(view.choose(letters) for view in counted)
    sizes = np.bincount(topics[letters])
    fitted, gains = [], []
    for view, kept in zip(counted, columns, strict=True):
        seen = view.count_by_topic(letters, topics, topics_count=len(sizes))[:, kept]
        parts = [_weigh_ngrams(seen[:, first : first + COLUMNS], sizes) for first in range(0, len(kept), COLUMNS)]
        weights = np.concatenate([np.zeros(0, dtype=np.float32), *(part for part, _ in parts)])
        gains.append(np.concatenate([np.zeros(0, dtype=np.float32), *(gain for _, gain in parts)]))
        fitted.append(FittedView(view.view, tuple(view.ngrams[column] for column in kept), weights))
    every = np.concatenate(gains)
    most = most_ngrams(len(sizes)) if most is None else most
    if len(every) <= most:
        return FeatureSpace(tuple(fitted)), columns
    least = np.partition(every, len(every) - most)[len(every) - most]
    heavy = [np.flatnonzero(gain >= least) for gain in gains]
    left = tuple(
        FittedView(view.view, tuple(view.ngrams[place] for place in places), view.weights[places])
        for view, places in zip(fitted, heavy, strict=True)
    )
    return FeatureSpace(left), tuple(kept[places] for kept, places in zip(columns, heavy, strict=True))


def most_ngrams(topics: int) -> int:
    """How many n-grams a model of so many topics may have: two bytes a topic, a weight and the n-gram itself."""
    return MOST_BYTES // (2 * topics + 4 + 10)


def weigh_telling(seen: NDArray[np.float64], sizes: NDArray[np.intp]) -> NDArray[np.float64]:
    """How much each column tells of the topic: the root of the information that its presence gives, 0 for none.

    `seen` is the number of letters of each topic that have the n-gram, shape (topics, columns), `sizes` that of all
    letters of each topic. The information is the Kullback-Leibler divergence of the topics of the letters that have
    the n-gram from the topics of all letters. PSEUDO_LETTERS with the topics of all are counted in, so that a rare
    n-gram, and a topic with few letters, tell little by chance.
    """
    part = (sizes[:, None] + 1e-12) / sizes.sum()
    chance = (seen + PSEUDO_LETTERS * part) / (seen.sum(axis=0) + PSEUDO_LETTERS)
    information: NDArray[np.float64] = (chance * np.log(chance / part)).sum(axis=0)
    return np.sqrt(np.maximum(information, 0))


def _weigh_ngrams(
    seen: NDArray[np.float64], sizes: NDArray[np.intp]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The weight of some columns, idf x telling, and how much each tells over all letters."""
    letters = seen.sum(axis=0).astype(np.float32)
    idf = np.log((1 + int(sizes.sum())) / (1 + letters)) + 1
    telling = weigh_telling(seen, sizes)
    return (idf * telling).astype(np.float32), (letters * telling**2).astype(np.float32)


def _weigh_view(fitted: FittedView, counts: sparse.csr_matrix) -> sparse.csr_matrix:
    data = (1 + np.log(counts.data.astype(np.float32, copy=False))) * fitted.weights[counts.indices]
    rows = sparse.csr_matrix((data.astype(np.float32), counts.indices, counts.indptr), shape=counts.shape)
    return _unit_rows(rows) * np.float32(np.sqrt(fitted.view.share))


def _unit_rows(rows: sparse.csr_matrix) -> sparse.csr_matrix:
    # Plain arrays: for the one row of a letter the products of sparse matrices take ten times as long.
    row_of = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    squares = np.bincount(row_of, weights=rows.data.astype(np.float64) ** 2, minlength=rows.shape[0])
    scale = (1 / np.sqrt(np.where(squares > 0, squares, 1))).astype(np.float32)
    united = sparse.csr_matrix((rows.data * scale[row_of], rows.indices, rows.indptr), shape=rows.shape)
    united.eliminate_zeros()
    return united
