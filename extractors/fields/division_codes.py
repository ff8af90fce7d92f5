"""Which division a place names: old names mapped to today's, and misread names of townships proposed."""

import re
from collections.abc import Sequence
from functools import cache

from extractors.lines.text import HAN
from vocab import Division, Vocabulary

CITY = "350600"
COUNTY_DIGITS, TOWNSHIP_DIGITS = 6, 9
_KINDS = re.compile(r"(?:街道|镇|乡)$")
_TOWNSHIP_LIKE = re.compile(rf"[{HAN}]{{1,6}}?(?:街道办事处|街道|镇|乡(?![村镇下亲]))")
_SHORTEST = len("海澄镇")
"""Below this a name differs by one character from too many others."""


def division_code(named: Sequence[Division], words: str, vocabulary: Vocabulary) -> str | None:
    """Give the most exact certain code of the divisions that a place names; `words` are all its words.

    A township that contradicts the county named before it counts for the county alone, unless a zone that looks after
    it is named. A town that has become a subdistrict (石亭镇, now 石亭街道) keeps its code. A zone that covers several
    townships gives their county when they lie in one.
    """
    codes = [(division, division.certain_code) for division in named]
    counties = {code for division, code in codes if division.level == "county" and code}
    townships = [code for _, code in codes if code and len(code) == TOWNSHIP_DIGITS]
    below = [code for division, code in codes if division.level == "township" and code]
    zones = [division for division in named if division.level == "zone"]
    if below and zones and not counties:
        return below[-1]
    if not townships and len(counties) == 1:
        former = _former_township(words, next(iter(counties)), vocabulary)
        townships = [former] if former else []
    if townships and (not counties or any(townships[-1].startswith(county) for county in counties)):
        return townships[-1]
    if len(counties) == 1:
        return next(iter(counties))
    if not counties and named:
        county = vocabulary.county_of(named[-1])
        return county.code if county else codes[-1][1]
    return None


def propose_townships(named: Sequence[Division], words: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Codes of the townships whose name is one character off what stands where a township's name should.

    Nothing when a township is named, when no county or zone is, or when the name fits none or more than two.
    """
    if not named or any(division.level == "township" for division in named):
        return ()
    code = division_code(named, words, vocabulary)
    roots = [d for d in named if d.level in ("county", "zone")]
    if not roots or (code and len(code) == TOWNSHIP_DIGITS):
        return ()
    near = _townships_of(roots[-1], vocabulary)
    for match in _TOWNSHIP_LIKE.finditer(words):
        told = match[0].replace("街道办事处", "街道")
        found = dict.fromkeys(
            own
            for name, own in near
            for size in (len(name),)
            if size >= _SHORTEST and len(told) >= size and _differs_by_one(told[-size:], name)
        )
        if 0 < len(found) <= 2:
            return tuple(found)
    return ()


def _differs_by_one(told: str, name: str) -> bool:
    return _KINDS.sub("", told) != "" and sum(one != other for one, other in zip(told, name, strict=True)) == 1


@cache
def _townships_of(root: Division, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """Names and codes of the townships in a county, or in the zone that looks after them."""
    rows = [d for d in vocabulary.divisions if d.level == "township" and d.code]
    own = [d for d in rows if d.code.startswith(root.code)] if root.code else [d for d in rows if d.code in root.covers]
    return tuple((name, d.code) for d in own for name in (d.name, *d.aliases) if _KINDS.search(name))


def _former_township(words: str, county: str, vocabulary: Vocabulary) -> str | None:
    former = ((name, code) for name, code in _former_names(county, vocabulary) if name in words)
    return next((code for _, code in former), None)


@cache
def _former_names(county: str, vocabulary: Vocabulary) -> tuple[tuple[str, str], ...]:
    """What the townships of a county may once have been called, with their codes of today."""
    townships = [d for d in vocabulary.divisions if d.level == "township" and d.code.startswith(county)]
    stems = [(_KINDS.sub("", d.name), d.code) for d in townships]
    return tuple((stem + kind, code) for stem, code in stems if len(stem) > 1 for kind in "镇乡")
