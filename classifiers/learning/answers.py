"""What was said of letters whose answer is known: the one shape that training, evaluation and the gate share."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Answered:
    """What a model that did not learn from a letter said of it.

    `label` is what people say, `said` the model's best answer, `score` the probability that it is right.
    """

    id: str
    label: str
    said: str
    score: float
    day: date | None = None

    @property
    def is_right(self) -> bool:
        """Whether the model said what people say."""
        return self.said == self.label
