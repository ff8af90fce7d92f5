"""A text as runs of four characters: hashed, with their places, those that mean nothing marked."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from vocab import simplify
from vocab.stock_text import SHINGLE, load_stock_shingles

LONGEST = 20_000
"""Characters of a text that are compared: what follows them is not looked at, so that any text takes bounded time."""

Hashes = NDArray[np.uint64]

_LONG_NUMBER = re.compile(r"\d{7,}")
_QUOTED = re.compile(r"(?:[《〈]|第[〇零一二三四五六七八九十百0-9]{1,5}条)[^。！？!?；;\n]{0,150}")
_FACTORS = np.array([0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0xD6E8FEB86659FD93], dtype=np.uint64)
_MIX = np.array([0xBF58476D1CE4E5B9, 0x94D049BB133111EB], dtype=np.uint64)  # the finalizer of splitmix64


@dataclass(frozen=True)
class Shingled:
    """The characters of a text that count, in simplified form, and its shingles.

    `places[i]` is where character i stands in the text as written; `hashes[i]` is of the shingle that starts there, and
    `telling[i]` says whether it is none that many letters share.
    """

    text: str
    places: tuple[int, ...]
    hashes: Hashes
    telling: NDArray[np.bool_]


@lru_cache(maxsize=32)
def shingle_text(written: str) -> Shingled:
    """Shingle a text: letters, Han characters and figures alone.

    Left out are numbers of seven figures and more, which are a person's and have keys of their own, and what is cited:
    from a title in 《》 or an article's number to the end of the sentence.
    """
    characters, places = _plain(written[:LONGEST])
    hashes = hash_characters("".join(characters))
    return Shingled("".join(characters), tuple(places), hashes, ~_are_stock(hashes))


def hash_characters(text: str) -> Hashes:
    """The hash of the shingle that starts at each character: none where the text is shorter than one."""
    codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32).astype(np.uint64)
    return _hash(codes)


def hash_shingles(shingles: Iterable[str]) -> Hashes:
    """The hashes of single shingles."""
    codes = np.array([[ord(character) for character in shingle] for shingle in shingles], dtype=np.uint64)
    return _mix((codes * _FACTORS).sum(axis=1, dtype=np.uint64)) if len(codes) else np.zeros(0, dtype=np.uint64)


def _plain(written: str) -> tuple[list[str], list[int]]:
    simple = simplify(written)
    for left_out in (_LONG_NUMBER, _QUOTED):
        simple = left_out.sub(lambda found: " " * len(found.group()), simple)
    characters, places = [], []
    for place, character in enumerate(simple):
        if not character.isalnum():
            continue
        if not "\u4e00" <= character <= "\u9fff":
            narrow = unicodedata.normalize("NFKC", character).lower()
            character = narrow if len(narrow) == 1 else character  # noqa: PLW2901 (its common form)
        characters.append(character)
        places.append(place)
    return characters, places


def _hash(codes: Hashes) -> Hashes:
    if len(codes) < SHINGLE:
        return np.zeros(0, dtype=np.uint64)
    windows = np.lib.stride_tricks.sliding_window_view(codes, SHINGLE)
    return _mix((windows * _FACTORS).sum(axis=1, dtype=np.uint64))


def _mix(hashes: Hashes) -> Hashes:
    for shift, factor in zip((30, 27), _MIX, strict=True):
        hashes = (hashes ^ (hashes >> np.uint64(shift))) * factor
    return cast(Hashes, hashes ^ (hashes >> np.uint64(31)))


def _are_stock(hashes: Hashes) -> NDArray[np.bool_]:
    # not np.isin: it would sort all of the stock again for each letter
    stock = _stock_hashes()
    found: NDArray[np.bool_] = stock[np.minimum(np.searchsorted(stock, hashes), len(stock) - 1)] == hashes
    return found


@cache
def _stock_hashes() -> Hashes:
    return np.sort(hash_shingles(sorted(load_stock_shingles())))
