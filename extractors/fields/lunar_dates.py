"""Read lunar dates and festivals: 农历二〇二四年八月十五, 去年腊月二十八, 今年正月初三, 2025年春节.

The lunar calendar is that of GB/T 33661, by the package borax; it knows the years 1900 to 2100. A lunar date without a
year, or a word for it, is no date.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from borax.calendars.lunardate import LCalendars, LunarDate

from extractors.fields.date_forms import HAN_DATE, Base, Reckoned, Stated, is_lunar, small_number
from extractors.fields.numerals import DIGITS, HAN_DIGITS, read_year

_CALENDAR = r"(?:农历|阴历|旧历|夏历|古历)"
_YEAR = rf"(?:(?P<year>[12二一][{DIGITS}{HAN_DIGITS}]{{3}})|(?P<relative>今|去|前|本|上))年"
_MONTH = rf"(?P<leap>闰)?(?P<month>[正冬腊]|十[一二]|[{HAN_DIGITS}十]|[{DIGITS}]{{1,2}})月(?:份)?"
_DAY = rf"(?P<day>初[一二三四五六七八九十]|廿[一二三四五六七八九]?|[{HAN_DATE}]{{1,3}}|[{DIGITS}]{{1,2}})(?:[日号])?"
_DATE = re.compile(
    rf"(?<![0-9A-Za-z])(?P<before>{_CALENDAR}[的（( ]?)?{_YEAR}[，,]?的?(?P<named>[（( ]?{_CALENDAR}[）) ]?)?"
    rf"(?:{_MONTH}(?:{_DAY})?|(?P<new>大?年)?(?P<first>初[一二三四五六七八九十])(?![中次步]))"
)
_SOLAR_FESTIVALS = {"元旦": (1, 1), "妇女节": (3, 8), "劳动节": (5, 1), "五一": (5, 1), "儿童节": (6, 1)}
_SOLAR_FESTIVALS |= {
    "六一": (6, 1),
    "建军节": (8, 1),
    "八一": (8, 1),
    "教师节": (9, 10),
    "国庆": (10, 1),
    "十一": (10, 1),
}
_LUNAR_FESTIVALS = {"春节": (1, 1), "大年初一": (1, 1), "元宵": (1, 15), "端午": (5, 5), "七夕": (7, 7)}
_LUNAR_FESTIVALS |= {"中元": (7, 15), "中秋": (8, 15), "重阳": (9, 9), "腊八": (12, 8)}
_FESTIVAL = re.compile(
    rf"(?<![0-9A-Za-z]){_YEAR}(?:的)?(?P<name>{'|'.join((*_SOLAR_FESTIVALS, *_LUNAR_FESTIVALS))})节?"
    r"(?![月年个点项多岁路街村小中]|前|后|以[前后]|之[前后]|左右|过后|临近|[一二三四五六七八九十]届)(?P<days>期间|假期|长假|放假|黄金周|小长假)?"
)
_STEPS = {"今": 0, "本": 0, "去": -1, "上": -1, "前": -2}
_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_WINTER = 11
"""The lunar month from which on a lunar year reaches into the next year of the office's calendar."""
_HOLIDAY_DAYS = 7


def state_lunar(text: str) -> Iterator[Stated]:
    """Find every lunar date and every festival that has a year, or a word for it."""
    for match in _DATE.finditer(text):
        if match["first"]:
            month: int | None = 1
            day, leap = small_number(match["first"][1:]), False
        else:
            month, leap = _MONTHS.get(match["month"]) or small_number(match["month"]), match["leap"] is not None
            day = small_number(match["day"].lstrip("初")) if match["day"] else None
        if month is None or not 1 <= month <= 12 or not _says_lunar(text, match):
            continue
        rule = "date.lunar" if day is not None else "date.lunar-month"
        reckon = _reckon_lunar(_year_of(match), match["relative"] or "", month, day, leap=leap)
        yield Stated(*match.span(), rule, reckon, has_day=day is not None, leans=match["relative"] is not None)
    for match in _FESTIVAL.finditer(text):
        yield Stated(
            *match.span(),
            "date.festival",
            _reckon_festival(_year_of(match), match["relative"] or "", match["name"], over_days=bool(match["days"])),
            has_day=not match["days"],
            leans=match["relative"] is not None,
        )


