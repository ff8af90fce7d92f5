"""What can be chosen about a text model, and the choosing: by cross-validation inside the training part alone."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.learning.evaluation import measure_answers

LEAST_CHOSEN = 200
"""With fewer letters nothing is chosen: what candidates differ by would be chance."""
SURE = 2.0
"""Standard errors by which a recipe must lead the base."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a text model is made.

    `cost` is the C of the support vector machine. `balance` is the power of the class weights: 0 leaves small labels to
    drown, 1 lets them outshout the large ones. `title_share` is the share of either view of the title beside those of
    the whole letter. `power` is how strongly an n-gram is weighed by the information that it gives of the label.
    """

    cost: float = 4.0
    balance: float = 0.25
    title_share: float = 0.3
    power: float = 0.5


BASE = Recipe()
"""The middle of a broad flat top on 6,006 messages in seven topics (docs/topics.md)."""
CANDIDATES = (
    BASE,
    Recipe(cost=1.0),
    Recipe(cost=16.0),
    Recipe(balance=0.0),
    Recipe(balance=0.5),
    Recipe(power=0.25),
    Recipe(title_share=0.6),
)
"""Each differs from the first in one thing."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a recipe gave.

    `better` and `worse` count the letters that it alone answered rightly, and those that the base alone did.
    """

    recipe: Recipe
    letters: int
    accuracy: float
    macro_f1: float
    better: int
    worse: int

    def as_json(self) -> dict[str, object]:
        """Plain values, as they stand in `metrics.json`."""
        return {
            **asdict(self.recipe),
            "letters": self.letters,
            "accuracy": round(self.accuracy, 4),
            "macro_f1": round(self.macro_f1, 4),
            "better": self.better,
            "worse": self.worse,
        }


@dataclass(frozen=True, slots=True)
class Choice:
    """The recipe chosen, and what every candidate gave; none was tried where letters were few."""

    recipe: Recipe = BASE
    tried: tuple[Tried, ...] = ()


def list_candidates(letters: int, *, titled: bool) -> tuple[Recipe, ...]:
    """The recipes worth trying on so many letters; without titles their share decides nothing."""
    if letters < LEAST_CHOSEN:
        return (BASE,)
    return tuple(one for one in CANDIDATES if titled or one.title_share == BASE.title_share)


def choose_recipe(truth: Sequence[str], said: Mapping[Recipe, Sequence[str]]) -> Choice:
    """Choose by what each recipe said of the same letters, the base first.

    The best macro-F1 is chosen when it leads the base by more than chance: by more than two standard errors of the
    difference between two shares of right answers to the same letters (McNemar, 1947). Such an error is the root of the
    number of letters on which exactly one of the two was right, over the number of all.
    """
    if len(said) < 2:
        return Choice()
    answer = np.array(truth)
    right: dict[Recipe, NDArray[np.bool_]] = {recipe: np.array(given) == answer for recipe, given in said.items()}
    base = right[BASE]
    tried = []
    for recipe, given in said.items():
        report = measure_answers(truth, given, np.zeros(len(answer)).tolist())
        better, worse = int((right[recipe] & ~base).sum()), int((base & ~right[recipe]).sum())
        tried.append(Tried(recipe, len(answer), report.accuracy, report.macro_f1, better, worse))
    lead = {one.recipe: one.macro_f1 - tried[0].macro_f1 for one in tried}
    sure = [one for one in tried if lead[one.recipe] > SURE * np.sqrt(one.better + one.worse) / len(answer)]
    best = max(sure, key=lambda one: one.macro_f1, default=tried[0])
    return Choice(best.recipe, tuple(tried))
