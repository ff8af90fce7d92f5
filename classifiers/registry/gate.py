"""What a model must show before it serves: on the same letters it may not be worse than what serves now.

Pure functions over answers. Both sides must be answers of models that did not learn from the letters.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

from classifiers.learning.answers import Answered
from classifiers.learning.calibration import calibration_gap
from classifiers.registry.refusals import Refusal
from classifiers.reporting.comparing import SIGNIFICANT, find_mcnemar
from classifiers.reporting.figures import FEWEST_LETTERS, FEWEST_OF_CLASS, GAP, ClassFigures, measure_classes
from classifiers.reporting.intervals import Measured, Z, measure_share

ERROR = 0.03
"""How large the expected calibration error may be beside what chance explains: the three points of docs/judging.md."""
DRAWS, SEED = 400, 0

BY_FAR = 2.0
"""How many times its limit the mean score may lie above the accuracy, whatever served before."""


@dataclass(frozen=True, slots=True)
class ClassChange:
    """F1 of one class before and after; `old` has the interval that the new one must not fall below."""

    label: str
    letters: int
    old: Measured
    new: float

    @property
    def is_judged(self) -> bool:
        """Whether there are enough letters to judge the class by itself."""
        return self.letters >= FEWEST_OF_CLASS

    @property
    def is_worse(self) -> bool:
        """Whether it got worse by more than its interval."""
        return self.is_judged and self.new < self.old.low


@dataclass(frozen=True, slots=True)
class Calibrated:
    """How far scores may be believed: `gap` is mean score minus accuracy, `error` the expected calibration error.

    The limits are what is allowed for this number of letters.
    """

    gap: float
    gap_limit: float
    error: float
    error_limit: float

    @property
    def gap_holds(self) -> bool:
        """Whether the mean score is near enough to the accuracy."""
        return abs(self.gap) <= self.gap_limit

    @property
    def error_holds(self) -> bool:
        """Whether scores and accuracy agree bin by bin."""
        return self.error <= self.error_limit


@dataclass(frozen=True, slots=True)
class GateComparison:
    """A candidate and what serves now, on the letters that both answered; `p_value` is of McNemar's exact test."""

    letters: int
    accuracy_old: Measured
    accuracy_new: Measured
    only_old: int
    only_new: int
    p_value: float
    calibrated_old: Calibrated
    calibrated_new: Calibrated
    classes: tuple[ClassChange, ...]


def compare_in_service(candidate: Sequence[Answered], serving: Sequence[Answered]) -> GateComparison:
    """Compare the answers of a candidate with those of what serves now; letters that only one answered are left out."""
    known = {answer.id: answer for answer in serving}
    pairs = [(answer, known[answer.id]) for answer in candidate if answer.id in known]
    new = [one for one, _ in pairs]
    old = [Answered(other.id, one.label, other.said, other.score, one.day) for one, other in pairs]
    only_new = sum(one.is_right and not other.is_right for one, other in zip(new, old, strict=True))
    only_old = sum(other.is_right and not one.is_right for one, other in zip(new, old, strict=True))
    return GateComparison(
        letters=len(pairs),
        accuracy_old=measure_share(sum(one.is_right for one in old), len(pairs)),
        accuracy_new=measure_share(sum(one.is_right for one in new), len(pairs)),
        only_old=only_old,
        only_new=only_new,
        p_value=find_mcnemar(only_new, only_old),
        calibrated_old=measure_calibration(old),
        calibrated_new=measure_calibration(new),
        classes=_compare_classes(old, new),
    )


def judge_figures(seen: GateComparison) -> tuple[Refusal, ...]:
    """Every reason that the figures give against the candidate.

    Calibration counts against it where it fails its limit and is worse than that of what serves now, or where scores
    promise far too much: they do not become good by replacing worse ones.
    """
    if seen.letters < FEWEST_LETTERS:
        return (Refusal("gate.too-few", f"{seen.letters} < {FEWEST_LETTERS}"),)
    found = [
        Refusal("gate.class-worse", f"{one.label}: F1 {one.old.value:.3f} ({one.old.low:.3f}…) → {one.new:.3f}")
        for one in seen.classes
        if one.is_worse
    ]
    if seen.only_old > seen.only_new and seen.p_value < SIGNIFICANT:
        found.append(Refusal("gate.worse", f"{seen.only_old} : {seen.only_new}, p = {seen.p_value:.4f}"))
    old, new = seen.calibrated_old, seen.calibrated_new
    if not new.gap_holds and (abs(new.gap) > abs(old.gap) or new.gap > BY_FAR * new.gap_limit):
        found.append(Refusal("gate.calibration", f"gap {new.gap:+.3f}, limit {new.gap_limit:.3f}"))
    if not new.error_holds and new.error > old.error:
        found.append(Refusal("gate.calibration", f"ECE {new.error:.3f}, limit {new.error_limit:.3f}"))
    return tuple(found)


def measure_calibration(answers: Sequence[Answered]) -> Calibrated:
    """How well scores and accuracy agree, and how well they must for so many letters.

    Were every score exactly right, each answer would be right by a coin of that weight. The standard error of the mean
    of such coins is added to the limit of the gap, the 97.5th percentile of the error of coins thrown anew to that of
    the expected calibration error: both limits narrow as letters grow.
    """
    if not answers:
        return Calibrated(0.0, 1.0, 0.0, 1.0)
    scores = np.array([answer.score for answer in answers], dtype=np.float64)
    right = np.array([answer.is_right for answer in answers], dtype=np.bool_)
    chance = Z * sqrt(float((scores * (1 - scores)).sum())) / len(scores)
    return Calibrated(
        gap=float(scores.mean() - right.mean()),
        gap_limit=GAP + chance,
        error=calibration_gap(scores, right),
        error_limit=ERROR + _error_by_chance(scores),
    )


def _error_by_chance(scores: NDArray[np.float64]) -> float:
    """What the calibration error of perfect scores exceeds once in forty times."""
    coins = np.random.default_rng(SEED).random((DRAWS, len(scores))) < scores
    return float(np.percentile([calibration_gap(scores, thrown) for thrown in coins], 97.5))


def _compare_classes(old: Sequence[Answered], new: Sequence[Answered]) -> tuple[ClassChange, ...]:
    """Each class that the letters hold, the largest first."""
    after: dict[str, ClassFigures] = {one.label: one for one in measure_classes(new)}
    return tuple(
        ClassChange(one.label, one.letters, one.f1, after[one.label].f1.value or 0.0)
        for one in measure_classes(old)
        if one.letters
    )
