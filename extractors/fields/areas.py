"""Find the areas of land and floors that a letter states, in square metres."""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal

from extractors.fields.numerals import COUNT, NO_START, plain_decimal, range_low, read_count
from extractors.fields.sheets import Sheet
from extractors.fields.taken import Taken
from records import Finding

_MU = Decimal(2000) / 3
"""Square metres of a 亩: fifteen make a hectare."""

_UNITS = {
    "平方公里": Decimal(1_000_000),
    "平方千米": Decimal(1_000_000),
    "平方米": Decimal(1),
    "平方": Decimal(1),
    "平米": Decimal(1),
    "㎡": Decimal(1),
    "m²": Decimal(1),
    "m2": Decimal(1),
    "公顷": Decimal(10_000),
    "公亩": Decimal(100),
    "亩": _MU,
}
_UNIT = "|".join(_UNITS)
_FEN = rf"(?:(?P<fen>{COUNT})分(?:(?P<li>{COUNT})厘)?)"
_AREA = re.compile(
    rf"{NO_START}(?P<count>{COUNT})[多余来]?个?(?P<unit>{_UNIT})(?P<half>半)?(?:(?<=亩)|(?![0-9]))"
    rf"(?:零?{_FEN}(?!之|钱|[0-9]))?",
    re.IGNORECASE,
)
_FEN_ALONE = re.compile(
    rf"{NO_START}(?<![亩元角成百])(?P<fen>{COUNT})分[多余]?(?:之?(?:水|旱|责任|自留|口粮|承包|菜|果|稻|山|宅基)?[地田园])(?![铺位道方点])"
)
_RANGE = re.compile(
    rf"{NO_START}(?P<count>{COUNT})(?:[至到~～\-—]{{1,2}}|、)(?P<to>{COUNT})[多余来]?(?P<unit>{_UNIT})", re.IGNORECASE
)
_BY_HEAD = re.compile(rf"面积(?:约|为|是|共|计)?[（(](?P<unit>{_UNIT})[)）][：:为]?(?P<count>{COUNT})", re.IGNORECASE)
_CENT = Decimal("0.01")
_SURENESS = {"area.stated": 0.98, "area.range": 0.9, "area.fen": 0.85, "area.labelled": 0.95}
"""How often an area of each form is meant as read: 三分地 may be said of anything small."""


def find_areas(sheet: Sheet) -> tuple[Finding, ...]:
    """Find every area, in the order written, in square metres as a plain decimal of two places at most.

    A 亩 is 2000/3 m². 一亩三分 is one area; 三亩多 and 10余亩 give the figure that is written. An area without a
    certain figure (几亩, 十几亩) is none.
    """
    taken = Taken(len(sheet.text))
    found = []
    for rule, start, end, metres in sorted(_state_areas(sheet.text), key=lambda a: (a[1], -a[2])):
        if taken.touches(start, end):
            continue
        taken.add(start, end)
        value = plain_decimal(metres.quantize(_CENT, ROUND_HALF_UP))
        found.append(sheet.finding("area", value, (start, end), rule=rule, sureness=_SURENESS[rule]))
    return tuple(found)


def _state_areas(text: str) -> Iterator[tuple[str, int, int, Decimal]]:
    yield from _state_whole(text)
    for match in _FEN_ALONE.finditer(text):
        metres = _fen(match["fen"], None)
        if metres is not None:
            yield "area.fen", *match.span(), metres
    for match in _RANGE.finditer(text):
        low = range_low(match["count"], match["to"])
        if low is not None:
            yield "area.range", *match.span("count"), low * _UNITS[match["unit"].lower()]
    for match in _BY_HEAD.finditer(text):
        count = read_count(match["count"])
        if count is not None:
            yield "area.labelled", *match.span("count"), count * _UNITS[match["unit"].lower()]


def _state_whole(text: str) -> Iterator[tuple[str, int, int, Decimal]]:
    for match in _AREA.finditer(text):
        count = read_count(match["count"])
        if count is None:
            continue
        metres = (count + (Decimal("0.5") if match["half"] else 0)) * _UNITS[match["unit"].lower()]
        end, more = match.end(), None
        if match["fen"]:
            more = _fen(match["fen"], match["li"]) if match["unit"] == "亩" else None
            end = match.end() if more is not None else match.start("fen")
        yield "area.stated", match.start(), end, metres + (more or 0)


def _fen(fen: str, li: str | None) -> Decimal | None:
    """Square metres of so many 分, tenths of a 亩, and 厘, tenths of a 分."""
    tenths, hundredths = read_count(fen), read_count(li) if li else Decimal(0)
    if tenths is None or hundredths is None:
        return None
    return (tenths / 10 + hundredths / 100) * _MU
