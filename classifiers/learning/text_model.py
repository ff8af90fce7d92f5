"""The topic model: what a letter is about, how sure that is, and which words say so."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.svm import LinearSVC

from classifiers.learning.calibration import Calibrator
from classifiers.learning.data_rows import TextRow
from classifiers.ngrams.features import FeatureSpace, PreparedLetter, prepare_letter
from classifiers.ngrams.segmenting import Segmenter
from records import Candidate

BATCH = 256
MOST_CUES = 6
MOST_RUNNERS_UP = 3


@dataclass(frozen=True, slots=True)
class WordCue:
    """Folded words with their weight for the best answer against the next one."""

    words: str
    weight: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """The best topic, the probability that it is right, the next ones, and the words that decided."""

    label: str
    score: float
    runners_up: tuple[Candidate, ...]
    cues: tuple[WordCue, ...] = ()


@dataclass(frozen=True, eq=False)
class TextModel:
    """A linear classifier over the feature space with its calibrator; below `threshold` it steps back."""

    id: str
    labels: tuple[str, ...]
    space: FeatureSpace
    classifier: LinearSVC
    calibrator: Calibrator
    threshold: float
    segmenter: Segmenter

    def judge(self, title: str, text: str) -> Prediction:
        """Judge one letter, with cues."""
        return self.judge_prepared(prepare_letter(title, text, segmenter=self.segmenter))

    def judge_prepared(self, letter: PreparedLetter) -> Prediction:
        """Judge one letter that is folded and cut already, with cues."""
        row = self.space.weigh([letter])
        chances = self._chances(row)[0]
        return self._predict(chances, self._find_cues(row, np.argsort(-chances, kind="stable")))

    def find_chances(self, letters: Sequence[PreparedLetter]) -> NDArray[np.float64]:
        """The probability of each label: a row for each letter."""
        return self._chances(self.space.weigh(letters))

    def find_chances_of(self, row: sparse.csr_matrix) -> NDArray[np.float64]:
        """The probability of each label for a letter that the model's space has weighed."""
        chances: NDArray[np.float64] = self._chances(row)[0]
        return chances

    def explain(self, row: sparse.csr_matrix, best: str, other: str) -> tuple[WordCue, ...]:
        """The words of a weighed letter with the most weight for one label against another, in log-odds."""
        return self._find_cues(row, np.array([self.labels.index(best), self.labels.index(other)]))

    def judge_many(self, rows: Iterable[TextRow]) -> Iterator[Prediction]:
        """Judge letters in bulk, in their order, without cues."""
        waiting = iter(rows)
        while batch := list(islice(waiting, BATCH)):
            letters = [prepare_letter(row.title, row.text, segmenter=self.segmenter) for row in batch]
            for chances in self._chances(self.space.weigh(letters)):
                yield self._predict(chances)

    def _chances(self, rows: sparse.csr_matrix) -> NDArray[np.float64]:
        return self.calibrator.find_chances(find_margins(self.classifier, rows))

    def _predict(self, chances: NDArray[np.float64], cues: tuple[WordCue, ...] = ()) -> Prediction:
        order = np.argsort(-chances, kind="stable")
        found = [
            Candidate(answer=self.labels[topic], score=round(float(chances[topic]), 4))
            for topic in order[: MOST_RUNNERS_UP + 1]
        ]
        return Prediction(found[0].answer, found[0].score, tuple(found[1:]), cues)

    def _find_cues(self, row: sparse.csr_matrix, order: NDArray[np.intp]) -> tuple[WordCue, ...]:
        """The words with the most weight for the best topic against the next.

        Margins and calibration are both linear, so each n-gram's part in the decision is exact. A word's part is
        that of the word and of all character n-grams inside it, over all views.
        """
        parts = row.data * (self.class_weights[order[0]] - self.class_weights[order[1]])[row.indices]
        words: Counter[str] = Counter()
        characters: Counter[str] = Counter()
        for column, part in zip(row.indices, parts.tolist(), strict=True):
            view, ngram = self.space.name(column)
            (words if view.unit == "word" else characters)[ngram] += part
        found = {
            word: part + sum(characters[inside] for inside in _inside(word))
            for word, part in words.items()
            if len(word) > 1 and word.isalpha()
        }
        cues: list[WordCue] = []
        for word in sorted(found, key=lambda word: (-abs(found[word]), word)):
            if len(cues) < MOST_CUES and not any(word in cue.words or cue.words in word for cue in cues):
                cues.append(WordCue(word, round(found[word], 4)))
        return tuple(cues)

    @cached_property
    def class_weights(self) -> NDArray[np.float32]:
        """Weight of each column for each topic after calibration: shape (topics, columns)."""
        before = self.classifier.coef_
        before = np.vstack([-before, before]) if len(before) == 1 else before
        return np.asarray(self.calibrator.weights.T @ before, dtype=np.float32)


def find_margins(classifier: LinearSVC, rows: sparse.csr_matrix) -> NDArray[np.float64]:
    """The classifier's margins: a row for each letter, a column for each topic, also where there are only two."""
    margins = np.asarray(classifier.decision_function(rows), dtype=np.float64)
    return np.column_stack([-margins, margins]) if margins.ndim == 1 else margins


def _inside(word: str) -> set[str]:
    """The character n-grams inside a word, from two characters on."""
    return {word[start:end] for start in range(len(word)) for end in range(start + 2, len(word) + 1)}
