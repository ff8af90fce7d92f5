"""Combiners and held-out scores as plain values, for the JSON files of models."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from classifiers.weighing.combining import Combiner
from classifiers.weighing.judging_model import HeldOut


def describe_combiner(combiner: Combiner) -> dict[str, Any]:
    """A combiner as plain values, rounded to what can matter."""
    return {
        "answers": combiner.answers,
        "kinds": combiner.kinds,
        "factors": [round(float(factor), 6) for factor in combiner.factors],
        "biases": [round(float(bias), 6) for bias in combiner.biases],
        "score": [round(combiner.slope, 6), round(combiner.shift, 6)],
    }


def read_combiner(row: Mapping[str, Any]) -> Combiner:
    """A combiner from plain values. Raises ValueError, KeyError or TypeError when they do not fit together."""
    slope, shift = row["score"]
    combiner = Combiner(
        answers=tuple(row["answers"]),
        kinds=tuple(row["kinds"]),
        factors=np.array(row["factors"], dtype=np.float64),
        biases=np.array(row["biases"], dtype=np.float64),
        slope=float(slope),
        shift=float(shift),
    )
    if combiner.factors.shape != (len(combiner.kinds),) or combiner.biases.shape != (len(combiner.answers),):
        raise ValueError("shapes")
    if not np.isfinite([*combiner.factors, *combiner.biases, combiner.slope, combiner.shift]).all():
        raise ValueError("figures")
    return combiner


def describe_held_out(held: HeldOut) -> dict[str, Any]:
    """Held-out scores as plain values."""
    return {
        "scores": held.scores,
        "right": [int(right) for right in held.right],
        "positive": held.positive,
        "negative": held.negative,
    }


def read_held_out(row: Mapping[str, Any]) -> HeldOut:
    """Held-out scores from plain values. Raises ValueError, KeyError or TypeError when they do not fit together."""
    held = HeldOut(*(tuple(row[key]) for key in ("scores", "right", "positive", "negative")))
    if len(held.scores) != len(held.right):
        raise ValueError("lengths")
    if not all(0 <= chance <= 1 for chance in (*held.scores, *held.positive, *held.negative)):
        raise ValueError("figures")
    return held
