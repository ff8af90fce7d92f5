"""Cross-validation: each letter answered by a model, and its score by a calibrator, that did not learn from it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.learning.answers import Answered
from classifiers.learning.calibration import Calibrator, choose_threshold, fit_calibrator
from classifiers.learning.evaluation import Report, measure_answers
from classifiers.learning.fitting import Floats, Places, hold_out_all
from classifiers.learning.material import Material, Step
from classifiers.learning.recipes import Choice, Recipe, choose_recipe, list_candidates
from classifiers.learning.splitting import make_folds

FOLDS = ((50_000, 5), (200_000, 3))
"""Up to so many letters so many folds; two where there are more: what is left to learn from is enough."""
MOST_CHOSEN_BY = 20_000
"""Letters that recipes are tried on: more would tell them apart more finely than it matters."""
CHOOSING_FOLDS = 3
MOST_CALIBRATED = 50_000
"""Letters that a calibrator learns from: it has few numbers to learn."""


@dataclass(frozen=True, eq=False)
class Crossed:
    """What was said of letters by models that did not learn from them.

    `rows` are the letters' places in the material; `folds`, `margins` and `chances` have a row for each of them,
    shapes (rows,), (rows, labels) and (rows, labels).
    """

    rows: Places
    folds: Places
    margins: Floats
    chances: Floats

    def answers(self, material: Material) -> tuple[Answered, ...]:
        """The best answer for each letter."""
        return lay_answers(material, self.rows, self.chances)

    def calibrator(self, material: Material, *, tilt: float) -> Calibrator:
        """The calibrator of a model of all these letters."""
        return calibrate(self.margins, material.topics[self.rows], tilt=tilt)

    def threshold(self, material: Material, *, most_errors: float) -> float:
        """The score from which on upwards at most a part of the answers is wrong."""
        right = self.chances.argmax(axis=1) == material.topics[self.rows]
        return round(choose_threshold(self.chances.max(axis=1), right, most_errors=most_errors), 4)


def count_folds(letters: int) -> int:
    """How many parts so many letters are cross-validated in."""
    return next((folds for most, folds in FOLDS if letters <= most), 2)


def cross_validate(
    material: Material, rows: Places, recipe: Recipe, *, seed: int, tilt: float, step: str, on_step: Step
) -> Crossed:
    """Answer each of some letters by a model of the others among them."""
    folds = fold_rows(material, rows, count_folds(len(rows)), seed=seed)
    parts = np.unique(folds).tolist()
    margins = np.zeros((len(rows), len(material.labels)))
    for number, fold in enumerate(parts):
        on_step(step, number, len(parts))
        rest, held = rows[folds != fold], rows[folds == fold]
        (margins[folds == fold],) = hold_out_all(
            material.counted, material.topics, rest, held, recipes=[recipe], seed=seed
        )
    topics = material.topics[rows]
    chances = np.zeros_like(margins)
    for fold in parts:
        rest, held = folds != fold, folds == fold
        chances[held] = calibrate(margins[rest], topics[rest], tilt=tilt).find_chances(margins[held])
    return Crossed(rows, folds, margins, chances)


def choose_by_crossing(material: Material, rows: Places, *, seed: int, on_step: Step) -> Choice:
    """Try the candidates on some letters, or on as many of them as it takes."""
    candidates = list_candidates(len(rows), titled=material.titled)
    if len(candidates) == 1:
        return Choice()
    chosen_by = draw_rows(material, rows, MOST_CHOSEN_BY)
    folds = fold_rows(material, chosen_by, count_folds(len(chosen_by)), seed=seed)
    parts = np.unique(folds).tolist()[:CHOOSING_FOLDS]
    truth: list[str] = []
    said: dict[Recipe, list[str]] = {recipe: [] for recipe in candidates}
    for number, fold in enumerate(parts):
        on_step("choose", number, len(parts))
        rest, held = chosen_by[folds != fold], chosen_by[folds == fold]
        found = hold_out_all(material.counted, material.topics, rest, held, recipes=candidates, seed=seed)
        truth += [material.labels[topic] for topic in material.topics[held]]
        for recipe, margins in zip(candidates, found, strict=True):
            said[recipe] += [material.labels[topic] for topic in margins.argmax(axis=1)]
    return choose_recipe(truth, said)


def draw_rows(material: Material, rows: Places, most: int) -> Places:
    """Some letters at most, whole groups by their keys, in the order given; the fewer are part of the more."""
    if len(rows) <= most:
        return rows
    keys = material.groups.keys[material.groups.numbers[rows]]
    drawn: Places = rows[keys <= np.partition(keys, most - 1)[most - 1]]
    return drawn


def fold_rows(material: Material, rows: Places, count: int, *, seed: int) -> Places:
    """The fold of each of some letters."""
    groups = material.groups
    return make_folds(material.topics[rows], groups.numbers[rows], groups.keys, count, seed=seed)


def calibrate(margins: Floats, topics: NDArray[np.intp], *, tilt: float) -> Calibrator:
    """Learn probabilities from margins of letters held out, from every n-th where they are many."""
    every = -(-len(topics) // MOST_CALIBRATED)
    return fit_calibrator(margins[::every], topics[::every], tilt=tilt)


def lay_answers(material: Material, rows: Places, chances: Floats) -> tuple[Answered, ...]:
    """The best answer for each of some letters; `chances` has a row for each."""
    best = chances.argmax(axis=1)
    return tuple(
        Answered(row.id, row.label, material.labels[said], float(score), row.day)
        for row, said, score in zip(
            (material.letters[place] for place in rows), best.tolist(), chances.max(axis=1).tolist(), strict=True
        )
    )


def measure_answered(answers: Sequence[Answered]) -> Report:
    """The figures over some answers."""
    return measure_answers([a.label for a in answers], [a.said for a in answers], [a.score for a in answers])
