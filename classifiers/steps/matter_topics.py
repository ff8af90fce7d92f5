"""Look at a part of a letter for what it is about, and tell whether two parts are about different things."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from classifiers.guarding.accused import find_cadres
from classifiers.looking.cue_words import match_cues
from classifiers.looking.parts import Parts
from classifiers.looking.second_topics import BY_CLASS, Pair, weigh_topics
from classifiers.steps.matter_segments import Opened, Segment
from records import Finding, Span
from vocab import Vocabulary

NEEDED: dict[Opened, float] = {"start": 2.0, "turn": 1.4, "number": 3.3, "paragraph": 4.0}
"""The least weight of a part's topic, by what opens it: words that turn to something else say it themselves."""
FOREIGN = 0.34
"""The most that the other part's topic may weigh in a part, as a share of its own topic."""
BEGINS = 2.5
"""The weight of its topic from which on the words that a letter begins with are its matter, asked for or not."""
MISCONDUCT = 2.5
"""The weight of the words of misconduct from which on a part accuses."""
ACCUSES: Pair = (BY_CLASS, "")


@dataclass(frozen=True)
class Contrast:
    """What a part tells: the weights of its topics, whether it accuses a cadre, whether it complains at all.

    `bodies` are the firms, estates and schools that it names, by the end of their names.
    """

    weights: dict[Pair, float]
    lead: dict[Pair, str]
    accuses: bool
    complains: bool
    bodies: frozenset[str]
    opened: Opened

    @property
    def best(self) -> tuple[Pair | None, float]:
        """The heaviest topic and its weight."""
        if not self.weights:
            return None, 0.0
        pair = max(self.weights, key=lambda one: (self.weights[one], one))
        return pair, self.weights[pair]

    @property
    def tells(self) -> bool:
        """Whether it could be a matter of its own."""
        return self.accuses or self.best[1] >= NEEDED[self.opened]

    def is_other(self, later: "Contrast", opened: Opened) -> bool:
        """Whether the later part is another matter than this."""
        if self.accuses != later.accuses:
            accusing, grievance = (self, later) if self.accuses else (later, self)
            return grievance.stands_beside(accusing, opened)
        if self.accuses or (opened != "turn" and self.bodies & later.bodies):
            return False
        own, weight = self.best
        others, other_weight = later.best
        if own is None or others is None or own[0] == others[0] or self.lead[own] == later.lead[others]:
            return False
        return self.top(others[0]) <= FOREIGN * weight and later.top(own[0]) <= FOREIGN * other_weight

    def with_more(self, other: "Contrast") -> "Contrast":
        """The two as one matter."""
        weights = dict(self.weights)
        for pair, weight in other.weights.items():
            weights[pair] = weights.get(pair, 0.0) + weight
        return replace(
            self,
            weights=weights,
            lead=self.lead | other.lead,
            complains=self.complains or other.complains,
            bodies=self.bodies | other.bodies,
        )

    def stands_beside(self, accusing: "Contrast", opened: Opened) -> bool:
        """Whether this grievance is one of its own beside an accusation: not the story that the accused is part of."""
        pair, weight = self.best
        if pair is None or not self.complains or weight < NEEDED[self.opened] or opened == "number":
            return False
        return opened == "turn" or accusing.top(pair[0]) <= FOREIGN * weight

    def top(self, level1: str) -> float:
        """The weight of the heaviest topic below a top-level one."""
        return max((weight for (top, _), weight in self.weights.items() if top == level1), default=0.0)


def look_at(segment: Segment, parts: Parts, findings: Sequence[Finding], *, vocabulary: Vocabulary) -> Contrast:
    """What a segment tells by its own words alone, and whether one of the demands found stands in it."""
    nothing = Span(start=0, end=0)
    text, written = segment.span.of(parts.text), segment.span.of(parts.written)
    whole = Span(start=0, end=len(text))
    own = Parts(text=text, written=written, title=nothing, opening=nothing, addressee=nothing, closing=whole)
    found = weigh_topics(own, vocabulary=vocabulary).weights
    weights = {pair: weight for pair, weight in found.items() if pair[0] != BY_CLASS}
    hits = match_cues(own, vocabulary.cues["matter_class"], vocabulary=vocabulary)
    misconduct = sum(hit.weight for hit in hits if hit.rule.answer == "accusation" and hit.rule.scope == "anywhere")
    accuses = misconduct >= MISCONDUCT and bool(find_cadres(own, vocabulary=vocabulary))
    thanks = any(hit.rule.answer == "other" for hit in hits)
    begins = segment.opened == "start" and not thanks and max(weights.values(), default=0.0) >= BEGINS
    asks = any(f.field == "demand" and _overlap(f.span, segment.span) for f in findings)
    asks = asks or any(word in text for word in vocabulary.phrases["asking"])
    complains = accuses or asks or begins or any(hit.rule.answer in ("appeal", "suggestion") for hit in hits)
    lead = {pair: vocabulary.topic_units[pair].lead for pair in weights}
    bodies = frozenset(match[1] for match in _bodies(vocabulary).finditer(text))
    return Contrast(weights, lead, accuses, complains, bodies, segment.opened)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


@cache
def _bodies(vocabulary: Vocabulary) -> re.Pattern[str]:
    """The end of the name of a firm, an estate, a school and the like: what the same trouble is with."""
    kinds = "|".join(map(re.escape, vocabulary.phrase_list("matter_bodies")))
    return re.compile(rf"([\u4e00-\u9fff]{{2}}(?:{kinds})|开发商|物业|老板|包工头)")
