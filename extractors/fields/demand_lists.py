"""Read numbered lists: 一、…；二、…, （1）…（2）…, 首先…其次…, also where a mark was lost."""

import re
from collections.abc import Iterator

from extractors.fields.blocks import Extent

LONGEST_ITEM = 1000
"""Characters of a list's item inside which the next number is looked for."""

_OPENS = re.compile(
    r"[^。；！？\n]{0,30}?(?:[：:]\n?|[，,]?\n?(?=一、|1[、.．](?![0-9])|[（(][一1][）)]|①|第一[，、：]|一是))"
)
_ORDINALS = "一二三四五六七八九十"
_MARKER = re.compile(
    r"\s*(?:[（(](?P<a>[一二三四五六七八九十]|[0-9]{1,2})[)）]、?|(?P<b>[0-9]{1,2})[、.．)）：](?![0-9])|"
    r"(?P<c>[一二三四五六七八九十])[、.．：]|第(?P<d>[一二三四五六七八九十])[，、：]?"
    r"|(?P<e>[一二三四五六七八九])是[，：]?|其(?P<f>[一二三四五六])[，：]?|(?P<g>[①-⑩])|(?P<h>首先|其次|再次|最后)[，：])\s*"
)
_LOOSE = re.compile(
    r"\s*(?:(?P<c>[一二三四五六七八九])|(?P<b>[1-9]))(?![0-9一二三四五六七八九十个名位年月日元万千百些定直切样起下])\s*"
)


def list_after(text: str, at: int) -> int | None:
    """Where the list begins that the words behind `at` open within their clause; nothing when they open none."""
    opened = _OPENS.match(text, at)
    return opened.end() if opened and mark_at(text, opened.end(), 1) else None


def items_at(text: str, at: int, stop: int) -> Iterator[Extent]:
    """The items of a numbered list that starts at `at`, each up to the next number or its paragraph's end."""
    number = 1
    while at < stop and (mark := mark_at(text, at, number)):
        line_end = text.find("\n", mark.end())
        line_end = stop if line_end < 0 else min(line_end, stop)
        following = _next_mark(text, mark.end(), line_end, number + 1)
        high = line_end if following is None else following
        if following is None and (final := re.search(r"[。！？]", text[mark.end() : high])):
            high = mark.end() + final.start()
        yield mark.end(), trim(text, mark.end(), high)
        at = line_end + 1 if following is None else following
        number += 1


def mark_at(text: str, at: int, number: int) -> re.Match[str] | None:
    """The mark of item `number` at `at`; a bare figure is one when OCR lost its dot but the next item is there."""
    mark = _MARKER.match(text, at)
    if mark and (mark["h"] or _ordinal(mark) in (number, None)):
        return mark
    loose = _LOOSE.match(text, at)
    if loose is None or _ordinal(loose) != number:
        return None
    listed = number > 1 or re.compile(r"[；;。\n](?:二|2)").search(text, at, at + 200) is not None
    return loose if listed else None


def trim(text: str, low: int, high: int) -> int:
    """The end of the words from `low` to before `high` without the marks behind them."""
    while high > low and text[high - 1] in "。；;，,！!？?、 \n":
        high -= 1
    return high


def _next_mark(text: str, at: int, line_end: int, number: int) -> int | None:
    """Where the mark of item `number` stands inside a line: behind a mark, or anywhere when it is unmistakable."""
    line_end = min(line_end, at + LONGEST_ITEM)
    for place in re.finditer(r"[；;。，,！]", text[at:line_end]):
        mark = mark_at(text, at + place.end(), number)
        if mark and mark.start() < line_end and (place[0] not in "，," or not _LOOSE.fullmatch(mark[0])):
            return at + place.end()
    if number <= len(_ORDINALS):
        plain = re.search(rf"(?:{_ORDINALS[number - 1]}|(?<![0-9]){number})、", text[at:line_end])
        if plain:
            return at + plain.start()
    return None


def _ordinal(mark: re.Match[str]) -> int | None:
    figure = next((value for value in mark.groupdict().values() if value), "")
    if figure in _ORDINALS:
        return _ORDINALS.index(figure) + 1
    if "①" <= figure <= "⑩":
        return ord(figure) - ord("①") + 1
    return int(figure) if figure.isascii() and figure.isdigit() else None
