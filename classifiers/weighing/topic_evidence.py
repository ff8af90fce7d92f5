"""What speaks for each top-level topic: the model in service, the annotated letters, the words of the topics."""

import math
from collections.abc import Iterable

from classifiers.looking.second_topics import TopicWeights
from classifiers.weighing.evidence import Evidence, Learned, learned_evidence

SERVICE, ANNOTATED, WORDS = "service", "annotated", "words"
KINDS = (SERVICE, ANNOTATED, WORDS)
SERVICE_MODEL, ANNOTATED_MODEL = "topic-in-service", "topic"
"""The names of the two learned models among those that read a letter."""


def gather_topics(topics: Iterable[str], weights: TopicWeights, learned: Learned) -> list[Evidence]:
    """Evidence for the topics; words weigh by the logarithm, for the tenth word of a topic adds little."""
    answers = tuple(topics)
    heaviest = {level1: weights.best(level1)[0] for level1 in weights.level1}
    words = [
        Evidence(level1, WORDS, math.log1p(weight), weights.cues[pair] if (pair := heaviest[level1]) else ())
        for level1, weight in weights.level1.items()
    ]
    return [
        *learned_evidence(learned, SERVICE_MODEL, answers, kind=SERVICE),
        *learned_evidence(learned, ANNOTATED_MODEL, answers, kind=ANNOTATED),
        *words,
    ]
