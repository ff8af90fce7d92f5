"""Find the dates a letter states, each with the words it was read from."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from extractors.fields.blocks import Blocks
from extractors.fields.numerals import DIGITS, HAN_DIGITS, read_number, read_year
from extractors.fields.sheets import Sheet
from records import Finding

_HAN = f"{HAN_DIGITS}十廿卅"
_YEAR = rf"(?P<year>[12二一][{DIGITS}{HAN_DIGITS}]{{3}})"
_SHORT_YEAR = (
    rf"(?P<short>(?<![{DIGITS}{HAN_DIGITS}十百千])[0-9]{{2}}|"
    rf"(?<![{DIGITS}{HAN_DIGITS}十百千万])[〇○零一二三四五六七八九]{{2}})"
)
_RELATIVE = r"(?P<relative>今|去|前|同|本|上|次|翌)"
_MONTH = rf"(?P<month>[{DIGITS}]{{1,2}}|[{_HAN}]{{1,3}}|元|正|腊|冬)"
_DAY = rf"(?P<day>[{DIGITS}]{{1,2}}|[{_HAN}]{{1,3}})"
_WRITTEN = re.compile(
    rf"(?:(?<![0-9A-Za-z])|(?<=[0-9]{{7}})(?=20))(?:{_YEAR}|{_SHORT_YEAR}|{_RELATIVE})年(?:的)?{_MONTH}月(?:份|"
    rf"{_DAY}(?:[日号曰]|(?![0-9{_HAN}多余几来个万千百元])))?"
)
_DOTTED = re.compile(
    rf"(?<![0-9A-Za-z./\-])(?P<year>(?:19|20)[{DIGITS}]{{2}})(?P<sep> ?[.·\-/。、] ?)"
    rf"(?P<month>[{DIGITS}]{{1,2}})(?P=sep)"
    rf"(?P<day>[{DIGITS}]{{1,2}})(?![0-9A-Za-z./\-])"
)
_LUNAR_BEFORE = re.compile(r"(?:农历|阴历|旧历|夏历|古历)[的（( ]?$")
_LUNAR_AFTER = re.compile(r"初[一二三四五六七八九十]|廿|[（(](?:农历|阴历|旧历)")
_STEPS = {"今": 0, "本": 0, "去": -1, "上": -1, "前": -2, "同": 0, "次": 1, "翌": 1}
_SURENESS = {
    "date.ymd": 0.99,
    "date.ym": 0.98,
    "date.han": 0.98,
    "date.dotted": 0.98,
    "date.short-year": 0.85,
    "date.relative-year": 0.7,
}
"""How often a date of each form is the one meant; a relative year leans on the date under the letter."""

_UNDER = re.compile(r"(?:日期|时间|写于|于|年月日)?[：: ]*$")


@dataclass(frozen=True)
class _Stated:
    start: int
    end: int
    year: int | None
    month: int | None
    day: int | None
    rule: str
    relative: str = ""
    has_day: bool = True


def find_dates(sheet: Sheet, *, blocks: Blocks, received: date) -> tuple[Finding, ...]:
    """Find every date with a year, the one under the letter as `letter_date`, in the order written.

    A day that no calendar has, or one after the letter came, is kept as a doubt and never repaired. Years
    told as 今年, 去年, 前年 count from the letter's own date, else from `received`; 同年 and 次年 from the
    date before. Lunar dates are left out: they have no value without a calendar's help. A month alone is no
    date under a letter.
    """
    stated = sorted(_state_dates(sheet.text), key=lambda s: s.start)
    stated = [one for one in stated if blocks.part(one.start) != "envelope"]  # a postmark's
    under = _letter_date(sheet, blocks, stated)
    base = received.year
    if under is not None and under.year is not None:
        base = under.year
    found, year_before = [], None
    for one in stated:
        year = one.year if one.year is not None else _resolve(one, base, year_before)
        if year is None or one.month is None:
            continue
        year_before = year
        value, doubt = (
            _check(year, one.month, one.day, received) if one.day or not one.has_day else (None, "date.no-such-day")
        )
        found.append(
            sheet.finding(
                "letter_date" if one is under else "date",
                value,
                (one.start, one.end),
                rule=one.rule,
                sureness=_SURENESS[one.rule],
                doubt=doubt,
            )
        )
    return tuple(found)


def date_extents(text: str) -> tuple[tuple[int, int], ...]:
    """Tell where `text` states dates, so that no other finder takes their figures."""
    return tuple((s.start, s.end) for s in _state_dates(text))


def _state_dates(text: str) -> Iterator[_Stated]:
    for match in _WRITTEN.finditer(text):
        if (
            _LUNAR_BEFORE.search(text[max(0, match.start() - 4) : match.start()])
            or _LUNAR_AFTER.match(text, match.end())
            or match["month"] in "正腊冬"
        ):
            continue
        month = 1 if match["month"] == "元" else _small(match["month"])
        day = _small(match["day"]) if match["day"] else None
        year, rule = _written_year(match)
        if match["year"] and year is None:
            continue
        yield _Stated(
            match.start(), match.end(), year, month, day, rule, match["relative"] or "", match["day"] is not None
        )
    for match in _DOTTED.finditer(text):
        yield _Stated(
            match.start(),
            match.end(),
            read_year(match["year"]),
            _small(match["month"]),
            _small(match["day"]),
            "date.dotted",
        )


def _written_year(match: re.Match[str]) -> tuple[int | None, str]:
    if match["relative"]:
        return None, "date.relative-year"
    if match["short"]:
        return read_year("20" + match["short"]), "date.short-year"
    han = any(c in HAN_DIGITS for c in match["year"] + match["month"])
    if han:
        return read_year(match["year"]), "date.han"
    return read_year(match["year"]), "date.ymd" if match["day"] else "date.ym"


def _small(words: str) -> int | None:
    number = read_number(words)
    return int(number) if number is not None and number == int(number) else None


def _resolve(one: _Stated, base: int, year_before: int | None) -> int | None:
    if one.relative in "同次翌":
        return None if year_before is None else year_before + _STEPS[one.relative]
    return base + _STEPS[one.relative]


def _check(year: int, month: int, day: int | None, received: date) -> tuple[str | None, str | None]:
    try:
        stated = date(year, month, day or 1)
    except ValueError:
        return None, "date.no-such-day"
    value = stated.isoformat() if day else f"{year:04d}-{month:02d}"
    return value, "date.after-receipt" if stated > received else None


def _letter_date(sheet: Sheet, blocks: Blocks, stated: list[_Stated]) -> _Stated | None:
    """The last date in the sign-off that stands at a line's end, or the last words of the letter."""
    start, end = blocks.sign_off
    for one in reversed(stated):
        if not start <= one.start < end or blocks.part(one.start) != "sign_off" or not one.day:
            continue
        paragraph = sheet.paragraph_at(one.start)
        after = sheet.text[one.end : paragraph.end]
        before = sheet.text[paragraph.start : one.start]
        alone = _UNDER.fullmatch(before) is not None
        if (
            len(after) <= 12
            and not re.search(r"[。，]", after)
            and (alone or len(before) <= 40 or paragraph.end == end)
        ):
            return one
    return None
