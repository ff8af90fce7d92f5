"""Tell which county, district or city a matter belongs to: by where it happened, never by where its writer lives.

Regulation on Petition Work (2022), article 5 no. 3 and article 22: matters are dealt with where they arise, by the
level that is responsible. The place is the finding `place_code`; the writer's address and the postmark do not count.
A township that a development zone looks after belongs to its county by its code and to the zone's committee by its
affairs: the cue `territory.zone` says so, and `local_authority` names the committee.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from classifiers.looking.cue_words import match_cues
from classifiers.looking.parts import Parts
from classifiers.steps.rule_answers import rest_cue
from records import Candidate, Cue, Finding, Judgement, Span
from vocab import Division, Vocabulary

MADE_BY = "rule:territories/1"
DOUBT = "territory.unsure"
SURE = 0.65
"""Below it the place is only the salutation's: the letter names an office and no place of the matter."""
ACROSS_SCORE = 0.85
WHOLE_CITY_SCORE = 0.7
PLACE_WEIGHT = 2.0
COUNTY = len("350602")
LOCAL, ZONE = "SDZF", "GWH"
NOT_PLACES = ("address", "addressee", "name", "postmark_date", "employer")
"""Findings whose words name a place that is not the matter's."""
JOINS = re.compile(r"[和与跟及、]|至|到|同|以及")
ORGAN = re.compile(
    r"[^，。；！？\n]{0,4}?(?:政府|[县区市]委|局|法院|检察院|公安|信访|人大|政协|纪委|领导|户籍|籍|人[，。、])"
)


def judge_territory(parts: Parts, findings: Sequence[Finding], *, vocabulary: Vocabulary) -> Judgement:
    """Answer the code of the county, district or city that must answer, or none.

    A matter that lies in two counties, or in the whole city, belongs to the city. Without a place there is no
    answer and no doubt of its own, for the finding says `place.missing`; where only the office that is written to
    hints at it, a person is asked (`territory.unsure`).
    """
    city = _city_code(vocabulary)
    hits = match_cues(parts, vocabulary.cues["territory"], vocabulary=vocabulary)
    counties = find_counties(parts, findings, vocabulary=vocabulary)
    across = [hit.span for hit in hits if hit.rule.answer == "across"]
    joined = _joined(parts, counties)
    if len({code for code, _ in counties}) > 1 and (across or joined):
        spans = [span for _, span in (joined or counties)][:2] + across[:1]
        return _answer(city, ACROSS_SCORE, [_cue(parts, span, "territory.across") for span in spans])
    place = next((f for f in findings if f.field == "place_code" and f.value), None)
    if place is not None and place.value is not None:
        return _from_place(parts, place, place.value, counties, vocabulary)
    whole = [_cue(parts, hit.span, f"territory.{hit.rule.name}") for hit in hits if hit.rule.answer == "city"]
    if whole:
        return _answer(city, WHOLE_CITY_SCORE, whole)
    return Judgement(question="territory", answer=None, score=0.0, made_by=MADE_BY)


def find_zone(parts: Parts, findings: Sequence[Finding], *, vocabulary: Vocabulary) -> Division | None:
    """The development zone that looks after the place of the matter, if any: by its township, or by its own name."""
    for finding in findings:
        if finding.field == "place_code" and finding.value:
            named = [row for _, _, row in vocabulary.find_divisions(finding.span.of(parts.text))]
            zone = next((row for row in named if row.level == "zone"), None)
            division = vocabulary.division_by_code.get(finding.value)
            return zone or (vocabulary.zone_of(division) if division else None)
    return None


def local_authority(unit: str, parts: Parts, findings: Sequence[Finding], *, vocabulary: Vocabulary) -> str:
    """The unit; where it is the county's government and a zone looks after the place, the zone's committee."""
    if unit == LOCAL and find_zone(parts, findings, vocabulary=vocabulary) is not None:
        return ZONE
    return unit


def find_counties(parts: Parts, findings: Sequence[Finding], *, vocabulary: Vocabulary) -> tuple[tuple[str, Span], ...]:
    """The counties that the matter's own words name, with places: not in addresses, salutation or offices' names."""
    spared = [finding.span for finding in findings if finding.field in NOT_PLACES]
    spared.append(parts.addressee)
    return tuple(_counties(parts, spared, vocabulary))


def _counties(parts: Parts, spared: Sequence[Span], vocabulary: Vocabulary) -> Iterator[tuple[str, Span]]:
    for start, end, division in vocabulary.find_divisions(parts.text):
        county = vocabulary.county_of(division)
        if county is None or any(span.start < end and start < span.end for span in spared):
            continue
        if not ORGAN.match(parts.text, end, min(len(parts.text), end + 12)):
            yield county.code, Span(start=start, end=end)


def _joined(parts: Parts, counties: Sequence[tuple[str, Span]]) -> tuple[tuple[str, Span], ...]:
    """Two neighbouring names of different counties that a word joins: 平和和南靖, 从漳浦到云霄."""
    for one, other in pairwise(counties):
        between = parts.text[one[1].end : other[1].start]
        if one[0] != other[0] and len(between) <= 1 + len("以及") and JOINS.fullmatch(between):
            return one, other
    return ()


def _from_place(
    parts: Parts, place: Finding, code: str, counties: Sequence[tuple[str, Span]], vocabulary: Vocabulary
) -> Judgement:
    division = vocabulary.division_by_code.get(code)
    county = vocabulary.county_of(division) if division else None
    answer = county.code if county else _city_code(vocabulary) if division else code[:COUNTY]
    cues = [_cue(parts, place.span, "territory.place")]
    if division and (zone := vocabulary.zone_of(division)):
        named = next((span for span in _zone_names(parts, zone, vocabulary)), place.span)
        cues.append(_cue(parts, named, "territory.zone", weight=0.0))
    if place.confidence >= SURE:
        return _answer(answer, place.confidence, cues)
    others = {other: 0.0 for other, _ in counties if other != answer}
    return Judgement(
        question="territory",
        answer=None,
        score=place.confidence,
        runners_up=(
            Candidate(answer=answer, score=place.confidence),
            *(Candidate(answer=o, score=0.0) for o in others),
        ),
        cues=(*cues, rest_cue(cues, place.confidence)),
        made_by=MADE_BY,
        doubt=DOUBT,
    )


def _zone_names(parts: Parts, zone: Division, vocabulary: Vocabulary) -> Iterator[Span]:
    for start, end, row in vocabulary.find_divisions(parts.text):
        if row is zone:
            yield Span(start=start, end=end)


def _answer(code: str, score: float, cues: Sequence[Cue]) -> Judgement:
    return Judgement(
        question="territory", answer=code, score=score, cues=(*cues, rest_cue(cues, score)), made_by=MADE_BY
    )


def _cue(parts: Parts, span: Span, source: str, *, weight: float = PLACE_WEIGHT) -> Cue:
    return Cue(text=span.of(parts.written), weight=weight, span=span, source=source)


def _city_code(vocabulary: Vocabulary) -> str:
    return next(division.code for division in vocabulary.divisions if division.level == "city")
