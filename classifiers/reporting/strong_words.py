"""The words by which a model tells each class."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from classifiers.learning.text_model import BATCH, TextModel
from classifiers.ngrams.views import PreparedLetter

MOST_WORDS = 15
LEAST_LETTERS = 3
"""A word must stand in so many of the letters looked at: one that one writer alone uses tells of the writer."""


@dataclass(frozen=True, slots=True)
class StrongWord:
    """A word, its mean weight for a class against the mean of all (log-odds), and the letters it stands in."""

    word: str
    weight: float
    letters: int


@dataclass(frozen=True, slots=True)
class ClassWords:
    """The strongest words of a class, the strongest first."""

    label: str
    words: tuple[StrongWord, ...]


def find_strong_words(model: TextModel, letters: Sequence[PreparedLetter]) -> tuple[ClassWords, ...]:
    """The strongest words of each class in some letters; a word's weight is its own with the characters inside it.

    That is how `TextModel.explain` reckons, here over letters: an n-gram weighs as much as it does in the mean letter
    that holds it. Numbers are in no model; what may be a person's name is left out here whatever the model holds.
    """
    if not letters:
        return ()
    typical, holders = _weigh_typical(model, letters)
    weights = model.class_weights
    centred = (weights - weights.mean(axis=0)) * typical
    words, columns = _list_words(model, holders)
    total = np.asarray(columns @ centred.T)
    order = np.argsort(-total, axis=0, kind="stable")
    return tuple(
        ClassWords(label, tuple(_choose(words, total[:, place], order[:, place], model)))
        for place, label in enumerate(model.labels)
    )


def _choose(
    words: Sequence[tuple[str, int]], weights: NDArray[np.float64], order: NDArray[np.intp], model: TextModel
) -> list[StrongWord]:
    found: list[StrongWord] = []
    for place in order:
        word, letters = words[place]
        if weights[place] <= 0 or len(found) == MOST_WORDS:
            break
        if any(word in other.word or other.word in word for other in found) or model.segmenter.may_be_name(word):
            continue
        found.append(StrongWord(word, round(float(weights[place]), 3), letters))
    return found


def _weigh_typical(model: TextModel, letters: Sequence[PreparedLetter]) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """Of each column: its mean value in the letters that hold it, and their number."""
    columns = len(model.space.ngrams)
    sums, holders = np.zeros(columns), np.zeros(columns, dtype=np.intp)
    for begin in range(0, len(letters), BATCH):
        space = model.space.weigh(letters[begin : begin + BATCH])
        sums += np.asarray(space.sum(axis=0), dtype=np.float64).ravel()
        holders += np.bincount(space.indices, minlength=columns)
    return sums / np.maximum(1, holders), holders


def _list_words(model: TextModel, holders: NDArray[np.intp]) -> tuple[list[tuple[str, int]], sparse.csr_matrix]:
    """The words that stand in enough letters, and for each which columns make up its weight."""
    columns: dict[str, list[int]] = {}
    inside: dict[str, list[int]] = {}
    letters: dict[str, int] = {}
    for column, (view, ngram) in enumerate(model.space.ngrams):
        (columns if view.unit == "word" else inside).setdefault(ngram, []).append(column)
        if view.unit == "word":
            letters[ngram] = max(letters.get(ngram, 0), int(holders[column]))
    words = sorted(
        (word, number)
        for word, number in letters.items()
        if len(word) > 1 and word.isalpha() and number >= LEAST_LETTERS
    )
    rows, places = [], []
    for row, (word, _) in enumerate(words):
        parts = {word[start:end] for start in range(len(word)) for end in range(start + 2, len(word) + 1)}
        for column in (*columns[word], *(column for part in parts for column in inside.get(part, ()))):
            rows.append(row)
            places.append(column)
    shape = (len(words), len(model.space.ngrams))
    return words, sparse.csr_matrix((np.ones(len(rows)), (rows, places)), shape=shape)
