"""Find where the matter happened, and its division code (GB/T 2260, GB/T 10114)."""

import re
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from extractors.fields.addresses import VILLAGE, Mention, quote_place, sender_address
from extractors.fields.blocks import Blocks
from extractors.fields.division_codes import CITY, COUNTY_DIGITS, division_code, propose_townships
from extractors.fields.sheets import Sheet
from extractors.lines.text import HAN
from records import Finding
from vocab import Vocabulary

_OPENERS = re.compile(r"(?:位于|座落于|坐落[于在]|地处|发生在|在|到|来到?|从|至|去|地点[：:]?|向)$")
_ORIGIN = re.compile(r"人[，。、；]|籍")
_WE_ARE = re.compile(r"我们(?:[^，。；]{0,8})?(?:是|系|来自)$")
_VILLAGE_NAME = re.compile(rf"(?=[镇乡道区县市场]([{HAN}]{{2,4}}?(?:村|社区|小区|花园|新村)))")
_KIND = re.compile(r"(?:街道|镇|乡)$")
_LONGEST = 80
"""Characters of an address: what is longer is none."""
_TITLE, _BODY, _OPENED, _ORGAN, _SHORT, _FROM = 3.0, 2.0, 1.0, 0.4, 0.3, 0.2
_SURENESS = {
    "place.matter": 0.9,
    "place.organ": 0.75,
    "place.home": 0.85,
    "place.writers": 0.8,
    "place.addressee": 0.6,
    "place.none": 1.0,
}
"""How often a place found so is where the matter happened: told in the matter, or only by an authority or the home."""


def find_places(
    sheet: Sheet, *, blocks: Blocks, mentions: tuple[Mention, ...], vocabulary: Vocabulary
) -> tuple[Finding, ...]:
    """Find the place of the matter and its code; one doubt `place.missing` when there is none.

    Every place in heading and body that is not the sender's address speaks for its township; the title
    speaks loudest, a division in an authority's name hardly. Without such a place a matter about the home
    happened at the sender's address; else the county whose authority acted is the place; else, when people of a
    place write together (我们是某村的村民), theirs; else the county whose authority the letter addresses.
    """
    codes = {mention: code_of(sheet, mention, vocabulary) for mention in mentions}
    home = sender_address(sheet, blocks=blocks, mentions=mentions)
    home_code = codes.get(home) or code_of(sheet, home, vocabulary) if home else None
    matter = [m for m in mentions if m.part in ("heading", "body", "table") and m.rule is None and m.divisions]
    scores: dict[str, float] = defaultdict(float)
    for mention in matter:
        if (code := codes[mention]) and code != CITY:
            scores[code] += _weight(sheet, mention)
    best = _best_code(scores)
    told = [mention for mention in matter if codes[mention] == best]
    if best is not None and scores[best] >= _BODY:
        return _state(sheet, told, best, "place.matter", vocabulary)
    near = best is None or (home_code or "")[:COUNTY_DIGITS] == best[:COUNTY_DIGITS]
    if home is not None and home_code and near and _is_about_home(sheet, blocks, home, vocabulary):
        return _give(sheet, home, home_code, "place.home", vocabulary)
    if best is not None:
        return _state(sheet, told, best, "place.organ", vocabulary)
    if home is not None and home_code and _WE_ARE.search(sheet.sentence_before(home.start)):
        return _give(sheet, home, home_code, "place.writers", vocabulary)
    for mention in mentions:
        if mention.part == "salutation" and (code := codes[mention]) and code != CITY:
            return _give(sheet, mention, code, "place.addressee", vocabulary)
    start = blocks.body[0]
    nowhere = sheet.finding(
        "place", None, (start, start), rule="place.none", sureness=_SURENESS["place.none"], doubt="place.missing"
    )
    return (nowhere,)


def code_of(sheet: Sheet, mention: Mention, vocabulary: Vocabulary) -> str | None:
    """The most exact certain code of a place."""
    return division_code(mention.divisions, sheet.text[mention.start : mention.end], vocabulary)


def doubt_township(finding: Finding, sheet: Sheet, mention: Mention, vocabulary: Vocabulary) -> Finding:
    """The code's finding, doubted with the likely townships when the township's name is one character off."""
    proposals = propose_townships(mention.divisions, sheet.text[mention.start : mention.end], vocabulary)
    return finding.model_copy(update={"doubt": "place.misread", "proposals": proposals}) if proposals else finding


def _is_about_home(sheet: Sheet, blocks: Blocks, home: Mention, vocabulary: Vocabulary) -> bool:
    told = sheet.text[blocks.heading[0] : blocks.body[1]]
    return (
        home.rule == "address.committee"
        or _home_words(vocabulary).search(told) is not None
        or _recurs(sheet, blocks, home)
    )


@cache
def _home_words(vocabulary: Vocabulary) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, vocabulary.phrase_list("home_matters"))))


def _recurs(sheet: Sheet, blocks: Blocks, home: Mention) -> bool:
    """Whether the village, estate or township of the sender's address is named again in heading or body."""
    told = sheet.text[blocks.heading[0] : blocks.body[1]]
    names = _VILLAGE_NAME.findall(sheet.text[home.start : home.end][:_LONGEST])
    names += [_KIND.sub("", d.name) for d in home.divisions if d.level == "township"]
    return any(told.count(name) > (1 if home.part == "body" else 0) for name in names if len(name) > 1)


def _weight(sheet: Sheet, mention: Mention) -> float:
    after = sheet.text[mention.end : mention.end + 2]
    named = sheet.text[mention.start : mention.end]
    if mention.organ:
        return _ORGAN
    if _ORIGIN.match(after):
        return _FROM
    if mention.depth <= 1 and not re.search(r"[县区市]$", named):
        return _SHORT
    if mention.depth <= 1 and mention.part != "heading":
        return _OPENED
    weight = _TITLE if mention.part == "heading" else _BODY
    opened = _OPENERS.search(sheet.text[max(0, mention.start - 4) : mention.start]) is not None
    return weight + (_OPENED if opened else 0.0)


def _best_code(scores: dict[str, float]) -> str | None:
    """The best township, helped by its county's score; a county alone only when no township is told."""
    townships = {code: score for code, score in scores.items() if len(code) > COUNTY_DIGITS}
    if townships and max(townships.values()) >= _BODY:
        return max(townships, key=lambda code: townships[code] + scores.get(code[:COUNTY_DIGITS], 0) / 2)
    return max(scores, key=lambda code: scores[code]) if scores else None


def _state(sheet: Sheet, told: Sequence[Mention], code: str, rule: str, vocabulary: Vocabulary) -> tuple[Finding, ...]:
    best = max(told, key=lambda m: (not m.organ, min(m.depth, VILLAGE)))
    return _give(sheet, best, code, rule, vocabulary)


def _give(sheet: Sheet, mention: Mention, code: str, rule: str, vocabulary: Vocabulary) -> tuple[Finding, ...]:
    extent = (mention.start, mention.end)
    value = quote_place(sheet, mention)
    coded = sheet.finding("place_code", code, extent, rule=rule, sureness=_SURENESS[rule])
    return (
        sheet.finding("place", value, extent, rule=rule, sureness=_SURENESS[rule]),
        doubt_township(coded, sheet, mention, vocabulary),
    )
