"""Read the dates that a letter writes with a year, or with a word for the year: 2024年3月5日, 去年8月, 同年4月."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from extractors.fields.numerals import DIGITS, HAN_DIGITS, read_number, read_year

HAN_DATE = f"{HAN_DIGITS}十廿卅"
"""Characters of a month or day in Chinese numerals, for use inside a character class."""

RELATIVE_YEAR = r"今|去|前|同|本|上|次|翌"
"""Words before 年 that stand for a year."""

_YEAR = (
    rf"(?P<year>[12二一][{DIGITS}{HAN_DIGITS}]{{3}}|"
    rf"(?<![{DIGITS}{HAN_DIGITS}十百千万])二二[〇○零一二三四五六七八九](?=年))"
)
"""A year of four figures; or one whose 〇, the thinnest of all signs, was lost in reading: 二二四年 is 2024."""
_SHORT_YEAR = (
    rf"(?P<short>(?<![{DIGITS}{HAN_DIGITS}十百千])[0-9]{{2}}|"
    rf"(?<![{DIGITS}{HAN_DIGITS}十百千万])[〇○零一二三四五六七八九]{{2}})"
)
_MONTH = rf"(?P<month>[{DIGITS}]{{1,2}}|[{HAN_DATE}]{{1,3}}|元|正|腊|冬)"
_DAY = rf"(?P<day>[{DIGITS}]{{1,2}}|[{HAN_DATE}]{{1,3}})"
_WRITTEN = re.compile(
    rf"(?:(?<![0-9A-Za-z])|(?<=[0-9]{{7}})(?=20))(?:{_YEAR}|{_SHORT_YEAR}|(?P<relative>{RELATIVE_YEAR}))年(?:的)?"
    rf"{_MONTH}月(?:份|{_DAY}(?:[日号曰]|(?![0-9{HAN_DATE}多余几来个万千百元])))?"
)
_DOTTED = re.compile(
    rf"(?<![0-9A-Za-z./\-])(?P<year>(?:19|20)[{DIGITS}]{{2}})(?P<sep> ?[.·\-/。、] ?)"
    rf"(?P<month>[{DIGITS}]{{1,2}})(?P=sep)"
    rf"(?P<day>[{DIGITS}]{{1,2}})(?![0-9A-Za-z./\-])"
)
_LUNAR_BEFORE = re.compile(r"(?:农历|阴历|旧历|夏历|古历)[的（( ]?$")
_LUNAR_AFTER = re.compile(r"初[一二三四五六七八九十]|廿|[（(](?:农历|阴历|旧历)")
_STEPS = {"今": 0, "本": 0, "去": -1, "上": -1, "前": -2, "同": 0, "次": 1, "翌": 1}


@dataclass(frozen=True)
class Base:
    """What a date is reckoned from: the letter's own day, whether the letter states it, the year told before."""

    day: date
    stated: bool
    year_before: int | None = None


@dataclass(frozen=True)
class Reckoned:
    """A date of the calendar: a day, or a month when `has_day` is false; `known` is false when no calendar has it.

    `proposals` are the months, ISO 8601, that a stretch of time which fits none of them lies in, the likeliest first.
    """

    year: int
    month: int
    day: int | None
    has_day: bool = True
    known: bool = True
    proposals: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stated:
    """Words that state a date, and how to reckon it. `leans` tells that it is reckoned from the letter's own day."""

    start: int
    end: int
    rule: str
    reckon: Callable[[Base], Reckoned | None]
    has_day: bool = True
    leans: bool = False
    year: int | None = None


def state_written(text: str) -> Iterator[Stated]:
    """Find every date written with its year, or a word for it, in the calendar of the office."""
    for match in _WRITTEN.finditer(text):
        if is_lunar(text, match.start(), match.end()) or match["month"] in "正腊冬":
            continue
        month = 1 if match["month"] == "元" else small_number(match["month"])
        day = small_number(match["day"]) if match["day"] else None
        year, rule = _written_year(match)
        if month is None or (match["year"] and year is None):
            continue
        yield _stated(match.span(), rule, year, match["relative"] or "", (month, day, match["day"] is not None))
    for match in _DOTTED.finditer(text):
        year, month, day = read_year(match["year"]), small_number(match["month"]), small_number(match["day"])
        if year is not None and month is not None:
            yield _stated(match.span(), "date.dotted", year, "", (month, day, True))


def is_lunar(text: str, start: int, end: int) -> bool:
    """Whether the words around a date from `start` to before `end` say that it is one of the lunar calendar."""
    before = _LUNAR_BEFORE.search(text[max(0, start - 4) : start])
    return before is not None or _LUNAR_AFTER.match(text, end) is not None


def _stated(
    extent: tuple[int, int], rule: str, year: int | None, relative: str, told: tuple[int, int | None, bool]
) -> Stated:
    month, day, has_day = told

    def reckon(base: Base) -> Reckoned | None:
        meant = year if year is not None else _meant_year(relative, base)
        return None if meant is None else Reckoned(meant, month, day, has_day)

    leans = bool(relative) and relative not in "同次翌"
    return Stated(*extent, rule, reckon, has_day=has_day and day is not None, leans=leans, year=year)


def _meant_year(relative: str, base: Base) -> int | None:
    if relative in "同次翌":
        return None if base.year_before is None else base.year_before + _STEPS[relative]
    return base.day.year + _STEPS[relative]


def _written_year(match: re.Match[str]) -> tuple[int | None, str]:
    if match["relative"]:
        return None, "date.relative-year"
    if match["short"]:
        return read_year("20" + match["short"]), "date.short-year"
    if len(match["year"]) < len("yyyy"):
        return read_year("二〇" + match["year"][1:]), "date.lost-figure"
    if any(c in HAN_DIGITS for c in match["year"] + match["month"]):
        return read_year(match["year"]), "date.han"
    return read_year(match["year"]), "date.ymd" if match["day"] else "date.ym"


def small_number(words: str) -> int | None:
    """Give the whole number that `words` write, or nothing."""
    number = read_number(words)
    return int(number) if number is not None and number == int(number) else None
