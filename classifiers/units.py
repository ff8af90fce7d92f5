"""Propose the unit that a letter goes to, and never one that is complained of (Regulation, art. 22, 24, 30)."""

from collections.abc import Mapping
from dataclasses import dataclass

from classifiers.cue_words import match_cues, share, show_cues, weigh
from classifiers.parts import Parts
from classifiers.second_topics import TopicWeights, addressed_units
from records import Candidate, Cue, Judgement
from vocab import Vocabulary

MADE_BY = "rule:units/1"
SURE = 0.6
LEAD = 3.0
"""The weight of a topic's lead unit, shared among the second-level topics that are likely."""
USUAL = 1.5
"""The weight of a top-level topic's most frequent lead unit when no word tells the second level."""
HELPER = 0.5
ADDRESSED = 2.0
NAMED = 0.5
COURT_START = 0.5
MOST_CANDIDATES = 4


@dataclass(frozen=True)
class Questions:
    """What was judged before the unit."""

    petition: Judgement
    matter_class: Judgement
    channel: Judgement
    topic: Judgement
    topic2: Judgement


def judge_unit(
    parts: Parts, asked: Questions, weights: TopicWeights, accused: frozenset[str], *, vocabulary: Vocabulary
) -> Judgement:
    """Give the code of the lead unit, or abstain with `unit.unsure` or `unit.accused`.

    `accused` holds the units complained of with all units below them: none of them is ever the answer or a
    runner-up. A private letter has no unit.
    """
    if asked.petition.answer == "private":
        return Judgement(question="unit", answer=None, score=asked.petition.score, made_by=MADE_BY)
    if asked.channel.answer == "discipline":
        ranked: tuple[Candidate, ...] = (Candidate(answer="JWJW", score=asked.channel.score),)
        return _guard(ranked, asked.channel.cues, accused, sure=True)
    if asked.channel.answer == "litigation":
        hits = match_cues(parts, vocabulary.cues["judicial"], vocabulary=vocabulary)
        sums = {"FY": COURT_START, "ZFW": 0.0}
        for unit, weight in weigh(hits).items():
            sums[unit] = sums.get(unit, 0.0) + weight
        ranked = share(sums)
        return _guard(ranked, show_cues(parts, hits, ranked[0].answer), accused, sure=ranked[0].score >= SURE)
    if asked.channel.answer is None and (accusing := _accusing(asked)):
        # It may be an accusation that names nobody clearly: no bureau is suggested until a person has looked.
        return _guard((Candidate(answer="JWJW", score=accusing),), asked.matter_class.cues, accused, sure=False)
    sums, cues = _weigh_units(parts, asked, weights, vocabulary)
    ranked = share(sums)
    sure = bool(ranked) and ranked[0].score >= SURE and asked.channel.answer is not None
    return _guard(ranked, cues, accused, sure=sure)


def _guard(ranked: tuple[Candidate, ...], cues: tuple[Cue, ...], accused: frozenset[str], *, sure: bool) -> Judgement:
    """Take the accused units out; when the natural answer was one of them, a person decides."""
    left = tuple(candidate for candidate in ranked if candidate.answer not in accused)
    natural_accused = bool(ranked) and ranked[0].answer in accused
    given = sure and not natural_accused
    doubt = None if given else "unit.accused" if natural_accused else "unit.unsure"
    return Judgement(
        question="unit",
        answer=left[0].answer if given else None,
        score=left[0].score if left else 0.0,
        runners_up=left[1 if given else 0 :][:MOST_CANDIDATES],
        cues=cues,
        made_by=MADE_BY,
        doubt=doubt,
    )


def _accusing(asked: Questions) -> float:
    """The score of accusation where the class was left open and it is among the two likeliest, else 0."""
    likeliest = asked.matter_class.runners_up[:2] if asked.matter_class.answer is None else ()
    return next((candidate.score for candidate in likeliest if candidate.answer == "accusation"), 0.0)


def _weigh_units(
    parts: Parts, asked: Questions, weights: TopicWeights, vocabulary: Vocabulary
) -> tuple[dict[str, float], tuple[Cue, ...]]:
    """Weigh units by topic, by what the letter is about, by whom it is addressed to and whom it names."""
    sums: dict[str, float] = {}
    cues: list[Cue] = []

    def add(unit: str, weight: float) -> None:
        sums[unit] = sums.get(unit, 0.0) + weight

    pairs = _likely_pairs(asked, weights, vocabulary)
    for pair, likely in pairs.items():
        row = vocabulary.topic_units[pair]
        add(_local(row.lead, parts, vocabulary), LEAD * likely)
        for unit in row.co_units:
            add(_local(unit, parts, vocabulary), HELPER * likely)
    if not pairs and asked.topic.answer is not None:
        add(_usual_lead(asked.topic.answer, vocabulary), USUAL)
    rules = [rule for rule in vocabulary.cues["unit"] if any(f"{one}/{two}" in rule.topics for one, two in pairs)]
    for hit in match_cues(parts, rules, vocabulary=vocabulary):
        likely = sum(share for (one, two), share in pairs.items() if f"{one}/{two}" in hit.rule.topics)
        add(hit.rule.answer, hit.weight * likely)
        cues.append(Cue(text=hit.span.of(parts.written), weight=round(hit.weight * likely, 3), span=hit.span))
    addressed = addressed_units(parts, vocabulary=vocabulary)
    for unit, span in addressed.items():
        add(unit, ADDRESSED)
        cues.append(Cue(text=span.of(parts.written), weight=ADDRESSED, span=span))
    general = frozenset(vocabulary.phrases["general_addressees"])
    for unit in {row.code for _, _, row in vocabulary.find_units(parts.text)} - addressed.keys() - general:
        if unit in sums:
            add(unit, NAMED)
    best = max(pairs, key=lambda pair: pairs[pair], default=None)
    shown = weights.cues.get(best, ()) if best else ()
    return sums, (*sorted(cues, key=lambda cue: -cue.weight), *shown[:3])


def _likely_pairs(asked: Questions, weights: TopicWeights, vocabulary: Vocabulary) -> Mapping[tuple[str, str], float]:
    """The second-level topics that come into question, with shares that add up to at most 1."""
    if asked.topic.answer is not None and asked.topic2.answer is not None:
        return {(asked.topic.answer, asked.topic2.answer): 1.0}
    tops = {asked.topic.answer: 1.0} if asked.topic.answer else {c.answer: c.score for c in asked.topic.runners_up}
    found: dict[tuple[str, str], float] = {}
    for level1, likely in tops.items():
        below = {level2: weight for (top, level2), weight in weights.weights.items() if top == level1}
        for candidate in share(below):
            if (level1, candidate.answer) in vocabulary.topic_units:
                found[level1, candidate.answer] = likely * candidate.score
    return found


def _usual_lead(level1: str, vocabulary: Vocabulary) -> str:
    leads = [row.lead for (top, _), row in vocabulary.topic_units.items() if top == level1]
    return max(dict.fromkeys(leads), key=leads.count)


def _local(unit: str, parts: Parts, vocabulary: Vocabulary) -> str:
    """A matter of the counties goes to the zone's committee where a zone is named as the place."""
    if unit == "SDZF" and any(row.level == "zone" for _, _, row in vocabulary.find_divisions(parts.text)):
        return "GWH"
    return unit
