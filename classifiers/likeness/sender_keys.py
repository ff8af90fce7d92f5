"""The keys by which a sender and earlier papers are known again, also where one figure was misread.

A key is an HMAC-SHA256 under the office's secret, cut to 47 bits: with the ledger's file alone nobody can try all
telephone numbers. A number makes several keys, each without a part of it, so that a misread figure leaves one intact;
whether two numbers are meant to be one is told by `agreeing_keys`, on the letters themselves.
"""

import hmac
import re
from collections.abc import Iterable, Iterator

from stdnum.iso7064 import mod_11_2

from records import LetterFacts, LinkKey

MOST_PERSONS = 40
"""Petitioners of a letter that get keys; a table of signatures may name hundreds."""

_BITS = 47
_ID_LENGTH = 18
_TOWNSHIP = 9  # figures of a township's division code
_MOBILE = re.compile(r"1\d{10}")
_NOT_SIGN = re.compile(r"[\W_]")
_SHORT_NAME = 2
_SHORTEST_PAPER = 6
_MISREAD_ID, _MISREAD_PHONE = 2, 1
"""Figures that may differ in two readings of one number."""


def secret_id(key: bytes) -> int:
    """Give a number that tells one secret from another and nothing more."""
    return _seal("laixin likeness", key) >> 16


def sender_keys(facts: LetterFacts, *, key: bytes) -> tuple[tuple[LinkKey, int], ...]:
    """Give the keyed hashes of a letter, each with what it is of."""
    wanted = dict.fromkeys((kind, _seal(f"{kind}\0{words}", key)) for kind, words in _words(facts))
    return tuple(wanted)


def agreeing_keys(own: LetterFacts, other: LetterFacts) -> tuple[LinkKey, ...]:
    """Give the kinds of keys by which two letters agree, the surest first."""
    found: list[LinkKey] = []
    if any(_is_same_id(a, b) for a in own.id_nos for b in other.id_nos):
        found.append("id_no")
    if _share_phone(own, other):
        found.append("phone")
    if _share_name_and_place(own, other) and (found or not _are_different(own, other)):
        found.append("name-place")
    if set(map(_plain, own.paper_nos)) & set(map(_plain, other.paper_nos)) - {""}:
        found.append("paper_no")
    return tuple(found)


def _words(facts: LetterFacts) -> Iterator[tuple[LinkKey, str]]:
    """What is hashed, with its kind; the parts of a number are marked by the sign that stands between them."""
    names = [name for name in map(_plain, facts.names[:MOST_PERSONS]) if name]
    for number in facts.id_nos[:MOST_PERSONS]:
        yield "id_no", number
        if len(number) == _ID_LENGTH:
            yield "id_no", f"-{number[6:]}"
            yield "id_no", f"{number[:6]}-{number[12:]}"
            yield from (("id_no", f"{number[:12]}-{name[:1]}") for name in names[:1])
    for number in facts.phones[:MOST_PERSONS]:
        yield "phone", number
        if _MOBILE.fullmatch(number):
            for name in names[:1]:
                yield "phone", f"{number[:6]}-{name}"
                yield "phone", f"-{number[6:]}-{name}"
    for place in _townships(facts):
        yield from (("name-place", f"{name}-{place}") for name in names)
    for number in facts.paper_nos:
        plain = _plain(number)
        if _tells_paper(plain):
            yield "paper_no", plain


def _seal(words: str, key: bytes) -> int:
    return int.from_bytes(hmac.digest(key, words.encode(), "sha256")[:8]) >> (64 - _BITS)


def _townships(facts: LetterFacts) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for code in facts.place_codes if len(code) >= _TOWNSHIP))


def _plain(words: str) -> str:
    return _NOT_SIGN.sub("", words)


def _tells_paper(plain: str) -> bool:
    return len(plain) >= _SHORTEST_PAPER and any(character.isdigit() for character in plain)


def _is_same_id(own: str, other: str) -> bool:
    """Whether two ID numbers are one: alike, or a few figures apart where the check figure of one does not fit."""
    if own == other:
        return True
    if len(own) != len(other) or _differing(own, other) > _MISREAD_ID:
        return False
    return not (_fits(own) and _fits(other))


def _fits(number: str) -> bool:
    """Whether the check figure fits (GB 11643 takes that of ISO 7064, MOD 11-2)."""
    return len(number) == _ID_LENGTH and bool(mod_11_2.is_valid(number))


def _share_phone(own: LetterFacts, other: LetterFacts) -> bool:
    if set(own.phones) & set(other.phones):
        return True
    if not _share(own.names, other.names):
        return False
    pairs = ((a, b) for a in own.phones for b in other.phones if len(a) == len(b))
    return any(_differing(a, b) <= _MISREAD_PHONE for a, b in pairs)


def _share_name_and_place(own: LetterFacts, other: LetterFacts) -> bool:
    """Whether one name and one township stand in both; a name of two characters is borne by too many."""
    long = (name for name in _share(own.names, other.names) if len(name) > _SHORT_NAME)
    return any(long) and bool(_share(_townships(own), _townships(other)))


def _are_different(own: LetterFacts, other: LetterFacts) -> bool:
    """Whether both letters give a sound ID number and none in common: namesakes."""
    return any(map(_fits, own.id_nos)) and any(map(_fits, other.id_nos))


def _share(own: Iterable[str], other: Iterable[str]) -> set[str]:
    return set(map(_plain, own)) & set(map(_plain, other)) - {""}


def _differing(own: str, other: str) -> int:
    return sum(a != b for a, b in zip(own, other, strict=True))
