"""The score from which on an answer may pass without a person, by an error budget and held-out letters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta


@dataclass(frozen=True, slots=True)
class Threshold:
    """From `score` on answers pass alone; `share` of the held-out letters did, `errors` of these were wrong.

    `bound` is the upper limit of the error rate with the confidence asked for. A score above 1 lets nothing pass.
    """

    score: float
    share: float
    errors: int
    bound: float


ROOM = 3
"""How many times the letters that would do without an error the search begins with."""
NOTHING_PASSES = Threshold(1.01, 0.0, 0, 1.0)


def choose_threshold_for(
    scores: Sequence[float], right: Sequence[bool], *, budget: float, confidence: float
) -> Threshold:
    """The lowest score from which on at most `budget` of the answers is wrong, with the confidence asked for.

    The upper limit of the error rate is that of Clopper and Pearson (Biometrika 26, 1934). Scores are tried from
    above in fixed steps, each by the full confidence, and the first that fails ends the search (fixed sequence
    testing, so that trying many costs no certainty). The search begins where enough letters pass that a few may be
    wrong: where that is, the scores alone decide.
    """
    values, good = np.asarray(scores, dtype=np.float64), np.asarray(right, dtype=np.bool_)
    enough = ROOM * least_letters(budget, confidence=confidence)
    best = NOTHING_PASSES
    for score in _steps():
        passed = values >= score
        count, errors = int(passed.sum()), int((~good[passed]).sum())
        if count < enough:
            continue
        bound = upper_limit(errors, count, confidence=confidence)
        if bound > budget:
            break
        best = Threshold(float(score), count / len(values), errors, bound)
    return best


def choose_floor(chances: Sequence[float], *, missed: float) -> float:
    """The chance below which at most the share `missed` of the letters that must be noticed lies.

    `chances` are those of held-out letters of that kind. By conformal risk control (Angelopoulos and others, 2024) the
    share holds on average for letters like these: of n of them, missed x (n + 1) - 1 may lie below. With too few
    to promise that, the floor is the lowest chance seen.
    """
    ordered = sorted(chances)
    return ordered[max(0, int(missed * (len(ordered) + 1)) - 1)] if ordered else 0.0


def upper_limit(errors: int, count: int, *, confidence: float) -> float:
    """The upper limit of the error rate after `errors` among `count` (Clopper and Pearson, one-sided)."""
    return 1.0 if errors >= count else float(beta.ppf(confidence, errors + 1, count - errors))


def least_letters(budget: float, *, confidence: float) -> int:
    """How many letters without one error are needed to be that certain of the budget."""
    return int(np.ceil(np.log(1 - confidence) / np.log(1 - budget)))


def _steps() -> NDArray[np.float64]:
    return np.round(np.arange(0.995, 0.0, -0.005), 3)
