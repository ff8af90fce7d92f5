"""Turn margins into probabilities that hold, and find the score below which the model steps back."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax, softmax

FREEDOM = 0.05
"""How far the map may leave a single scale for all topics (variance of its other terms; docs/topics.md)."""
FIRST_SCALE = 4.0

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Calibrator:
    """Probabilities from margins: softmax of `margins @ weights + bias`; shapes (topics, topics) and (topics,)."""

    weights: Floats
    bias: Floats

    def find_chances(self, margins: Floats) -> Floats:
        """The probability of each topic: a row for each letter."""
        chances: Floats = softmax(margins @ self.weights + self.bias, axis=1)
        return chances


def fit_calibrator(margins: Floats, topics: NDArray[np.intp], *, tilt: float = 0.0) -> Calibrator:
    """Learn probabilities from margins of letters that the classifier was not trained on.

    The map is one scale for all topics plus small terms for each pair of topics, kept small by a penalty: with
    many letters they mend what the classifier favours wrongly, with few the scale alone is left. `tilt` weighs
    each letter by (1 / letters of its topic) ** tilt, for offices whose small topics are larger than in the data.
    """
    count = margins.shape[1]
    weights = (1 / np.bincount(topics, minlength=count)[topics]) ** tilt
    weights /= weights.mean()
    truth = np.eye(count)[topics]

    def unfold(values: Floats) -> Calibrator:
        scale, bias, rest = values[0], values[1 : count + 1], values[count + 1 :]
        return Calibrator(rest.reshape(count, count) + scale * np.eye(count), bias)

    def cost(values: Floats) -> tuple[float, Floats]:
        given = unfold(values)
        logs = log_softmax(margins @ given.weights + given.bias, axis=1)
        misses = (np.exp(logs) - truth) * weights[:, None]
        penalty = values[1:] / FREEDOM
        slope = np.concatenate([[(misses * margins).sum()], misses.sum(axis=0), (margins.T @ misses).ravel()])
        slope[1:] += penalty
        return float(-(weights[:, None] * logs * truth).sum() + values[1:] @ penalty / 2), slope

    start = np.zeros(1 + count + count * count)
    start[0] = FIRST_SCALE
    return unfold(np.asarray(minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x))


def choose_threshold(scores: Floats, right: NDArray[np.bool_], *, most_errors: float) -> float:
    """The lowest score from which on upwards at most the part `most_errors` of the answers is wrong.

    1.0 when no score serves: the model then always steps back.
    """
    order = np.argsort(-scores, kind="stable")
    errors = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    # letters with the same score pass together or not at all
    last_of_score = np.append(np.diff(scores[order]) != 0, True)
    served = np.flatnonzero((errors <= most_errors) & last_of_score)
    return float(scores[order][served[-1]]) if len(served) else 1.0


def calibration_gap(scores: Sequence[float] | Floats, right: NDArray[np.bool_], *, bins: int = 10) -> float:
    """Expected calibration error: mean distance between score and accuracy over bins of equal width, by letters."""
    values = np.asarray(scores, dtype=np.float64)
    places = np.minimum((values * bins).astype(int), bins - 1)
    gaps = [abs(values[places == b].sum() - right[places == b].sum()) for b in range(bins)]
    return float(sum(gaps) / max(1, len(values)))
