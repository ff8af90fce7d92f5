"""What speaks for each unit as the lead: its table of topics, what the letter is about, whom it names and addresses.

The table alone is right in four of five letters even when the topic is known: the same topic has matters of several
units (art. 22 no. 2, 24), and the words of the letter tell which.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from classifiers.learning.tasks import list_units, part_pair
from classifiers.looking.cue_words import match_cues
from classifiers.looking.parts import Parts
from classifiers.looking.second_topics import addressed_units
from classifiers.looking.sights import Sight
from classifiers.steps.territories import LOCAL, ZONE, find_zone
from classifiers.weighing.evidence import Evidence, learned_evidence
from records import Cue, Span
from vocab import Vocabulary

LEARNED, LEAD, HELPER, NAMED, TITLE, ADDRESSED, WORDS = (
    "learned", "lead", "helper", "named", "title", "addressed", "words",
)  # fmt: skip
KINDS = (LEARNED, LEAD, HELPER, NAMED, TITLE, ADDRESSED, WORDS)
MODEL = "unit"
FIXED = {ADDRESSED: 2.5}
"""Whom a letter addresses cannot be learned from messages, which have no salutation: its factor is set."""
LEAST_LEAD, LEAST_HELPER = 0.01, 0.02
"""What a unit is given that no likely topic leads to, so that words alone can still bring it forward."""
LEAST_TOPIC = 0.005


def gather_units(sight: Sight, second_topics: Mapping[str, float], *, vocabulary: Vocabulary) -> list[Evidence]:
    """Evidence for the units; `second_topics` holds the probability of each pair of topics."""
    pairs = {part_pair(answer): likely for answer, likely in second_topics.items() if likely >= LEAST_TOPIC}
    topics: dict[str, float] = {}
    for (level1, _), likely in pairs.items():
        topics[level1] = topics.get(level1, 0.0) + likely
    zone = find_zone(sight.parts, sight.findings, vocabulary=vocabulary)

    def local(unit: str) -> str:
        """A matter of the counties goes to the zone's committee where a zone looks after the place."""
        return ZONE if unit == LOCAL and zone is not None else unit

    leads: dict[str, float] = {}
    helpers: dict[str, float] = {}
    for pair, likely in pairs.items():
        row = vocabulary.topic_units[pair]
        lead = local(row.lead)
        leads[lead] = leads.get(lead, 0.0) + likely
        for helper in row.co_units:
            unit = local(helper)
            helpers[unit] = helpers.get(unit, 0.0) + likely / 2
    best = max(pairs, key=lambda pair: pairs[pair], default=None)
    shown = sight.weights.cues.get(best, ()) if best else ()
    led = vocabulary.topic_units[best].lead if best else None
    units = list_units(vocabulary)
    return [
        *_learned(sight, units, local),
        *(Evidence(u, LEAD, math.log(leads.get(u, 0.0) + LEAST_LEAD), shown if u == led else ()) for u in units),
        *(Evidence(u, HELPER, math.log(helpers.get(u, 0.0) + LEAST_HELPER)) for u in units),
        *_named(sight.parts, vocabulary),
        *_worded(sight.parts, topics, vocabulary),
    ]


def _learned(sight: Sight, units: Sequence[str], local: Callable[[str], str]) -> list[Evidence]:
    """What the learned model says; where a zone looks after the place, what it says of the counties is the zone's."""
    found = learned_evidence(sight.learned, MODEL, units, kind=LEARNED)
    if local(LOCAL) == LOCAL:
        return found
    other = {LOCAL: ZONE, ZONE: LOCAL}
    return [replace(one, answer=other.get(one.answer, one.answer)) for one in found]


def _named(parts: Parts, vocabulary: Vocabulary) -> Iterable[Evidence]:
    """Units that the letter names, those whose name is in its title, those it is addressed to."""
    counts: dict[str, list[Span]] = {}
    for start, end, unit in vocabulary.find_units(parts.text):
        counts.setdefault(unit.code, []).append(Span(start=start, end=end))
    for code, spans in counts.items():
        yield Evidence(code, NAMED, math.log1p(len(spans)), (_cue(parts, spans[0], NAMED),))
        if spans[0].end <= parts.title.end:
            yield Evidence(code, TITLE, 1.0, (_cue(parts, spans[0], TITLE),))
    for code, span in addressed_units(parts, vocabulary=vocabulary).items():
        yield Evidence(code, ADDRESSED, 1.0, (_cue(parts, span, ADDRESSED),))


def _worded(parts: Parts, topics: Mapping[str, float], vocabulary: Vocabulary) -> Iterable[Evidence]:
    """Words of the unit's own task, as far as the letter is of one of their topics."""
    for hit in match_cues(parts, vocabulary.cues["unit"], vocabulary=vocabulary):
        likely = max((topics.get(topic.split("/")[0], 0.0) for topic in hit.rule.topics), default=1.0)
        cue = Cue(
            text=hit.span.of(parts.written), weight=hit.weight * likely, span=hit.span, source=f"unit.{hit.rule.name}"
        )
        yield Evidence(hit.rule.answer, WORDS, hit.weight * likely, (cue,))


def _cue(parts: Parts, span: Span, source: str) -> Cue:
    return Cue(text=span.of(parts.written), weight=1.0, span=span, source=source)
