"""What the steps of judgement look at: a letter's parts and findings, its words weighed, and what models say of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from classifiers.looking.parts import Parts
from classifiers.looking.second_topics import TopicWeights, weigh_topics
from classifiers.looking.text_readings import TextReading
from classifiers.weighing.evidence import Learned
from records import Cue, Finding
from vocab import Vocabulary

Chances = Mapping[str, Mapping[str, float]]
"""The probability of each answer, for each task that was judged before."""


@dataclass(frozen=True, eq=False)
class Sight:
    """A letter, or one matter of it, with all that is looked at.

    `explain` gives the words by which the learned model of a task prefers one answer to another, in log-odds.
    """

    parts: Parts
    findings: tuple[Finding, ...]
    weights: TopicWeights
    learned: Learned
    explain: Callable[[str, str, str], tuple[Cue, ...]] = lambda _task, _best, _other: ()


def see_parts(parts: Parts, findings: Sequence[Finding], reading: TextReading, *, vocabulary: Vocabulary) -> Sight:
    """Look at a letter that the learned models have read."""
    weights = weigh_topics(parts, vocabulary=vocabulary)
    return Sight(parts, tuple(findings), weights, reading.learned, reading.explain)
