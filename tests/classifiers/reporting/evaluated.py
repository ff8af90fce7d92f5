"""Evaluations drawn by chance, for tests of reports."""

import random
from datetime import date

from classifiers.learning.answers import Answered
from classifiers.learning.data_rows import LabelledRow
from classifiers.reporting.evaluations import Evaluation, LearningPoint, OtherModel


def draw_answers(labels: list[str], count: int, *, seed: int = 0, right: float = 0.9) -> tuple[Answered, ...]:
    """Answers with scores; the same seed has the same letters and truth, whatever share is right."""
    truth, chance = random.Random(seed), random.Random(f"{seed} {right}")
    found = []
    for number in range(count):
        label = truth.choice(labels)
        said = label if chance.random() < right else chance.choice(labels)
        score = min(0.999, max(0.1, chance.gauss(right, 0.1)))
        found.append(Answered(f"{number:04}", label, said, round(score, 4), date(2026, 1 + number % 9, 1)))
    return tuple(found)


def draw_evaluation(labels: list[str], count: int = 200, **more: object) -> Evaluation:
    """An evaluation with a comparison, an earlier model, texts and a learning curve."""
    answers = draw_answers(labels, count)
    texts = {a.id: LabelledRow(a.id, f"第{a.id}封", "楼上漏水，物业不管。" * 3, a.label) for a in answers}
    old = OtherModel("own-topic-1", draw_answers(labels, count, right=0.8), 0.9, draw_answers(labels, 150, seed=5))
    given: dict[str, object] = {
        "labels": tuple(labels), "texts": texts, "against": old, "earlier": old, "left_out": 3,
        "learning_curve": (LearningPoint(100, 0.7, 0.72), LearningPoint(200, 0.8, 0.81)), **more,
    }  # fmt: skip
    return Evaluation("topic", "own-topic-2", answers, 0.9, **given)  # type: ignore[arg-type]


def leave(title: str, text: str) -> tuple[str, str]:
    """A mask for letters that hold nothing to be masked."""
    return title, text
