"""How a masked value looks: 张*, 138****1234, an address to its township."""

import re
from functools import cache

from ledger.masking.folding import fold
from vocab import Vocabulary

HIDDEN = "***"
"""Stands for what is hidden whole, however long it was."""
_LEFT_OPEN = 3, 4
_LEAST_HIDDEN = 4
_MOST_STARS = 3
_LONGEST_NAME = 4
_SHORTEST_BODY = 5
_TOWNSHIP = re.compile(r"^.{0,24}?(?:街道办事处|街道|(?<![城乡村])[镇乡](?![镇村企江]|.{1,2}[县市区]))")
_COUNTY = re.compile(r"^.{0,16}(?:[县区](?!域)|[^城]市)")
_PLACE_END = re.compile(r"[村镇乡县市区局厅处科厂店站所院校]$")


def mask_name(name: str, vocabulary: Vocabulary) -> str:
    """A person's name with all but the surname hidden; a compound surname stays whole."""
    word = "".join(name.split())
    kept = 2 if len(word) > 2 and fold(word[:2]) in _compound_surnames(vocabulary) else 1
    return (word[:kept] if len(word) > kept else "") + "*" * min(_MOST_STARS, max(1, len(word) - kept))


def mask_number(number: str) -> str:
    """A person's number with all but its head and tail hidden; a short one is hidden whole."""
    head, tail = _LEFT_OPEN
    hidden = len(number) - head - tail
    return number[:head] + "*" * hidden + number[-tail:] if hidden >= _LEAST_HIDDEN else "*" * len(number)


def mask_accused(accused: str, vocabulary: Vocabulary) -> str:
    """Who is complained of: a body by its name, a person masked, anything else hidden."""
    word = fold("".join(accused.split()))
    if word in _body_names(vocabulary) or word.endswith(_body_endings(vocabulary)):
        return accused
    if len(word) <= _LONGEST_NAME:
        return mask_name(accused, vocabulary)
    return accused if len(word) >= _SHORTEST_BODY and _PLACE_END.search(word) else HIDDEN


def name_at_end(words: str, vocabulary: Vocabulary) -> str | None:
    """The person's name that stands behind a post, as far as the surnames tell: 陈大山 of 村委会主任陈大山."""
    bare = "".join(words.split())
    surnames = _surnames(vocabulary)
    for length in (4, 3, 2):
        name = bare[-length:]
        folded = fold(name)
        surname = 2 if folded[:2] in surnames and length > 2 else 1
        if len(bare) > length and folded[:surname] in surnames and length - surname in (1, 2):
            return name
    return None


def to_township(address: str, vocabulary: Vocabulary) -> str:
    """An address without what lies below its township; below its county where it names none."""
    end = township_end(address, vocabulary)
    return address[:end] + (HIDDEN if end < len(address) else "")


def township_end(address: str, vocabulary: Vocabulary) -> int:
    """Where the part of an address begins that is not shown; 0 when nothing of it is sure."""
    folded = fold(address)
    ends = [end for _, end, row in vocabulary.find_divisions(folded) if row.level in ("township", "county", "city")]
    named = _TOWNSHIP.match(folded) or _COUNTY.match(folded)
    return max([*ends[:3], named.end() if named else 0])


@cache
def _surnames(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(map(fold, vocabulary.surnames))


@cache
def _compound_surnames(vocabulary: Vocabulary) -> frozenset[str]:
    return frozenset(fold(name) for name in vocabulary.surnames if len(name) > 1)


@cache
def _body_names(vocabulary: Vocabulary) -> frozenset[str]:
    units = (name for unit in vocabulary.units.values() for name in (unit.name, *unit.aliases))
    return frozenset((*units, *(name for row in vocabulary.divisions for name in (row.name, *row.aliases))))


@cache
def _body_endings(vocabulary: Vocabulary) -> tuple[str, ...]:
    lists = (vocabulary.phrases.get(name, ()) for name in ("public_bodies", "matter_bodies", "employer_bodies"))
    return tuple({word for words in lists for word in words if len(word) > 1})
