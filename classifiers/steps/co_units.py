"""Propose the units that help the lead unit (Regulation on Petition Work (2022), article 24)."""

from collections.abc import Iterator, Sequence

from classifiers.looking.cue_words import Hit, match_cues, squash
from classifiers.looking.parts import Parts
from classifiers.steps.rule_answers import rest_cue
from classifiers.steps.territories import LOCAL, ZONE, local_authority
from records import Candidate, Cue, Finding, Judgement, Span
from vocab import CueRule, Vocabulary

MADE_BY = "rule:co-units/1"
NEEDED = 1.8
"""The weight from which on a unit helps; the score is one half a little below."""
CENTRE = 1.0
MOST_UNITS = 3
MOST_NAMED = 300
"""Names of units in a letter that are looked at."""
SEVERAL_ADDRESSED = 2.0
IN_DEMAND = 2.0
NAMED = 0.6
LISTED = 0.8
"""What the table's mention of a unit adds to words that speak for it; alone it is not enough."""
ADDRESSED_RULE = CueRule(name="addressed", answer="", weight=SEVERAL_ADDRESSED)
DEMAND_RULE = CueRule(name="in-demand", answer="", weight=IN_DEMAND)
NAMED_RULE = CueRule(name="named", answer="", weight=NAMED)

Weighed = tuple[str, Hit]


def judge_co_units(
    parts: Parts,
    findings: Sequence[Finding],
    unit: Judgement,
    *,
    channel: Judgement,
    topic: Judgement,
    topic2: Judgement,
    vocabulary: Vocabulary,
) -> Judgement:
    """Answer the codes of the helping units joined by a space, the likeliest first, or none; no doubt of its own.

    A unit helps when the letter's words speak for its task or when the letter itself asks it; that the table names it
    beside the topic's lead adds to such words and is not enough alone. Without a sure lead, and outside the
    administrative channel, there are none: an accusation goes to nobody but the organ of discipline (article 30).
    """
    if unit.answer is None or channel.answer != "administrative":
        return Judgement(question="co_units", answer=None, score=0.0, made_by=MADE_BY)
    weights: dict[str, float] = {}
    shown: list[Weighed] = []
    for code, hit in _speak(parts, findings, topic, topic2, vocabulary):
        helper = local_authority(code, parts, findings, vocabulary=vocabulary)
        if helper != unit.answer and not {helper, unit.answer} <= {LOCAL, ZONE}:
            weights[helper] = weights.get(helper, 0.0) + hit.weight
            shown.append((helper, hit))
    row = vocabulary.topic_units.get((topic.answer or "", topic2.answer or ""))
    listed = (
        {local_authority(code, parts, findings, vocabulary=vocabulary) for code in (*row.co_units, row.lead)}
        if row
        else set()
    )
    ranked = sorted(
        ((weight + (LISTED if code in listed else 0.0), code) for code, weight in weights.items()),
        key=lambda item: (-item[0], item[1]),
    )
    helping = [(code, squash(weight - CENTRE)) for weight, code in ranked if weight >= NEEDED][:MOST_UNITS]
    others = [(code, squash(weight - CENTRE)) for weight, code in ranked if code not in dict(helping)]
    score = helping[-1][1] if helping else 1 - max((chance for _, chance in others), default=0.0)
    cues = _cues(parts, shown, {code for code, _ in helping})
    return Judgement(
        question="co_units",
        answer=" ".join(code for code, _ in helping) or None,
        score=score,
        runners_up=tuple(Candidate(answer=code, score=chance) for code, chance in others[:MOST_UNITS]),
        cues=(*cues, rest_cue(cues, score)) if cues else (),
        made_by=MADE_BY,
    )


def _speak(
    parts: Parts, findings: Sequence[Finding], topic: Judgement, topic2: Judgement, vocabulary: Vocabulary
) -> Iterator[Weighed]:
    """What speaks for each unit: words of its task, and the letter's own naming of it."""
    below = {topic.answer, f"{topic.answer}/{topic2.answer}"}
    rules = [rule for rule in vocabulary.cues["co_unit"] if not rule.topics or below & set(rule.topics)]
    rules += [rule for rule in vocabulary.cues["unit"] if f"{topic.answer}/{topic2.answer}" in rule.topics]
    strongest: dict[str, Hit] = {}
    for hit in match_cues(parts, rules, vocabulary=vocabulary):
        kept = strongest.get(hit.rule.answer)
        if kept is None or hit.weight > kept.weight:
            strongest[hit.rule.answer] = hit
    yield from strongest.items()
    yield from _named(parts, findings, vocabulary)


def _named(parts: Parts, findings: Sequence[Finding], vocabulary: Vocabulary) -> Iterator[Weighed]:
    """Units named among several addressed or asked, once each by what weighs most; general addressees apart."""
    general = frozenset(vocabulary.phrases["general_addressees"]) - {LOCAL, ZONE}
    demands = [finding.span for finding in findings if finding.field == "demand"]
    found: dict[str, Hit] = {}
    for start, end, row in vocabulary.find_units(parts.text)[:MOST_NAMED]:
        span = Span(start=start, end=end)
        if row.code in general:
            continue
        if parts.addressee.start <= start < parts.addressee.end:
            rule = ADDRESSED_RULE
        elif any(demand.start <= start < demand.end for demand in demands):
            rule = DEMAND_RULE
        else:
            rule = NAMED_RULE
        if row.code not in found or rule.weight > found[row.code].weight:
            found[row.code] = Hit(rule, span, rule.weight)
    yield from found.items()


def _cues(parts: Parts, shown: Sequence[Weighed], helping: set[str]) -> tuple[Cue, ...]:
    weighed = sorted(((hit, code) for code, hit in shown if code in helping), key=lambda item: -item[0].weight)
    return tuple(
        Cue(
            text=hit.span.of(parts.written),
            weight=round(hit.weight, 3),
            span=hit.span,
            source=f"co_unit.{hit.rule.name}",
        )
        for hit, _ in weighed
    )
