"""Tell whether the city or the county must answer a matter.

Regulation on Petition Work (2022), articles 5 no. 3 and 22: responsibility by levels. The city answers what concerns
its own bureaus and their staff, what lies in two counties, what a county's government itself did, and what a county has
handled already and the writer does not accept (article 35: the review is asked of the level above). All else is
the county's.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from classifiers.looking.cue_words import Hit, match_cues, weigh
from classifiers.looking.parts import Parts
from classifiers.steps.rule_answers import answer_by_weight
from records import Finding, Judgement, Span
from vocab import CueRule, Vocabulary

MADE_BY = "rule:levels/1"
DOUBT = "level.unsure"
START = {"county": 1.5, "city": 0.0}
MARGIN = 0.4
ACROSS = CueRule(name="across", answer="city", weight=4.0)
CITY_BUREAU = CueRule(name="city-bureau", answer="city", weight=2.5)
CITY_ONLY = CueRule(name="city-only-unit", answer="city", weight=2.0)
REVIEWED = CueRule(name="reviewed", answer="city", weight=3.0)
COUNTY_ADDRESSED = CueRule(name="county-addressed", answer="county", weight=1.0)
ASKED = re.compile(
    r"(?:请|恳请|请求|希望|望|盼|要求|建议|向|找|到|去|致电|拨打|来信|反映|上报|咨询|询问)[^，。；！？\n]{0,10}$"
)
"""What stands before a bureau that is asked or was turned to: the matter is not of its making."""
REACH = 14
MOST_UNITS = 200


def judge_level(
    parts: Parts, findings: Sequence[Finding], territory: Judgement, *, vocabulary: Vocabulary
) -> Judgement:
    """Answer `city` or `county`, or abstain with `level.unsure` when the two are close."""
    hits = [
        *match_cues(parts, vocabulary.cues["level"], vocabulary=vocabulary),
        *_across(territory),
        *_bureaus(parts, findings, vocabulary),
        *_reviews(findings),
        *_addressed(parts, vocabulary),
    ]
    sums = START | {level: START[level] + weight for level, weight in weigh(hits).items()}
    return answer_by_weight("level", sums, hits, parts, made_by=MADE_BY, margin=MARGIN, doubt=DOUBT)


def _across(territory: Judgement) -> Iterator[Hit]:
    spans = [cue.span for cue in territory.cues if cue.source == "territory.across" and cue.span]
    if territory.answer is not None and spans:
        yield Hit(ACROSS, spans[0], ACROSS.weight)


def _bureaus(parts: Parts, findings: Sequence[Finding], vocabulary: Vocabulary) -> Iterator[Hit]:
    """A bureau of the city that acts or is complained of, and a unit that there is at the city alone; each once."""
    accused = [finding.span for finding in findings if finding.field in ("accused", "accused_post")]
    demands = [finding.span for finding in findings if finding.field == "demand"]
    city_only = frozenset(vocabulary.phrases["city_units"])
    seen: set[str] = set()
    for start, end, unit in vocabulary.find_units(parts.text)[:MOST_UNITS]:
        if parts.addressee.start <= start < parts.addressee.end or end <= parts.title.start:
            continue
        before = parts.text[max(0, start - REACH) : start]
        owner = _city_names(vocabulary).search(before)
        span = Span(start=start - len(owner[0]) if owner else start, end=end)
        blamed = any(_overlap(span, other) for other in accused)
        asked = any(_overlap(span, other) for other in demands) or ASKED.search(
            parts.text[max(0, span.start - REACH) : span.start]
        )
        if owner and (blamed or not asked) and CITY_BUREAU.name not in seen:
            seen.add(CITY_BUREAU.name)
            yield Hit(CITY_BUREAU, span, CITY_BUREAU.weight)
        if unit.code in city_only and CITY_ONLY.name not in seen and (owner or not _county_before(before, vocabulary)):
            seen.add(CITY_ONLY.name)
            yield Hit(CITY_ONLY, span, CITY_ONLY.weight)


def _reviews(findings: Sequence[Finding]) -> Iterator[Hit]:
    """An earlier review of the petition: the county's answer was not accepted, the next step is the city's."""
    for finding in findings:
        if finding.field == "earlier_step" and finding.value == "review":
            yield Hit(REVIEWED, finding.span, REVIEWED.weight)
            return


def _addressed(parts: Parts, vocabulary: Vocabulary) -> Iterator[Hit]:
    """A letter to an office of a county speaks a little for the county; one to the city speaks for nothing."""
    words = parts.addressee.of(parts.text)
    for start, end, division in vocabulary.find_divisions(words):
        if division.level in ("county", "township"):
            at = parts.addressee.start
            yield Hit(COUNTY_ADDRESSED, Span(start=at + start, end=at + end), COUNTY_ADDRESSED.weight)
            return


@cache
def _city_names(vocabulary: Vocabulary) -> re.Pattern[str]:
    """The city's name, or 市 alone, right before a bureau's name: not 龙海市, a county-level city of old."""
    named = [name for row in vocabulary.divisions if row.level == "city" for name in (row.name, *row.aliases)]
    cities = "|".join(map(re.escape, sorted(named, key=lambda name: -len(name))))
    return re.compile(
        rf"(?:(?:{cities})市?|(?<![\u4e00-\u9fff])市|(?<=[在被由是和与因但让的对清查告报给去到找及、])市|我市|本市)$"
    )


def _county_before(before: str, vocabulary: Vocabulary) -> bool:
    return before.endswith(("县", "区")) or any(
        end == len(before) and row.level in ("county", "township") for _, end, row in vocabulary.find_divisions(before)
    )


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
