"""Turn letters into weighted n-grams: four views of a letter, side by side in one sparse row.

The weight of an n-gram in a letter is (1 + ln count) x idf x telling. The last says how much the n-gram tells of
the topic (`weigh_telling`); it takes the place of a choice of features. Each view is brought to
length 1, then to its share, then the whole row to length 1, so that a letter without a title is as long as any.
"""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from classifiers.learning.folding import fold_text
from classifiers.learning.segmenting import Segmenter

LEAST_LETTERS = 5
"""An n-gram seen in fewer letters enters no model: it tells little, and it may be a name."""
LEAST_LETTERS_OF_NAME = 25
"""A word that may be a person's name must be this common: officials and frequent writers stand in five letters."""
JOINT = " "
BREAK = "|"
PSEUDO_LETTERS = 7.0
"""How many letters with the topics of all are counted in before an n-gram's own letters."""


@dataclass(frozen=True, slots=True)
class View:
    """One way of looking at a letter."""

    name: str
    part: Literal["letter", "title"]
    unit: Literal["character", "word"]
    longest: int
    share: float


VIEWS = (
    View("letter-characters", "letter", "character", longest=3, share=1.0),
    View("letter-words", "letter", "word", longest=2, share=1.0),
    View("title-characters", "title", "character", longest=3, share=0.3),
    View("title-words", "title", "word", longest=1, share=0.3),
)


@dataclass(frozen=True, slots=True)
class PreparedLetter:
    """A letter folded and cut into words."""

    title: str
    text: str
    title_words: tuple[str, ...]
    text_words: tuple[str, ...]

    def seen(self, view: View) -> str:
        """The string that the view's vectorizer reads."""
        if view.unit == "character":
            return self.title if view.part == "title" else f"{self.title}{JOINT}{self.text}"
        words = self.title_words if view.part == "title" else (*self.title_words, BREAK, *self.text_words)
        return " ".join(words)


@dataclass(frozen=True, eq=False)
class CountedView:
    """How often each n-gram of a view stands in each letter: shape (letters, n-grams)."""

    view: View
    ngrams: tuple[str, ...]
    counts: sparse.csr_matrix

    def choose(self, letters: NDArray[np.intp]) -> NDArray[np.intp]:
        """The columns that stand in at least LEAST_LETTERS of the letters named by their rows."""
        seen_in = np.bincount(self.counts[letters].indices, minlength=self.counts.shape[1])
        return np.flatnonzero(seen_in >= LEAST_LETTERS)

    def take(self, letters: NDArray[np.intp], columns: NDArray[np.intp]) -> sparse.csr_matrix:
        """The counts of some letters and columns alone."""
        return self.counts[letters][:, columns].tocsr()


@dataclass(frozen=True, eq=False)
class FittedView:
    """A view with its n-grams and the weight of each."""

    view: View
    ngrams: tuple[str, ...]
    weights: NDArray[np.float32]

    @cached_property
    def _vectorizer(self) -> CountVectorizer:
        return _make_vectorizer(self.view, self.ngrams)

    def count(self, letters: Sequence[PreparedLetter]) -> sparse.csr_matrix:
        """How often each n-gram stands in each letter."""
        if not self.ngrams:
            return sparse.csr_matrix((len(letters), 0), dtype=np.float32)
        return self._vectorizer.transform([letter.seen(self.view) for letter in letters]).tocsr()


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


def prepare_letter(title: str, text: str, *, segmenter: Segmenter) -> PreparedLetter:
    """Fold title and text and cut them into words."""
    return prepare_folded(fold_text(title), fold_text(text), segmenter=segmenter)


def prepare_folded(title: str, text: str, *, segmenter: Segmenter) -> PreparedLetter:
    """Cut a folded title and a folded text into words."""
    return PreparedLetter(title, text, tuple(segmenter.segment(title)), tuple(segmenter.segment(text)))


def count_views(
    letters: Sequence[PreparedLetter], *, segmenter: Segmenter, views: Sequence[View] = VIEWS
) -> tuple[CountedView, ...]:
    """Count every n-gram that stands in enough letters, and none that holds what may be a person's name."""
    counted = [_count_view(view, letters) for view in views]
    names = {name for view in counted for name in _find_names(view, segmenter)}
    return tuple(_drop_names(view, names) for view in counted)


