"""Bring a text to the one form in which personal words are looked for, each character at its place."""

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from records.base import mend_text
from vocab import simplify

_HAN_DIGITS = str.maketrans("〇零○幺壹贰叁肆伍陆柒捌玖一二三四五六七八九oil", "0001123456789123456789011")
_JOINS = frozenset("-_‐‑‒–—―─·•・‧.*~～/()（）[]［］【】〔〕<>〈〉|")
"""What may stand between the parts of a number or of a name written apart; a comma or a full stop parts two words."""


class _Folded(dict[int, str]):
    """Lower case, half width, one form for each character; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = unicodedata.normalize("NFKC", char).lower()
        self[code] = plain if len(plain) == 1 else char
        return self[code]


class _Compact(dict[int, str | None]):
    """Nothing for what may stand between two parts of a word; filled as characters are met."""

    def __missing__(self, code: int) -> str | None:
        char = chr(code)
        idle = char in _JOINS or char.isspace() or unicodedata.category(char) in ("Cc", "Cf", "Mn", "Me")
        self[code] = None if idle else char
        return self[code]


_FOLDED, _COMPACT = _Folded(), _Compact()


@lru_cache(maxsize=512)  # a value stands in the case, in its evidence and in its texts
def fold(text: str) -> str:
    """The text in simplified characters, half width and lower case, every character at its place."""
    return simplify(str(mend_text(text))).translate(_FOLDED)


def fold_digits(folded: str) -> str:
    """A folded text with digits that are written as characters, or misread as letters, as digits."""
    return folded.translate(_HAN_DIGITS)


def compact(folded: str) -> str:
    """A folded text without spaces and what else may part a word."""
    return folded.translate(_COMPACT)


def places_of(folded: str) -> list[int]:
    """Where each character of the compact text stands in the folded one."""
    return [at for at, char in enumerate(folded) if _COMPACT[ord(char)] is not None]


def find_words(folded: str, words: Iterator[str]) -> list[tuple[int, int, str]]:
    """Start and end in the folded text, and the word, of each place where a compact word stands."""
    whole = compact(folded)
    there = [word for word in words if word in whole]
    if not there:
        return []
    places, found = places_of(folded), []
    for word in there:
        at = whole.find(word)
        while at >= 0:
            found.append((places[at], places[at + len(word) - 1] + 1, word))
            at = whole.find(word, at + 1)
    return found
