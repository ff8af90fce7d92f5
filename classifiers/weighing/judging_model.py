"""The judging model: what was learned from annotated letters, ready to judge."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from classifiers.learning.text_model import TextModel
from classifiers.looking.parts import Parts
from classifiers.looking.text_readings import TextReading, read_text
from classifiers.weighing.combining import Combiner
from classifiers.weighing.thresholds import Threshold, choose_floor, choose_threshold_for
from classifiers.weighing.topic_evidence import SERVICE_MODEL


@dataclass(frozen=True, slots=True)
class Budgets:
    """The share of answers given alone that may be wrong, and how certain that must be.

    For what must not be missed (`urgency`, `accusation`, `litigation`) it is the share of such letters that may pass
    unnoticed.
    """

    topic: float = 0.03
    topic2: float = 0.20
    unit: float = 0.03
    matter_class: float = 0.03
    purpose: float = 0.03
    urgency: float = 0.05
    accusation: float = 0.08
    litigation: float = 0.05
    confidence: float = 0.95


@dataclass(frozen=True, slots=True)
class HeldOut:
    """The scores of held-out letters and whether the best answer was right, by models that did not learn from them.

    `positive` are the chances of the answer that must not be missed, for those letters alone whose answer it is;
    `negative` those for all others.
    """

    scores: tuple[float, ...]
    right: tuple[bool, ...]
    positive: tuple[float, ...] = ()
    negative: tuple[float, ...] = ()


@dataclass(frozen=True, eq=False)
class OwnModel:
    """What an office learned for one task from its own letters.

    The text model is one more kind of evidence; `combiner` and `held_out` take the place of the shipped ones.
    """

    task: str
    text: TextModel
    combiner: Combiner
    held_out: HeldOut


def own_name(task: str) -> str:
    """The name of an office's own text model among those that read a letter."""
    return f"own/{task}"


@dataclass(frozen=True, eq=False)
class JudgingModel:
    """Learned models of single tasks, how their word is weighed with the rules', and where each steps back."""

    id: str
    models: Mapping[str, TextModel]
    combiners: Mapping[str, Combiner]
    held_out: Mapping[str, HeldOut]
    in_service: TextModel
    budgets: Budgets = Budgets()
    own: Mapping[str, OwnModel] = field(default_factory=dict)

    def read(self, parts: Parts) -> TextReading:
        """A letter, or part of one, as the learned models read it."""
        return read_text(parts, self._text_models)

    @cached_property
    def _text_models(self) -> Mapping[str, TextModel]:
        own = {own_name(task): model.text for task, model in self.own.items()}
        return {SERVICE_MODEL: self.in_service, **self.models, **own}

    def combiner(self, task: str) -> Combiner:
        """How the evidence on a task is weighed."""
        own = self.own.get(task)
        return own.combiner if own else self.combiners[task]

    @property
    def model_ids(self) -> tuple[str, ...]:
        """Everything that judges, for a reading's stamp."""
        return (self.in_service.id, self.id, *(model.text.id for _, model in sorted(self.own.items())))

    @cached_property
    def thresholds(self) -> Mapping[str, Threshold]:
        """From which score on each task's answer passes alone, by the budgets."""
        return {
            task: choose_threshold_for(
                held.scores, held.right, budget=getattr(self.budgets, task), confidence=self.budgets.confidence
            )
            for task, held in {**self.held_out, **{task: own.held_out for task, own in self.own.items()}}.items()
            if not held.positive
        }

    @cached_property
    def floors(self) -> Mapping[str, float]:
        """The chance from which on a letter counts as noticed, for each answer that must not be missed."""
        return {
            task: choose_floor(held.positive, missed=getattr(self.budgets, task))
            for task, held in self.held_out.items()
            if held.positive
        }

    def maker(self, task: str) -> str:
        """What a judgement on a task says that made it: the office's own model, or what ships."""
        own = self.own.get(task)
        return f"model:{own.text.id}" if own else self.made_by

    @property
    def made_by(self) -> str:
        """What a judgement says that made it."""
        return f"model:{self.id}"
