"""Weigh an own model's word together with all evidence that ships, as the office's letters teach it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from threadpoolctl import threadpool_limits

from classifiers.learning.answers import Answered
from classifiers.learning.crossing import Crossed, draw_rows
from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.fitting import Floats, Places
from classifiers.learning.material import Step
from classifiers.learning.model_files import WHOLE_HELD_OUT, lay_held_out
from classifiers.learning.training import TrainedModel
from classifiers.weighing.combining import Combiner
from classifiers.weighing.evidence import EvidenceTable
from classifiers.weighing.judging_model import HeldOut, JudgingModel
from classifiers.weighing.own_files import COMBINED, write_combined
from classifiers.weighing.own_training import (
    MOST_LETTERS,
    OwnChances,
    add_own,
    answer_combined,
    combine_own,
    see_tables,
)
from vocab import Vocabulary

TOLD_EVERY = 20


@dataclass(frozen=True, eq=False)
class Evidence:
    """The evidence that ships on some letters of a training, by their places in its material."""

    task: str
    judging: JudgingModel
    labels: tuple[str, ...]
    rows: Mapping[int, LabelledRow]
    tables: Mapping[int, EvidenceTable]

    def combine(self, places: Places, chances: Floats, folds: Places) -> tuple[Combiner, HeldOut]:
        """How the evidence on some of them is weighed with what an own model said of them, held out by folds."""
        rows, tables = self._take(places)
        own = OwnChances(self.labels, chances, folds)
        return combine_own(rows, tables, own, task=self.task, judging=self.judging)

    def answer(self, places: Places, chances: Floats, combiner: Combiner) -> tuple[Answered, ...]:
        """What all evidence says of some of them."""
        rows, tables = self._take(places)
        return answer_combined(rows, add_own(tables, self.labels, chances), combiner)

    def _take(self, places: Places) -> tuple[list[LabelledRow], list[EvidenceTable]]:
        return [self.rows[place] for place in places.tolist()], [self.tables[place] for place in places.tolist()]


def combine_evidence(
    trained: TrainedModel, judging: JudgingModel, *, vocabulary: Vocabulary, on_step: Step | None = None
) -> dict[str, str]:
    """The files `combined.json` and `held-out-whole.csv` of an own model, by name.

    The answers in the latter are by a combiner that learned from the training part; where there is no test part, by one
    that learned from the other folds.
    """
    learned = trained.learned
    train, test = learned.split.train, learned.split.test
    share = min(1.0, MOST_LETTERS / len(learned.material.letters))
    inside = draw_rows(learned.material, train, round(share * len(train)))
    outside = draw_rows(learned.material, test, round(share * len(test)))
    places = np.sort(np.concatenate([inside, outside]))
    with threadpool_limits(limits=1):  # as in `train_model`: the same bytes on any machine
        evidence = _gather_evidence(trained, judging, places, vocabulary=vocabulary, on_step=on_step)
        if len(outside):
            combiner, _ = evidence.combine(inside, *_at(learned.inner, inside))
            answers = evidence.answer(outside, learned.test[np.isin(test, outside)], combiner)
        else:
            answers = _answer_crossed(evidence, inside, *_at(learned.inner, inside))
        combiner, held_out = evidence.combine(places, *_at(learned.outer, places))
    return {COMBINED: write_combined(combiner, held_out), WHOLE_HELD_OUT: lay_held_out(answers)}


def _gather_evidence(
    trained: TrainedModel, judging: JudgingModel, places: Places, *, vocabulary: Vocabulary, on_step: Step | None
) -> Evidence:
    letters = trained.learned.material.letters
    rows = {place: letters[place] for place in places.tolist()}
    tables: dict[int, EvidenceTable] = {}
    for number, (place, row) in enumerate(rows.items()):
        if on_step and number % TOLD_EVERY == 0:
            on_step("weigh", number, len(rows))
        (tables[place],) = see_tables([row], trained.task, judging, vocabulary=vocabulary)
    return Evidence(trained.task, judging, trained.model.labels, rows, tables)


def _at(crossed: Crossed, places: Places) -> tuple[Floats, Places]:
    """Chances and folds of some of the letters that were cross-validated."""
    chosen = np.isin(crossed.rows, places)
    return crossed.chances[chosen], crossed.folds[chosen]


def _answer_crossed(evidence: Evidence, places: Places, chances: Floats, folds: Places) -> tuple[Answered, ...]:
    answers: list[Answered] = []
    for fold in np.unique(folds).tolist():
        rest, held = folds != fold, folds == fold
        combiner, _ = evidence.combine(places[rest], chances[rest], folds[rest])
        answers += evidence.answer(places[held], chances[held], combiner)
    return tuple(answers)
