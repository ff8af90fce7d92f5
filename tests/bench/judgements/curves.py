"""Scores and whether the answer was right: held-out letters of the model, and letters judged as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.learning.calibration import calibration_gap
from classifiers.weighing.judging_model import JudgingModel
from tests.bench.judgements.figures import find_interval
from tests.bench.judgements.letters import Judged

QUESTIONS = ("topic", "unit", "matter_class")
BINS = 10
ENOUGH = 30
"""Letters from which on a bin says something."""
HELD_OUT, JUDGED = "held out in training", "judged by two readers"


@dataclass(frozen=True, eq=False)
class Curve:
    """The scores of best answers with whether these were right; both have shape (letters,)."""

    question: str
    source: str
    scores: NDArray[np.float64]
    right: NDArray[np.bool_]
    threshold: float
    """From here on an answer passes alone."""

    def bins(self) -> list[tuple[float, float, int, int]]:
        """Of each of ten bins of equal width that holds letters: mean score, share right, right ones, letters."""
        places = np.minimum((self.scores * BINS).astype(int), BINS - 1)
        found = []
        for number in range(BINS):
            inside = places == number
            count, hits = int(inside.sum()), int(self.right[inside].sum())
            if count:
                found.append((float(self.scores[inside].mean()), hits / count, hits, count))
        return found

    def coverage(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The share of letters taken by falling score, and how many of these are right."""
        order = np.argsort(-self.scores, kind="stable")
        taken = np.arange(1, len(order) + 1)
        return taken / len(order), np.cumsum(self.right[order]) / taken


def collect_held_out(judging: JudgingModel) -> list[Curve]:
    """What the thresholds come from."""
    return [
        Curve(
            question,
            HELD_OUT,
            np.array(judging.held_out[question].scores),
            np.array(judging.held_out[question].right, dtype=np.bool_),
            judging.thresholds[question].score,
        )
        for question in QUESTIONS
    ]


def collect_judged(judged: Sequence[Judged], judging: JudgingModel) -> list[Curve]:
    """The same of whole letters: the best answer that a person is shown, after the guard, with its score."""
    curves = []
    for question in QUESTIONS:
        # What the guard leaves over is no likeliest answer: its score says nothing of how sure the judgement is.
        shown = [one for one in judged if one.ranked(question) and not one.is_guarded(question)]
        curves.append(
            Curve(
                question,
                JUDGED,
                np.array([one.judgements[question].score for one in shown]),
                np.array([one.ranked(question)[0] in one.accepted(question) for one in shown], dtype=np.bool_),
                judging.thresholds[question].score,
            )
        )
    return curves


def tell_gaps(curves: Sequence[Curve]) -> str:
    """How far scores lie from shares right, in points: the mean over ten bins weighed by letters, and the largest."""
    told = [
        f"| question | letters | right | mean score | mean gap, points | largest gap ({ENOUGH} letters) | by chance |",
        "|---|---|---|---|---|---|---|",
    ]
    for curve in curves:
        full = [row for row in curve.bins() if row[3] >= ENOUGH]
        score, share, hits, count = max(full, key=lambda row: abs(row[0] - row[1]), default=(0.0, 0.0, 0, 0))
        low, high = find_interval(hits, count)
        told.append(
            f"| {curve.question}, {curve.source} | {len(curve.scores)} | {curve.right.mean():.3f} "
            f"| {curve.scores.mean():.3f} | {100 * calibration_gap(curve.scores, curve.right, bins=BINS):.1f} "
            f"| {100 * abs(score - share):.1f} (score {score:.2f}, right {share:.2f}, {count} letters) "
            f"| {'yes' if low <= score <= high else 'no'} |"
        )
    return "\n".join(told)
