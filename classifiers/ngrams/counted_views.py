"""The n-grams of many letters view by view, each with how often it stands in which letter."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifiers.ngrams.counting import (
    CodeTable,
    bits_for,
    count_codes,
    count_letters_of,
    count_repeats_of,
    find_common_ngrams,
    keep_columns,
    number_common_tokens,
    split_codes,
)
from classifiers.ngrams.cutting import CutLetters, Row, cut_letters, gather_letters
from classifiers.ngrams.personal_ngrams import find_personal
from classifiers.ngrams.segmenting import Segmenter
from classifiers.ngrams.views import JOINT, VIEWS, PreparedLetter, View

LEAST_LETTERS = 5
"""An n-gram seen in fewer letters enters no model: it tells little, and it may be a name."""
ONE_IN = 50_000
"""Of more letters than five times as many one in so many must have an n-gram: what is rarer decides nothing."""
ROWS = 50_000
"""Letters that are looked at at one time."""


@dataclass(frozen=True, eq=False)
class CountedView:
    """How often each n-gram of a view stands in each letter: shape (letters, n-grams).

    `writers` numbers who wrote each letter, so that five letters of one writer are one; none when all differ.
    """

    view: View
    ngrams: tuple[str, ...]
    counts: sparse.csr_matrix
    writers: NDArray[np.intp] | None = None

    def choose(self, letters: NDArray[np.intp]) -> NDArray[np.intp]:
        """The columns that stand in letters of at least LEAST_LETTERS writers, of the letters named by their rows."""
        return np.flatnonzero(self.count_letters(letters) >= LEAST_LETTERS)

    def count_letters(self, letters: NDArray[np.intp], *, by_writer: bool = True) -> NDArray[np.int64]:
        """In how many of the letters each n-gram stands; those of one writer are one, unless not `by_writer`."""
        seen = np.zeros(len(self.ngrams), dtype=np.int64)
        for first in range(0, len(letters), ROWS):
            seen += count_letters_of(self.counts[letters[first : first + ROWS]])
        if by_writer and self.writers is not None:
            seen -= count_repeats_of(self.counts, letters, self.writers[letters])
        return seen

    def count_by_topic(
        self, letters: NDArray[np.intp], topics: NDArray[np.intp], *, topics_count: int
    ) -> NDArray[np.float64]:
        """In how many of the letters of each topic each n-gram stands: shape (topics, n-grams)."""
        seen = np.zeros((topics_count, len(self.ngrams)))
        for first in range(0, len(letters), ROWS):
            part = letters[first : first + ROWS]
            present = self.counts[part]
            present.data = np.ones(len(present.data), dtype=np.float32)
            ones = np.ones(len(part), dtype=np.float32)
            member = sparse.csr_matrix((ones, (topics[part], np.arange(len(part)))), shape=(topics_count, len(part)))
            seen += (member @ present).toarray()
        return seen

    def take(self, letters: NDArray[np.intp], columns: NDArray[np.intp]) -> sparse.csr_matrix:
        """The counts of some letters and columns alone, as float32."""
        return keep_columns(self.counts[letters], columns).astype(np.float32)

    def entries(self, letters: NDArray[np.intp]) -> int:
        """How many entries the counts of some letters have."""
        return int(np.diff(self.counts.indptr)[letters].sum(dtype=np.int64))


def count_views(
    letters: Sequence[PreparedLetter],
    *,
    segmenter: Segmenter,
    views: Sequence[View] = VIEWS,
    writers: Sequence[str] | None = None,
) -> tuple[CountedView, ...]:
    """Count every n-gram that stands in enough letters, and none that may tell of a person.

    `writers` says who wrote each letter: letters with the same word count as one, those with an empty one each.
    """
    return count_cut(gather_letters(letters), segmenter=segmenter, views=views, writers=writers)


def count_rows(
    rows: Sequence[Row], *, segmenter: Segmenter, views: Sequence[View] = VIEWS, writers: Sequence[str] | None = None
) -> tuple[CountedView, ...]:
    """The same from letters as they came, which are folded and cut a part at a time: the way for very many."""
    return count_cut(cut_letters(rows, segmenter=segmenter), segmenter=segmenter, views=views, writers=writers)


def count_cut(
    letters: CutLetters, *, segmenter: Segmenter, views: Sequence[View] = VIEWS, writers: Sequence[str] | None = None
) -> tuple[CountedView, ...]:
    """The same from letters as runs of tokens."""
    numbers = number_writers(writers) if writers is not None else None
    counted = [_count_view(view, letters, numbers) for view in views]
    every = np.arange(letters.words.letters)
    seen = [view.count_letters(every) for view in counted]
    parted = [(view.view, view.ngrams, number) for view, number in zip(counted, seen, strict=True)]
    personal = find_personal(parted, segmenter, letters.vocabulary)
    return tuple(
        _drop(view, np.flatnonzero((number >= LEAST_LETTERS) & ~dropped))
        for view, number, dropped in zip(counted, seen, personal, strict=True)
    )


def number_writers(writers: Sequence[str]) -> NDArray[np.intp] | None:
    """A number for each letter, the same for those of one writer; none where no two letters have one."""
    known: dict[str, int] = {}
    numbers = [known.setdefault(writer, place) if writer else place for place, writer in enumerate(writers)]
    return np.array(numbers, dtype=np.intp) if len(set(numbers)) < len(numbers) else None


def _count_view(view: View, letters: CutLetters, writers: NDArray[np.intp] | None) -> CountedView:
    runs = letters.runs(view)
    least = max(LEAST_LETTERS, runs.letters // ONE_IN)
    numbers = number_common_tokens(runs, least=least)
    if view.unit == "character":
        numbers[0] = 0  # no character at all: it stands for the end of an n-gram
    tokens = [chr(t) if view.unit == "character" else letters.vocabulary[t] for t in np.flatnonzero(numbers).tolist()]
    bits, longest = bits_for(int(numbers.max(initial=0)), view.longest), view.longest
    runs = runs.renumber(numbers)
    codes, places = find_common_ngrams(runs, longest=longest, bits=bits, least=least)
    names = _name_ngrams(codes, tokens, view=view, bits=bits)
    order = sorted(range(len(names)), key=names.__getitem__)
    counts = count_codes(runs, CodeTable(codes[order]), columns=len(codes), longest=longest, bits=bits, places=places)
    return CountedView(view, tuple(names[place] for place in order), counts, writers)


def _name_ngrams(codes: NDArray[np.uint64], tokens: Sequence[str], *, view: View, bits: int) -> list[str]:
    joint = "" if view.unit == "character" else JOINT
    known = ["", *tokens]
    rows = split_codes(codes, longest=view.longest, bits=bits).tolist()
    return [joint.join(known[token] for token in row if token) for row in rows]


def _drop(counted: CountedView, kept: NDArray[np.intp]) -> CountedView:
    ngrams = tuple(counted.ngrams[column] for column in kept.tolist())
    return CountedView(counted.view, ngrams, keep_columns(counted.counts, kept), counted.writers)
