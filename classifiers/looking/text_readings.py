"""What the learned models say of a letter by its text alone, and the words that say so."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from classifiers.learning.text_model import TextModel, WordCue
from classifiers.looking.parts import Parts
from classifiers.ngrams.features import PreparedLetter, prepare_folded
from classifiers.ngrams.folding import FoldedText, cut_out, fold_text, fold_with_places
from classifiers.weighing.evidence import FLOOR, Learned
from records import Cue


@dataclass(frozen=True, eq=False)
class TextReading:
    """A letter as the learned models read it: folded, cut into words, weighed by each model at most once."""

    written: str
    folded: FoldedText
    prepared: PreparedLetter
    models: Mapping[str, TextModel]

    @cached_property
    def is_empty(self) -> bool:
        """Whether there is no word to read."""
        return not self.prepared.title_words and not self.prepared.text_words

    @cached_property
    def _rows(self) -> Mapping[str, sparse.csr_matrix]:
        return {task: model.space.weigh([self.prepared]) for task, model in self.models.items()}

    @cached_property
    def learned(self) -> Learned:
        """The logarithm of each answer's chance, for each model; nothing when there is no word."""
        if self.is_empty:
            return {}
        return {task: _log_chances(model, self._rows[task]) for task, model in self.models.items()}

    def explain(self, task: str, best: str, other: str) -> tuple[Cue, ...]:
        """The words that speak for `best` against `other` in a model, in log-odds; nothing where it knows neither."""
        model = self.models.get(task)
        if model is None or self.is_empty or best not in model.labels or other not in model.labels:
            return ()
        return _place(model.explain(self._rows[task], best, other), self.folded, self.written)


def read_text(parts: Parts, models: Mapping[str, TextModel]) -> TextReading:
    """Prepare a letter for the learned models; the title is read apart from the text, as they learned it.

    All models share one way of cutting a text into words, that of the first.
    """
    folded, heading = fold_with_places(parts.text), fold_text(parts.title.of(parts.text))
    segmenter = next(iter(models.values())).segmenter
    prepared = prepare_folded(heading, cut_out(folded.text, heading), segmenter=segmenter)
    return TextReading(parts.written, folded, prepared, models)


def _log_chances(model: TextModel, row: sparse.csr_matrix) -> dict[str, float]:
    chances = np.log(np.maximum(model.find_chances_of(row), np.exp(FLOOR)))
    return dict(zip(model.labels, chances.tolist(), strict=True))


def _place(cues: tuple[WordCue, ...], folded: FoldedText, written: str) -> tuple[Cue, ...]:
    """Each cue at its first stand in the letter, in the letter's own characters; those that stand nowhere go."""
    placed = []
    for cue in cues:
        start = folded.text.find(cue.words)
        if start >= 0:
            span = folded.span(start, start + len(cue.words))
            placed.append(Cue(text=span.of(written), weight=cue.weight, span=span, source="model"))
    return tuple(placed)
