"""The figures of a model on letters whose answer is known, each with its interval."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.learning.answers import Answered
from classifiers.learning.calibration import calibration_gap
from classifiers.learning.evaluation import PRECISION, coverage
from classifiers.reporting.intervals import (
    Measured,
    measure_drawn,
    measure_f1,
    measure_gap,
    measure_share,
)
from classifiers.reporting.resampling import average_classes, count_kinds, draw_f1s

FEWEST_LETTERS = 50
"""With fewer letters the interval of an accuracy of nine tenths is wider than 17 points: nothing can be judged."""
FEWEST_OF_CLASS = 20
"""With fewer letters a class is not judged by itself: its interval holds almost anything. It counts in the whole."""
GAP = 0.02
"""How far mean score and accuracy may lie apart beside what chance explains: what is asked of the shipped topics."""
BINS = 10
MOST_POINTS = 200
"""Points of a coverage curve: a page shows no more."""


@dataclass(frozen=True, slots=True)
class ClassFigures:
    """How one class fared: letters that are of it, how often it was said, how often rightly."""

    label: str
    letters: int
    said: int
    hits: int
    precision: Measured
    recall: Measured
    f1: Measured


@dataclass(frozen=True, slots=True)
class ScoreBin:
    """The letters with a score from `low` on to below `high`: how sure the model was, and how often right."""

    low: float
    high: float
    letters: int
    mean_score: float
    right: Measured


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """When all letters from `score` on pass: their share of all, and the share of them that is right."""

    score: float
    coverage: float
    precision: float


@dataclass(frozen=True, slots=True)
class Passing:
    """The letters that pass without a person at a threshold."""

    threshold: float
    letters: int
    wrong: int
    coverage: Measured
    precision: Measured


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything measured on one set of answers; `gap` is mean score minus accuracy."""

    letters: int
    accuracy: Measured
    macro_f1: Measured
    mean_score: float
    gap: Measured
    calibration_error: float
    coverage_at_97: float
    passing: Passing
    classes: tuple[ClassFigures, ...]
    bins: tuple[ScoreBin, ...]
    curve: tuple[CoveragePoint, ...]


def measure(answers: Sequence[Answered], *, threshold: float) -> Figures:
    """Measure answers; macro-F1 is over the classes that the truth holds, as in `evaluation.measure_answers`."""
    right = np.array([answer.is_right for answer in answers], dtype=np.bool_)
    scores = np.array([answer.score for answer in answers], dtype=np.float64)
    hits = int(right.sum())
    return Figures(
        letters=len(answers),
        accuracy=measure_share(hits, len(answers)),
        macro_f1=measure_macro_f1(answers),
        mean_score=float(scores.mean()) if len(scores) else 0.0,
        gap=measure_gap(scores, right),
        calibration_error=calibration_gap(scores, right, bins=BINS),
        coverage_at_97=coverage(scores, right, precision=PRECISION) if len(scores) else 0.0,
        passing=measure_passing(scores, right, threshold=threshold),
        classes=measure_classes(answers),
        bins=measure_bins(scores, right),
        curve=trace_coverage(scores, right),
    )


def measure_classes(answers: Sequence[Answered]) -> tuple[ClassFigures, ...]:
    """Figures of every class that the truth or an answer holds, the largest first."""
    letters, said = Counter(a.label for a in answers), Counter(a.said for a in answers)
    hits = Counter(a.label for a in answers if a.is_right)
    return tuple(
        ClassFigures(
            label=label,
            letters=letters[label],
            said=said[label],
            hits=hits[label],
            precision=measure_share(hits[label], said[label]),
            recall=measure_share(hits[label], letters[label]),
            f1=measure_f1(hits[label], letters[label], said[label]),
        )
        for label in sorted({*letters, *said}, key=lambda label: (-letters[label], label))
    )


def measure_macro_f1(answers: Sequence[Answered]) -> Measured:
    """The mean F1 of the classes that the truth holds, with its bootstrap interval.

    Letters that are all right would be drawn as right each time: there Wilson's interval of the accuracy stands in.
    """
    if not answers:
        return Measured(None, 0.0, 1.0)
    if all(answer.is_right for answer in answers):
        return measure_share(len(answers), len(answers))
    known = [figures for figures in measure_classes(answers) if figures.letters]
    value = float(np.mean([figures.f1.value or 0.0 for figures in known]))
    kinds = count_kinds([[a.label for a in answers], [a.said for a in answers]], [row.label for row in known])
    return measure_drawn(value, np.concatenate([average_classes(f1s[0]) for f1s in draw_f1s(kinds)]))


def measure_passing(scores: NDArray[np.float64], right: NDArray[np.bool_], *, threshold: float) -> Passing:
    """What passes from the threshold on upwards."""
    passed = scores >= threshold
    letters, wrong = int(passed.sum()), int((passed & ~right).sum())
    return Passing(
        threshold, letters, wrong, measure_share(letters, len(scores)), measure_share(letters - wrong, letters)
    )


def measure_bins(scores: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[ScoreBin, ...]:
    """Scores against truth in bins of equal width; bins without a letter are left out."""
    places = np.minimum((scores * BINS).astype(int), BINS - 1)
    return tuple(
        ScoreBin(
            low=place / BINS,
            high=(place + 1) / BINS,
            letters=int(inside.sum()),
            mean_score=float(scores[inside].mean()),
            right=measure_share(int(right[inside].sum()), int(inside.sum())),
        )
        for place in range(BINS)
        if (inside := places == place).any()
    )


def trace_coverage(scores: NDArray[np.float64], right: NDArray[np.bool_]) -> tuple[CoveragePoint, ...]:
    """Share right against share passed, by falling score; letters of one score pass together or not at all."""
    if not len(scores):
        return ()
    order = np.argsort(-scores, kind="stable")
    good = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    if len(ends) > MOST_POINTS:
        ends = ends[np.unique(np.linspace(0, len(ends) - 1, MOST_POINTS).round().astype(int))]
    return tuple(
        CoveragePoint(float(scores[order][end]), float((end + 1) / len(order)), float(good[end])) for end in ends
    )
