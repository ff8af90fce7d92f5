"""What a report is made of: answers to letters that the model did not learn from, and all that explains them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from classifiers.learning.answers import Answered
from classifiers.learning.data_rows import LabelledRow, TextRow
from classifiers.learning.text_model import TextModel

Mask = Callable[[str, str], tuple[str, str]]
"""Gives the title and the text of a letter without what belongs to persons."""


@dataclass(frozen=True, slots=True)
class LearningPoint:
    """How well a model does that learned from so many letters."""

    letters: int
    macro_f1: float
    accuracy: float | None = None


@dataclass(frozen=True, eq=False)
class OtherModel:
    """A model that was there before: the one in service on the same letters, or the last one.

    `answers` are what it said of the letters of the evaluation; `held_out` what was said of its own letters when it was
    trained, with their labels; `model` its words, where it has any.
    """

    id: str
    answers: tuple[Answered, ...] = ()
    threshold: float | None = None
    held_out: tuple[Answered, ...] = ()
    model: TextModel | None = None


@dataclass(frozen=True, eq=False)
class Evaluation:
    """Everything that a report tells of one model and one task.

    `answers` are of letters that the model did not learn from, `left_out` is how many were left out because it did.
    `texts` holds the letters by id, as far as they may be quoted; `names` what people call a label; `labels` are the
    answers that the model knows.
    """

    task: str
    model_id: str
    answers: tuple[Answered, ...]
    threshold: float
    labels: tuple[str, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, TextRow | LabelledRow] = field(default_factory=dict)
    learning_curve: tuple[LearningPoint, ...] = ()
    model: TextModel | None = None
    against: OtherModel | None = None
    earlier: OtherModel | None = None
    left_out: int = 0
    task_name: str = ""
