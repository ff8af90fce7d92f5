"""Where a line holds words that count: figures, dates, sums, case numbers and names. They are read a second time."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from extractors.fields.blocks import SIGNER
from extractors.lines.text import HAN
from records import Line

Kind = Literal["figures", "words"]

_D = r"[0-9OoQIl|]"
_FIGURES = re.compile(
    rf"[（(〔\[]?(?:19|20){_D}{{2}}[)）〕\]]?[{HAN}]{{1,4}}{_D}{{2,4}}[{HAN}]{{1,4}}{_D}{{1,6}}(?=号)|"
    rf"{_D}{{2,4}}年(?:{_D}{{0,2}}月(?:{_D}{{0,2}}(?=[日号曰]))?|{_D}{{1,2}}(?=[日号曰]))|"
    rf"{_D}(?:[0-9OoQIl|,，.·\- ]*{_D})?(?=(?:[多余]?[万亿千百])?[多余]?(?:元|块))|"
    rf"{_D}(?:[0-9OoQIl|.·\- ]{{5,}}){_D}[Xx×*]?"
)
"""Case numbers, dates (one that lost its month too), sums, and every run of seven figures or more."""

_BROKEN = re.compile(rf"^{_D}{{3,}}[Xx×*]?|{_D}{{3,}}$")
"""A number may be broken at a line's end: 35062 | 2197903162119."""

_CAPITALS = re.compile(r"[零壹贰叁肆伍陆柒捌玖拾佰仟万参两]{3,}(?=[元圆])")
_NAME = re.compile(
    rf"(?:{SIGNER}|姓名)[（(]?(?:签名|签字|盖章)?[)）]?[：: ]{{0,2}}(?P<signed>[{HAN}]{{2,4}})$|"
    rf"(?:我叫|名叫|本人(?:姓名|系|是)?)(?P<told>[{HAN}]{{2,3}})(?=[，。、（(,]|$)"
)
_LONE = re.compile(rf"[{HAN}]{{2,4}}")
_NOT_SIGNED = re.compile(r"[此致敬礼谢祝颂祺安绥年月日]")
_LAST = 4
"""A signature without a label stands among so many last lines of a page."""

UNSURE = 0.9
"""A line read with less than this is read a second time as a whole."""


@dataclass(frozen=True)
class Place:
    """Words that count: the number of their line on the page, where they start and end in its text, what they are."""

    line: int
    start: int
    end: int
    kind: Kind


def find_key_words(lines: Sequence[Line]) -> tuple[Place, ...]:
    """Every place of a page's lines that counts, line by line; a line of low confidence counts as a whole."""
    return tuple(place for number, line in enumerate(lines) for place in _in_line(number, line, len(lines)))


def _in_line(number: int, line: Line, count: int) -> Iterator[Place]:
    if line.confidence < UNSURE:
        yield Place(number, 0, len(line.text), "words")
        return
    taken: list[tuple[int, int]] = []
    kinds: tuple[tuple[Kind, re.Pattern[str]], ...] = (
        ("figures", _FIGURES), ("words", _CAPITALS), ("words", _NAME), ("figures", _BROKEN),
    )  # fmt: skip
    for kind, pattern in kinds:
        for match in pattern.finditer(line.text):
            start, end = match.span(match.lastgroup or 0)
            if all(end <= low or start >= high for low, high in taken):
                taken.append((start, end))
                yield Place(number, start, end, kind)
    lone = number >= count - _LAST and _LONE.fullmatch(line.text) is not None
    if lone and not _NOT_SIGNED.search(line.text):
        yield Place(number, 0, len(line.text), "words")
