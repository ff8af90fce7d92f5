"""What speaks for each second-level topic: its topic, a learned model, its words."""

import math
from collections.abc import Mapping

from classifiers.learning.tasks import join_pair, list_pairs
from classifiers.looking.second_topics import TopicWeights
from classifiers.weighing.evidence import FLOOR, Evidence, Learned, learned_evidence
from vocab import Vocabulary

ABOVE, LEARNED, WORDS = "above", "learned", "words"
KINDS = (ABOVE, LEARNED, WORDS)
MODEL = "topic2"


def gather_second_topics(
    topics: Mapping[str, float], weights: TopicWeights, learned: Learned, *, vocabulary: Vocabulary
) -> list[Evidence]:
    """Evidence for all pairs of a top-level and a second-level topic; `topics` holds the chances of the former."""
    found = learned_evidence(learned, MODEL, list_pairs(vocabulary), kind=LEARNED)
    for pair in vocabulary.topic_units:
        above = topics.get(pair[0], 0.0)
        found.append(Evidence(join_pair(pair), ABOVE, math.log(above) if above > math.exp(FLOOR) else FLOOR))
        if pair in weights.weights:
            found.append(Evidence(join_pair(pair), WORDS, math.log1p(weights.weights[pair]), weights.cues[pair]))
    return found