def fit_space(
    counted: Sequence[CountedView], topics: NDArray[np.intp], letters: NDArray[np.intp], *, most: int | None = None
) -> tuple[FeatureSpace, tuple[NDArray[np.intp], ...]]:
    """Choose and weigh the n-grams by some of the letters alone; `topics` is the number of every letter's topic.

    Gives the space, and of each counted view the columns that it took. Of more n-grams than `most` in all views
    together those of the least weight are left out.
    """
    columns = tuple(view.choose(letters) for view in counted)
    fitted = []
    for view, kept in zip(counted, columns, strict=True):
        present = view.take(letters, kept)
        present.data = np.ones_like(present.data)
        idf = np.log((1 + len(letters)) / (1 + np.asarray(present.sum(axis=0)).ravel())) + 1
        weights = (idf * weigh_telling(present, topics[letters])).astype(np.float32)
        fitted.append(FittedView(view.view, tuple(view.ngrams[column] for column in kept), weights))
    every = np.concatenate([view.weights for view in fitted])
    if most is None or len(every) <= most:
        return FeatureSpace(tuple(fitted)), columns
    least = np.partition(every, len(every) - most)[len(every) - most]
    heavy = [np.flatnonzero(view.weights >= least) for view in fitted]
    left = tuple(
        FittedView(view.view, tuple(view.ngrams[place] for place in places), view.weights[places])
        for view, places in zip(fitted, heavy, strict=True)
    )
    return FeatureSpace(left), tuple(kept[places] for kept, places in zip(columns, heavy, strict=True))


def weigh_telling(present: sparse.csr_matrix, topics: NDArray[np.intp]) -> NDArray[np.float64]:
    """How much each column tells of the topic: the root of the information that its presence gives, 0 for none.

    The information is the Kullback-Leibler divergence of the topics of the letters that have the n-gram from the
    topics of all letters. PSEUDO_LETTERS with the topics of all are counted in, so that a rare n-gram, and a
    topic with few letters, tell little by chance.
    """
    count = int(topics.max()) + 1
    member = sparse.csr_matrix((np.ones(len(topics)), (topics, np.arange(len(topics)))), shape=(count, len(topics)))
    seen = np.asarray((member @ present).todense(), dtype=np.float64)
    part = (np.bincount(topics, minlength=count)[:, None] + 1e-12) / len(topics)
    chance = (seen + PSEUDO_LETTERS * part) / (seen.sum(axis=0) + PSEUDO_LETTERS)
    information: NDArray[np.float64] = (chance * np.log(chance / part)).sum(axis=0)
    return np.sqrt(np.maximum(information, 0))


def _make_vectorizer(view: View, ngrams: Sequence[str] | None = None) -> CountVectorizer:
    unit = {"analyzer": "char"} if view.unit == "character" else {"analyzer": "word", "token_pattern": r"\S+"}
    return CountVectorizer(**unit, ngram_range=(1, view.longest), lowercase=False, vocabulary=ngrams, dtype=np.float32)


def _count_view(view: View, letters: Sequence[PreparedLetter]) -> CountedView:
    texts = [letter.seen(view) for letter in letters]
    if not any(text.strip() for text in texts):
        return CountedView(view, (), sparse.csr_matrix((len(letters), 0), dtype=np.float32))
    vectorizer = _make_vectorizer(view)
    every = CountedView(view, (), vectorizer.fit_transform(texts).tocsr())
    kept = every.choose(np.arange(len(letters)))
    ngrams = tuple(vectorizer.get_feature_names_out()[kept].tolist())
    return CountedView(view, ngrams, every.counts[:, kept].tocsr())


def _find_names(counted: CountedView, segmenter: Segmenter) -> list[str]:
    """The words of a view that may be names and stand in fewer than LEAST_LETTERS_OF_NAME letters."""
    if counted.view.unit != "word":
        return []
    letters = np.bincount(counted.counts.indices, minlength=len(counted.ngrams))
    rare = (ngram for ngram, number in zip(counted.ngrams, letters, strict=True) if number < LEAST_LETTERS_OF_NAME)
    return [ngram for ngram in rare if segmenter.may_be_name(ngram)]


def _drop_names(counted: CountedView, names: Collection[str]) -> CountedView:
    def holds_name(ngram: str) -> bool:
        if counted.view.unit == "word":
            return any(word in names for word in ngram.split())
        return any(ngram[start:end] in names for start in range(len(ngram)) for end in range(start + 2, len(ngram) + 1))

    kept = [column for column, ngram in enumerate(counted.ngrams) if not holds_name(ngram)]
    return CountedView(counted.view, tuple(counted.ngrams[k] for k in kept), counted.counts[:, kept].tocsr())


def _weigh_view(fitted: FittedView, counts: sparse.csr_matrix) -> sparse.csr_matrix:
    data = (1 + np.log(counts.data)) * fitted.weights[counts.indices]
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
