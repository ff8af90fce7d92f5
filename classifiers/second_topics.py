"""Find the second-level topic by its words, and the top-level topics that no model was trained for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from classifiers.cue_words import share
from classifiers.parts import Parts
from records import Candidate, Cue, Judgement, Span
from vocab import Vocabulary

MADE_BY = "rule:second-topics/1"
STRONG, PLAIN = 2.0, 0.7
IN_TITLE = 2.0
"""What a word weighs in the title, as a multiple."""
AGAIN, MOST_AGAIN = 0.25, 3
"""What each further mention adds, as a share of the word's weight, and how many count."""
ADDRESSED = 2.0
"""What it adds when the letter is addressed to the unit that leads the topic."""
ENOUGH, MARGIN = 2.4, 1.25
"""The least weight, and its ratio to the next topic's, at which a second-level topic is sure."""
RULE_ENOUGH, RULE_SURER, RULE_MARGIN = 2.0, 1.5, 1.3
"""The same for a top-level topic that the rules set against the model: the surer the model, the more is needed."""
AGREED_ENOUGH, AGREED_MARGIN = 2.0, 1.2
"""The same where the model abstained and has the topic first among its candidates, or gave none."""

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
    for match in pattern.finditer(parts.text):
        places.setdefault(match[0], []).append(Span(start=match.start(), end=match.end()))
    weights: dict[Pair, float] = {}
    cues: dict[Pair, list[Cue]] = {}
    for word, spans in places.items():
        boost = (IN_TITLE if spans[0].end <= parts.title.end else 1) * (1 + AGAIN * min(len(spans) - 1, MOST_AGAIN))
        for pair, weight in meanings[word]:
            weights[pair] = weights.get(pair, 0.0) + weight * boost
            cue = Cue(text=spans[0].of(parts.written), weight=round(weight * boost, 3), span=spans[0])
            cues.setdefault(pair, []).append(cue)
    addressed = addressed_units(parts, vocabulary=vocabulary)
    for pair in weights:
        if vocabulary.topic_units[pair].lead in addressed:
            weights[pair] += ADDRESSED
            span = addressed[vocabulary.topic_units[pair].lead]
            cues[pair].append(Cue(text=span.of(parts.written), weight=ADDRESSED, span=span))
    ordered = {pair: tuple(sorted(found, key=lambda cue: -cue.weight)) for pair, found in cues.items()}
    return TopicWeights(weights, ordered)


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


def settle_topic(given: Judgement, weights: TopicWeights, *, vocabulary: Vocabulary) -> Judgement:
    """Give the model's topic, or the rules' where the words are clear and the model cannot know or abstained.

    The topics of the list `rule_topics` have no training letters; the model always takes such a letter for one
    of its own topics.
    """
    level1 = {top: weight for top, weight in weights.level1.items() if top != BY_CLASS}
    if not level1:
        return given
    ranked = sorted(level1.items(), key=lambda item: (-item[1], item[0]))
    best, weight = ranked[0]
    next_weight = ranked[1][1] if len(ranked) > 1 else 0.0
    if best == given.answer:
        return given
    agreed = given.answer is None and (not given.runners_up or given.runners_up[0].answer == best)
    untrained = best in vocabulary.phrases["rule_topics"]
    enough, margin = (AGREED_ENOUGH, AGREED_MARGIN) if agreed else (RULE_ENOUGH + RULE_SURER * given.score, RULE_MARGIN)
    clear = weight >= enough and weight >= margin * next_weight
    if not clear or not (untrained or agreed):
        return given
    pair, _, _ = weights.best(best)
    shares = share(dict(ranked[:4]))
    return Judgement(
        question="topic",
        answer=best,
        score=shares[0].score,
        runners_up=_others(best, shares[1:], given),
        cues=weights.cues[pair] if pair else (),
        made_by=MADE_BY,
    )


def _others(best: str, shares: tuple[Candidate, ...], given: Judgement) -> tuple[Candidate, ...]:
    """The rules' other topics, then the model's, each once."""
    room = 1 - (shares[0].score if shares else 0)
    model = (Candidate(answer=given.answer, score=given.score * room),) if given.answer else ()
    every = (*model, *given.runners_up, *shares)
    found = {candidate.answer: candidate for candidate in every if candidate.answer != best}
    return tuple(sorted(found.values(), key=lambda candidate: (-candidate.score, candidate.answer)))[:4]


def judge_second_topic(topic: Judgement, weights: TopicWeights) -> Judgement:
    """Give the second-level topic below the topic's answer where the words are sure, else none and no doubt."""
    pair, weight, next_weight = weights.best(topic.answer) if topic.answer else (None, 0.0, 0.0)
    if pair is None:
        return Judgement(question="topic2", answer=None, score=0.0, made_by=MADE_BY)
    sure = weight >= ENOUGH and weight >= MARGIN * next_weight
    below = {level2: weight for (level1, level2), weight in weights.weights.items() if level1 == pair[0]}
    ranked = share(below)[:4]
    return Judgement(
        question="topic2",
        answer=pair[1] if sure else None,
        score=ranked[0].score,
        runners_up=ranked[1:] if sure else ranked,
        cues=weights.cues[pair],
        made_by=MADE_BY,
    )
