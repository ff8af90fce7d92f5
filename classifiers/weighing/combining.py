"""Put the evidence of rules and learned models together to one probability for each answer.

A conditional logit (McFadden, 1974): an answer's weight is the sum of its evidence, each kind times one factor that
all answers share, plus a small bias of its own; chances are the softmax of the weights. With so few factors a thousand
annotated letters suffice, and each factor can be read: it says what a kind of evidence is worth.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import expit, log_softmax, softmax

from classifiers.weighing.evidence import EvidenceTable

STIFFNESS, BIAS_STIFFNESS = 0.1, 2.0
"""How hard factors and biases are held towards 0."""
KNOWN_STIFFNESS, KNOWN_BIAS_STIFFNESS, NEW_STIFFNESS = 50.0, 5.0, 2.0
"""How hard factors and biases are held towards those that are known already, and new factors towards 0."""
SCORE_STIFFNESS = 2.0
"""How hard slope and shift are held towards those that are known already."""
FIRST_FACTOR = 0.5
LEAST_CHANCE = 1e-6

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Combiner:
    """The factor of each kind of evidence, shape (kinds,), and the bias of each answer, shape (answers,).

    Chances are those of being a reader's first choice. `slope` and `shift` lead from the best answer's log-odds to
    those of being right, for a second choice may be right too (Platt, 1999).
    """

    answers: tuple[str, ...]
    kinds: tuple[str, ...]
    factors: Floats
    biases: Floats
    slope: float = 1.0
    shift: float = 0.0

    def fitted_to(self, answers: tuple[str, ...]) -> "Combiner":
        """The combiner for other answers: each keeps its bias, new ones have none."""
        if answers == self.answers:
            return self
        biases = dict(zip(self.answers, self.biases.tolist(), strict=True))
        return replace(self, answers=answers, biases=np.array([biases.get(answer, 0.0) for answer in answers]))

    def weigh(self, table: EvidenceTable) -> Floats:
        """The weight of each answer, shape (answers,)."""
        weights: Floats = table.values @ self.factors + self.biases
        return weights

    def find_chances(self, table: EvidenceTable) -> Floats:
        """The probability of each answer, shape (answers,)."""
        chances: Floats = softmax(self.weigh(table))
        return chances

    def score(self, chance: float) -> float:
        """The probability that the best answer is right, from its chance."""
        return float(expit(self.slope * log_odds(chance) + self.shift))


def log_odds(chance: float) -> float:
    """The log-odds of a chance, held away from certainty."""
    held = min(max(chance, LEAST_CHANCE), 1 - LEAST_CHANCE)
    return float(np.log(held / (1 - held)))


def fit_score(
    chances: Sequence[float], right: Sequence[bool], *, known: tuple[float, float] | None = None
) -> tuple[float, float]:
    """Slope and shift from the best answers' chances, of letters held out, and whether they were right.

    Where slope and shift are `known` already the letters move them, the more of them the further, and right and wrong
    count as (right + 1) / (right + 2) and 1 / (wrong + 2) (Platt, 1999): a few letters that are all right make no score
    certain.
    """
    odds = np.array([log_odds(chance) for chance in chances])
    good = np.asarray(right, dtype=np.float64)
    held_to, stiff = np.array([1.0, 0.0]), 0.0
    if known is not None:
        held_to, stiff = np.array(known), SCORE_STIFFNESS
        good = np.where(good > 0, (good.sum() + 1) / (good.sum() + 2), 1 / ((1 - good).sum() + 2))

    def cost(given: Floats) -> tuple[float, Floats]:
        values = given[0] * odds + given[1]
        misses = expit(values) - good
        away = given - held_to
        loss = float(np.logaddexp(0, values).sum() - (good * values).sum() + stiff * (away**2).sum() / 2)
        return loss, np.array([(misses * odds).sum(), misses.sum()]) + stiff * away

    slope, shift = minimize(cost, held_to, jac=True, method="L-BFGS-B").x
    return float(slope), float(shift)


def fit_combiner(
    tables: Sequence[EvidenceTable],
    truths: Sequence[Mapping[str, float]],
    *,
    fixed: Mapping[str, float] | None = None,
    known: Combiner | None = None,
) -> Combiner:
    """Learn factors and biases from tables of letters with the share that each answer deserves.

    A letter with a second acceptable answer has both in its truth, with shares that add up to 1. All tables have the
    same answers and kinds; what learned models say in them must come from models that did not learn from the letter.
    `fixed` are factors of kinds of evidence that the letters cannot teach. With a combiner that is `known` already the
    letters move its factors and biases, the more of them the further, and kinds that are new to it start at 0.
    """
    first = tables[0]
    values = np.stack([table.values for table in tables])
    places = {answer: number for number, answer in enumerate(first.answers)}
    target = np.zeros(values.shape[:2])
    for row, truth in enumerate(truths):
        for answer, share in truth.items():
            target[row, places[answer]] = share
    count = len(first.kinds)
    held_to = np.concatenate([np.zeros(count), np.zeros(len(first.answers))])
    stiff, bias_stiff = np.full(count, STIFFNESS), BIAS_STIFFNESS
    start = np.concatenate([np.full(count, FIRST_FACTOR), np.zeros(len(first.answers))])
    if known is not None:
        factors = dict(zip(known.kinds, known.factors.tolist(), strict=True))
        held_to = np.concatenate(
            [[factors.get(kind, 0.0) for kind in first.kinds], known.fitted_to(first.answers).biases]
        )
        stiff = np.array([KNOWN_STIFFNESS if kind in factors else NEW_STIFFNESS for kind in first.kinds])
        bias_stiff, start = KNOWN_BIAS_STIFFNESS, held_to
    given_factors = fixed or {}
    learnt = np.array([kind not in given_factors for kind in first.kinds], dtype=np.float64)
    set_factors = np.array([given_factors.get(kind, 0.0) for kind in first.kinds])

    def cost(given: Floats) -> tuple[float, Floats]:
        factors, biases = given[:count] * learnt + set_factors, given[count:]
        logs = log_softmax(values @ factors + biases, axis=1)
        misses = np.exp(logs) - target
        away, astray = factors - held_to[:count], biases - held_to[count:]
        penalty = (stiff * away**2).sum() / 2 + bias_stiff * (astray**2).sum() / 2
        slope = np.concatenate(
            [
                ((misses[:, :, None] * values).sum(axis=(0, 1)) + stiff * away) * learnt,
                misses.sum(axis=0) + bias_stiff * astray,
            ]
        )
        return float(-(target * logs).sum() + penalty), slope

    found = np.asarray(minimize(cost, start, jac=True, method="L-BFGS-B", options={"maxiter": 500}).x)
    return Combiner(first.answers, first.kinds, found[:count] * learnt + set_factors, found[count:])
