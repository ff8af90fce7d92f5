"""Find where the matter happened, and its division code (GB/T 2260, GB/T 10114)."""

import re
from collections import defaultdict
from functools import cache

from extractors.fields.addresses import Mention, quote_place, sender_address
from extractors.fields.blocks import Blocks
from extractors.fields.sheets import Sheet
from extractors.lines.text import HAN
from records import Finding
from vocab import Vocabulary

_HOME_MATTER = re.compile(
    r"拆迁|征收|征地|安置|宅基地|危房|老厝|祖厝|祖屋|我家|我们家|家门|小区|物业|业主|低保|五保|邻居|屋后|门口|门前|村里|本村|我村|我们村|村委|村干部|厝边|楼上|楼下|楼道|电梯|"
    r"路灯|自来水|停水|停电|承包地|责任田|社区|租房|住处"
)
_OPENERS = re.compile(r"(?:位于|座落于|坐落[于在]|地处|发生在|在|到|来到?|从|至|去|地点[：:]?|向)$")
_ORIGIN = re.compile(r"人[，。、；]|籍")
_TITLE, _BODY, _OPENED, _ORGAN, _SHORT, _FROM = 3.0, 2.0, 1.0, 0.4, 0.3, 0.2
_SURENESS = {"place.matter": 0.9, "place.organ": 0.75, "place.home": 0.85, "place.addressee": 0.6, "place.none": 1.0}
"""How often a place found so is where the matter happened: told in the matter, or only by an authority or the home."""


def find_places(
    sheet: Sheet, *, blocks: Blocks, mentions: tuple[Mention, ...], vocabulary: Vocabulary
) -> tuple[Finding, ...]:
    """Find the place of the matter and its code; one doubt `place.missing` when there is none.

    Every place in heading and body that is not the sender's address speaks for its township; the title
    speaks loudest, a division in an authority's name hardly. Without such a place a matter about the home
    happened at the sender's address; else the county whose authority acted is the place.
    """
    home = sender_address(sheet, blocks=blocks, mentions=mentions)
    matter = [m for m in mentions if m.part in ("heading", "body", "table") and m.rule is None and m.divisions]
    scores: dict[str, float] = defaultdict(float)
    for mention in matter:
        code = division_code(mention, sheet, vocabulary)
        if code and code != _CITY:
            scores[code] += _weight(sheet, mention)
    home_code = division_code(home, sheet, vocabulary) if home else None
    best = _best_code(scores)
    if best is not None and scores[best] >= _BODY:
        return _state(sheet, matter, best, "place.matter", vocabulary)
    is_home = _HOME_MATTER.search(sheet.text[blocks.heading[0] : blocks.body[1]]) is not None or _recurs(
        sheet, blocks, home
    )
    if (
        home is not None
        and home_code
        and (is_home or home.rule == "address.committee")
        and (best is None or home_code[:6] == best[:6])
    ):
        return _give(sheet, home, home_code, "place.home")
    if best is not None:
        return _state(sheet, matter, best, "place.organ", vocabulary)
    if home is not None and home_code and is_home:
        return _give(sheet, home, home_code, "place.home")
    for mention in mentions:
        code = division_code(mention, sheet, vocabulary)
        if mention.part == "salutation" and code and code != _CITY:
            return _give(sheet, mention, code, "place.addressee")
    start = blocks.body[0]
    return (
        sheet.finding(
            "place", None, (start, start), rule="place.none", sureness=_SURENESS["place.none"], doubt="place.missing"
        ),
    )


_CITY = "350600"
_VILLAGE = re.compile(rf"(?:[镇乡道区县市])([{HAN}]{{2,5}}?(?:村|社区|小区|花园|新村))")


def _recurs(sheet: Sheet, blocks: Blocks, home: Mention | None) -> bool:
    """Whether the village, estate or township of the sender's address is named again in heading or body."""
    if home is None:
        return False
    told = sheet.text[blocks.heading[0] : blocks.body[1]]
    village = _VILLAGE.search(sheet.text[home.start : home.end])
    names = [village[1]] if village else []
    names += [re.sub(r"(?:街道|镇|乡)$", "", d.name) for d in home.divisions if d.level == "township"]
    return any(told.count(name) > (1 if home.part == "body" else 0) for name in names if len(name) > 1)


def division_code(mention: Mention, sheet: Sheet, vocabulary: Vocabulary) -> str | None:
    """Give the most exact certain code of the divisions that a mention names.

    A township that contradicts the county named before it counts for the county alone. A town that has
    become a subdistrict (石亭镇, now 石亭街道) keeps its code.
    """
    named = [(division, division.certain_code) for division in mention.divisions]
    counties = {code for division, code in named if division.level == "county" and code}
    townships = [code for division, code in named if code and len(code) == len("350602001")]
    if not townships and len(counties) == 1:
        former = _former_township(sheet.text[mention.start : mention.end], next(iter(counties)), vocabulary)
        townships = [former] if former else []
    if townships and (not counties or any(townships[-1].startswith(county) for county in counties)):
        return townships[-1]
    if len(counties) == 1:
        return next(iter(counties))
    if not counties and mention.divisions[-1:]:
        county = vocabulary.county_of(mention.divisions[-1])
        return county.code if county else named[-1][1]
    return None


def _former_township(words: str, county: str, vocabulary: Vocabulary) -> str | None:
    former = ((name, code) for name, code in _former_names(county, vocabulary) if name in words)
    return next((code for _, code in former), None)


@cache
def _former_names(county: str, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """What the townships of a county may once have been called, with their codes of today."""
    townships = [d for d in vocabulary.divisions if d.level == "township" and d.code.startswith(county)]
    stems = [(re.sub(r"(?:街道|镇|乡)$", "", d.name), d.code) for d in townships]
    return tuple((stem + kind, code) for stem, code in stems if len(stem) > 1 for kind in "镇乡")


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
    townships = {code: score for code, score in scores.items() if len(code) > len("350602")}
    if townships and max(townships.values()) >= _BODY:
        return max(townships, key=lambda code: townships[code] + scores.get(code[:6], 0) / 2)
    return max(scores, key=lambda code: scores[code]) if scores else None


def _state(sheet: Sheet, matter: list[Mention], code: str, rule: str, vocabulary: Vocabulary) -> tuple[Finding, ...]:
    told = [m for m in matter if division_code(m, sheet, vocabulary) == code]
    best = max(told, key=lambda m: (not m.organ, m.depth))
    return _give(sheet, best, code, rule)


def _give(sheet: Sheet, mention: Mention, code: str, rule: str) -> tuple[Finding, ...]:
    extent = (mention.start, mention.end)
    value = quote_place(sheet, mention)
    return (
        sheet.finding("place", value, extent, rule=rule, sureness=_SURENESS[rule]),
        sheet.finding("place_code", code, extent, rule=rule, sureness=_SURENESS[rule]),
    )