def _says_lunar(text: str, match: re.Match[str]) -> bool:
    """A word for the calendar, a month or a day that only the lunar one has: 正月, 腊月, 初三, 廿八."""
    if match["before"] or match["named"] or match["first"] or match["leap"] or match["month"] in _MONTHS:
        return True
    day = match["day"] or ""
    if day.endswith(("日", "号")) or text[match.end() - 1] in "日号":
        return is_lunar(text, match.start(), match.end())
    return day.startswith(("初", "廿")) or is_lunar(text, match.start(), match.end())


def _year_of(match: re.Match[str]) -> int | None:
    return read_year(match["year"]) if match["year"] else None


def _reckon_lunar(
    year: int | None, relative: str, month: int, day: int | None, *, leap: bool
) -> Callable[[Base], Reckoned | None]:
    def reckon(base: Base) -> Reckoned | None:
        meant = year if year is not None else _lunar_year(relative, base, month, day)
        if meant is None:
            return None
        if day is None:
            return _whole_month(meant, month, leap=leap)
        found = _gregorian(meant, month, day, leap=leap)
        return Reckoned(meant, month, day, known=False) if found is None else _of_day(found)

    return reckon


def _lunar_year(relative: str, base: Base, month: int, day: int | None) -> int | None:
    """The lunar year meant by 今年 or 去年.

    Between New Year and the Spring Festival the two calendars differ: 去年八月十五 is told by the office's calendar,
    去年腊月 by the lunar one.
    """
    if not relative:
        return None
    try:
        lunar = int(LunarDate.from_solar(base.day).year)
    except ValueError:
        return None
    if month >= _WINTER:
        return lunar + _STEPS[relative]
    meant = base.day.year + _STEPS[relative]
    found = _gregorian(meant, month, day or 1, leap=False)
    return lunar + _STEPS[relative] if found is not None and found > base.day else meant


def _gregorian(year: int, month: int, day: int, *, leap: bool) -> date | None:
    try:
        found = LunarDate(year, month, day, int(leap)).to_solar_date()
    except ValueError:
        return None
    return date(found.year, found.month, found.day)


def _whole_month(year: int, month: int, *, leap: bool) -> Reckoned | None:
    """The month that a lunar month lies in; where it lies in two, both are proposed and none is taken."""
    first = _gregorian(year, month, 1, leap=leap)
    if first is None:
        return None
    last = first + timedelta(days=int(LCalendars.ndays(year, month, int(leap))) - 1)
    if last.month == first.month:
        return Reckoned(first.year, first.month, None, has_day=False)
    in_first = monthrange(first.year, first.month)[1] - first.day + 1
    both = [(in_first, first), (last.day, last)]
    months = tuple(f"{at:%Y-%m}" for _, at in sorted(both, key=lambda pair: -pair[0]))
    return Reckoned(first.year, first.month, None, has_day=False, proposals=months)


def _reckon_festival(
    year: int | None, relative: str, name: str, *, over_days: bool
) -> Callable[[Base], Reckoned | None]:
    def reckon(base: Base) -> Reckoned | None:
        if name in _SOLAR_FESTIVALS:
            meant = year if year is not None else base.day.year + _STEPS[relative] if relative else None
            found = date(meant, *_SOLAR_FESTIVALS[name]) if meant else None
        else:
            month, day = _LUNAR_FESTIVALS[name]
            meant = year if year is not None else _lunar_year(relative, base, month, day)
            found = _gregorian(meant, month, day, leap=False) if meant is not None else None
        if found is None:
            return None
        if not over_days:
            return _of_day(found)
        last = found + timedelta(days=_HOLIDAY_DAYS - 1)
        return Reckoned(found.year, found.month, None, has_day=False) if last.month == found.month else None

    return reckon


def _of_day(day: date) -> Reckoned:
    return Reckoned(day.year, day.month, day.day)
