"""Measure a topic model on letters whose topic is known."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.learning.calibration import calibration_gap

PRECISION = 0.97
"""Of the letters that pass without a person, this part must be right."""


@dataclass(frozen=True, slots=True)
class TopicResult:
    """How one topic fared."""

    topic: str
    letters: int
    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Report:
    """Figures over a set of letters; the names are those of `metrics.json`."""

    letters: int
    accuracy: float
    macro_f1: float
    coverage_at_97: float
    mean_score: float
    calibration_error: float
    topics: tuple[TopicResult, ...]

    def as_json(self) -> dict[str, object]:
        """Plain values, rounded to what the number of letters can tell."""
        row = {key: round(value, 4) if isinstance(value, float) else value for key, value in asdict(self).items()}
        row["topics"] = [
            {key: round(value, 3) if isinstance(value, float) else value for key, value in topic.items()}
            for topic in asdict(self)["topics"]
        ]
        return row


def measure_answers(truth: Sequence[str], said: Sequence[str], scores: Sequence[float]) -> Report:
    """Compare what was said, with its scores, to the truth; macro-F1 is over the topics that the truth holds."""
    right = np.array([t == s for t, s in zip(truth, said, strict=True)], dtype=np.bool_)
    values = np.asarray(scores, dtype=np.float64)
    topics = tuple(_measure_topic(topic, truth, said) for topic in sorted(set(truth)))
    return Report(
        letters=len(right),
        accuracy=float(right.mean()) if len(right) else 0.0,
        macro_f1=float(np.mean([topic.f1 for topic in topics])) if topics else 0.0,
        coverage_at_97=coverage(values, right, precision=PRECISION),
        mean_score=float(values.mean()) if len(values) else 0.0,
        calibration_error=calibration_gap(values, right),
        topics=topics,
    )


def coverage(scores: NDArray[np.float64], right: NDArray[np.bool_], *, precision: float) -> float:
    """The largest part of the letters, taken by falling score, of which at least `precision` are right."""
    order = np.argsort(-scores, kind="stable")
    good = np.cumsum(right[order]) / np.arange(1, len(order) + 1)
    served = np.flatnonzero(good >= precision)
    return float((served[-1] + 1) / len(order)) if len(served) else 0.0


def _measure_topic(topic: str, truth: Sequence[str], said: Sequence[str]) -> TopicResult:
    hit = sum(t == s == topic for t, s in zip(truth, said, strict=True))
    letters, named = sum(t == topic for t in truth), sum(s == topic for s in said)
    return TopicResult(
        topic=topic,
        letters=letters,
        precision=hit / max(1, named),
        recall=hit / max(1, letters),
        f1=2 * hit / max(1, letters + named),
    )
