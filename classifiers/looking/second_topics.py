"""Weigh the second-level topics by their words and by the unit addressed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from classifiers.looking.cue_words import LONGEST_NEGATION, compile_negation
from classifiers.looking.parts import Parts
from records import Cue, Span
from vocab import Vocabulary

SOURCE = "topic.words"
"""What a cue says that gave its weight."""
STRONG, PLAIN = 2.0, 0.7
IN_TITLE = 2.0
"""What a word weighs in the title, as a multiple."""
AGAIN, MOST_AGAIN = 0.25, 3
"""What each further mention adds, as a share of the word's weight, and how many count."""
ADDRESSED = 2.0
"""What it adds when the letter is addressed to the unit that leads the topic."""
BY_CLASS = "纪检监察"
"""A topic that goes with the class of the matter and is never set by words alone."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class TopicWeights:
    """What the words of a letter weigh for each second-level topic, with the places where they stand."""

    weights: Mapping[Pair, float]
    cues: Mapping[Pair, tuple[Cue, ...]]

    def best(self, level1: str | None = None) -> tuple[Pair | None, float, float]:
        """The heaviest pair (below a top-level topic), its weight, and the next one's."""
        ranked = sorted(
            ((weight, pair) for pair, weight in self.weights.items() if level1 in (None, pair[0])),
            key=lambda item: (-item[0], item[1]),
        )
        if not ranked:
            return None, 0.0, 0.0
        return ranked[0][1], ranked[0][0], ranked[1][0] if len(ranked) > 1 else 0.0

    @property
    def level1(self) -> dict[str, float]:
        """A weight for each top-level topic: its heaviest pair's, and a third of the others'."""
        sums: dict[str, list[float]] = {}
        for (level1, _), weight in self.weights.items():
            sums.setdefault(level1, []).append(weight)
        return {level1: max(weights) + (sum(weights) - max(weights)) / 3 for level1, weights in sums.items()}


def weigh_topics(parts: Parts, *, vocabulary: Vocabulary) -> TopicWeights:
    """Weigh every second-level topic by the words of `second_topics.toml` and by the unit addressed."""
    pattern, meanings = _topic_words(vocabulary)
    places: dict[str, list[Span]] = {}
    negation = compile_negation(vocabulary)
    for match in pattern.finditer(parts.text):
        if _denied(parts.text, match.start(), negation) and any(pair[0] == BY_CLASS for pair, _ in meanings[match[0]]):
            continue  # 不是说谁贪污
        places.setdefault(match[0], []).append(Span(start=match.start(), end=match.end()))
    weights: dict[Pair, float] = {}
    cues: dict[Pair, list[Cue]] = {}
    for word, spans in places.items():
        boost = (IN_TITLE if spans[0].end <= parts.title.end else 1) * (1 + AGAIN * min(len(spans) - 1, MOST_AGAIN))
        for pair, weight in meanings[word]:
            weights[pair] = weights.get(pair, 0.0) + weight * boost
            cue = Cue(text=spans[0].of(parts.written), weight=round(weight * boost, 3), span=spans[0], source=SOURCE)
            cues.setdefault(pair, []).append(cue)
    addressed = addressed_units(parts, vocabulary=vocabulary)
    for pair in weights:
        if vocabulary.topic_units[pair].lead in addressed:
            weights[pair] += ADDRESSED
            span = addressed[vocabulary.topic_units[pair].lead]
            cues[pair].append(Cue(text=span.of(parts.written), weight=ADDRESSED, span=span, source=SOURCE))
    ordered = {pair: tuple(sorted(found, key=lambda cue: -cue.weight)) for pair, found in cues.items()}
    return TopicWeights(weights, ordered)


def _denied(text: str, start: int, negation: re.Pattern[str]) -> bool:
    return negation.search(text[max(0, start - LONGEST_NEGATION) : start]) is not None


def addressed_units(parts: Parts, *, vocabulary: Vocabulary) -> dict[str, Span]:
    """The units that the letter is addressed to, those left out that take letters on every subject."""
    words, at = parts.addressee.of(parts.text), parts.addressee.start
    general = frozenset(vocabulary.phrases["general_addressees"])
    return {
        unit.code: Span(start=at + start, end=at + end)
        for start, end, unit in vocabulary.find_units(words)
        if unit.code not in general
    }


@cache
def _topic_words(vocabulary: Vocabulary) -> tuple[re.Pattern[str], dict[str, list[tuple[Pair, float]]]]:
    meanings: dict[str, list[tuple[Pair, float]]] = {}
    for pair, row in vocabulary.second_topics.items():
        for word in row.strong:
            meanings.setdefault(word, []).append((pair, STRONG))
        for word in row.plain:
            meanings.setdefault(word, []).append((pair, PLAIN))
    words = sorted(meanings, key=lambda word: -len(word))
    return re.compile("|".join(map(re.escape, words))), meanings
