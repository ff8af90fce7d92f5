"""Fit combiners so that each letter is answered by one that did not learn from it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from classifiers.weighing.combining import Combiner, fit_score
from classifiers.weighing.evidence import EvidenceTable
from classifiers.weighing.judging_model import HeldOut

Floats = NDArray[np.float64]
Truth = Mapping[str, float]
Fit = Callable[[Sequence[EvidenceTable], Sequence[Truth]], Combiner]


@dataclass(frozen=True, eq=False)
class Combined:
    """The combiner of all letters, and what letters held out got: `chances` has shape (letters, answers)."""

    combiner: Combiner
    held_out: HeldOut
    chances: Floats


def hold_out_combined(
    tables: Sequence[EvidenceTable],
    truths: Sequence[Truth],
    folds: NDArray[np.intp],
    fit: Fit,
    *,
    positive: str | None = None,
    known_score: tuple[float, float] | None = None,
) -> Combined:
    """Fit with `fit` on all letters but one fold's, for each fold, and on all; letters without a truth teach nothing.

    `positive` is the answer that must not be missed, where a task has one; `known_score` is passed on to `fit_score`.
    """
    chances = np.zeros((len(tables), len(tables[0].answers)))
    used = [bool(truth) for truth in truths]
    for fold in np.unique(folds).tolist():
        rest = [n for n in range(len(tables)) if folds[n] != fold and used[n]]
        combiner = fit([tables[n] for n in rest], [truths[n] for n in rest])
        for n in np.flatnonzero(folds == fold).tolist():
            chances[n] = combiner.find_chances(tables[n])
    kept = [n for n in range(len(tables)) if used[n]]
    answers = tables[0].answers
    right = np.array([answers[int(chances[n].argmax())] in truths[n] for n in kept])
    best, parts = chances[kept].max(axis=1), folds[kept]
    scores = np.zeros(len(kept))
    for fold in np.unique(parts).tolist():
        rest_of, held = parts != fold, parts == fold
        slope, shift = fit_score(best[rest_of].tolist(), right[rest_of].tolist(), known=known_score)
        mapped = Combiner(answers, (), np.zeros(0), np.zeros(len(answers)), slope, shift)
        scores[held] = [round(mapped.score(chance), 4) for chance in best[held].tolist()]
    slope, shift = fit_score(best.tolist(), right.tolist(), known=known_score)
    final = fit([tables[n] for n in kept], [truths[n] for n in kept])
    yes: list[float] = []
    no: list[float] = []
    if positive is not None:
        column = answers.index(positive)
        for n in kept:
            (yes if positive in truths[n] else no).append(round(float(chances[n, column]), 5))
    held_out = HeldOut(tuple(scores.tolist()), tuple(right.tolist()), tuple(yes), tuple(no))
    return Combined(replace(final, slope=slope, shift=shift), held_out, chances)
