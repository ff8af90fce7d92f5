"""What a letter names that few others do: places, firms and bodies, and long figures.

Two letters on one matter have at least one of them in common; two that only quote the same article, or were written
after one pattern, have none.
"""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from hashlib import blake2b

from vocab import simplify
from vocab.stock_text import load_common_names, load_name_endings, load_name_stops

MOST = 12
"""Names of a letter that it is found by."""

_BEFORE = 4, 2
"""Han characters before the ending that are taken for the name; one of the two must agree."""
# Five figures that begin with 12 are a hotline.
_FIGURE = re.compile(r"(?<!\d)(?!12\d{3}(?!\d))\d{5,10}(?!\d)")
_ROUND = "000"
_HAN = re.compile("[\u4e00-\u9fff]+")


@lru_cache(maxsize=32)
def find_anchors(text: str) -> frozenset[str]:
    """Give what a text names, each with as much before its ending as tells it apart."""
    simple = simplify(text)
    names = {name for match in _endings().finditer(simple) for name in _names_at(simple, match)}
    figures = {figure for figure in _FIGURE.findall(simple) if not figure.endswith(_ROUND)}
    return frozenset((names - load_common_names()) | figures)


def hash_anchors(names: frozenset[str]) -> tuple[int, ...]:
    """The hashes below 2⁴⁷ of at most `MOST` names, the same ones wherever they are chosen from."""
    hashes = (int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) >> 17 for name in names)
    return tuple(sorted(hashes)[:MOST])


def have_nothing_in_common(own: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two letters name things, and no two characters of any name stand in a name of the other.

    So little is asked for because characters are misread.
    """
    pairs = [{pair for name in names for pair in _pairs(name)} for names in (own, other)]
    return all(pairs) and pairs[0].isdisjoint(pairs[1])


def _pairs(name: str) -> Iterator[str]:
    ending = _endings().search(name)
    head = name[: ending.start()] if ending else ""
    yield from (head[at : at + 2] for at in range(len(head) - 1))


def _names_at(simple: str, match: re.Match[str]) -> Iterator[str]:
    for before in _BEFORE:
        start = match.start() - before
        words = simple[max(0, start) : match.start()]
        if start >= 0 and _HAN.fullmatch(words) and load_name_stops().isdisjoint(words):
            yield words + match.group(1)


@cache
def _endings() -> re.Pattern[str]:
    """Every ending, also one that lies in another (村委会, 村)."""
    longest_first = sorted(load_name_endings(), key=len, reverse=True)
    return re.compile(f"(?=({'|'.join(map(re.escape, longest_first))}))")
