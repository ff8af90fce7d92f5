"""Read the dates that lean on the letter's own day: 昨天, 三天前, 上周三, 上个月15日, 半年前.

No precision is invented: 半年前 and 两个月前 are months, 上周 and 三年前 are no date at all. What lies ahead
(明天, 下个月) is no event and left alone.
"""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from extractors.fields.date_forms import HAN_DATE, Base, Reckoned, Stated, small_number
from extractors.fields.numerals import DIGITS

_PART_OF_DAY = r"(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|半夜|晚|早)"
_DAY_WORDS = {"昨": -1, "前": -2, "大前": -3, "今": 0, "当前": 0}
_NAMED_DAY = re.compile(
    rf"(?<![从以之目当提空史天日月年个])(?P<word>大前|前|昨)(?:[天日](?!的?(?:还|之)|后)|晚(?!上?辈)|夜)|"
    rf"(?P<today>今)(?:[天日]?(?={_PART_OF_DAY}))(?!晚[上报])"
)
_COUNT = rf"(?P<count>[{DIGITS}]{{1,3}}|[{HAN_DATE}百]{{1,4}}|半)"
_AGO = re.compile(
    rf"(?<![{DIGITS}{HAN_DATE}百千万几数第约概.]){_COUNT}(?P<unit>天|日|个多?月|周|个星期|个礼拜|年)(?:以前|之前|前)"
    r"(?![后往程提])"
)
_WEEKDAY = re.compile(r"(?P<week>上上|上|本|这)(?:个)?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])(?![次共个年月等])")
_MONTH = re.compile(
    rf"(?<![{DIGITS}{HAN_DATE}早晚以])(?P<word>上上个?|上个?|本|这个)月(?:份)?的?"
    rf"(?:(?P<day>[{DIGITS}]{{1,2}}|[{HAN_DATE}]{{1,3}})[日号]|(?P<bare>(?![{DIGITS}{HAN_DATE}]|台|光|球|租|供|子)))"
)
_MONTH_STEPS = {"上上": -2, "上": -1, "本": 0, "这": 0}
_WEEK_STEPS = {"上上": -2, "上": -1, "本": 0, "这": 0}
_WEEKDAYS = "一二三四五六日"
_LONGEST_DAYS = 90
"""Days back beyond which nobody counts to the day: 一百天前 says about when."""
_FEW_DAYS = 10
"""Days that are counted one by one; a round number above (二十天前) is meant roughly."""


def state_relative(text: str) -> Iterator[Stated]:
    """Find every date that is told from the letter's own day."""
    for match in _NAMED_DAY.finditer(text):
        back = _DAY_WORDS[match["word"] or match["today"]]
        yield _stated(match, "date.relative-day", _days_from(back))
    for match in _AGO.finditer(text):
        ago = _ago(match["count"], match["unit"])
        if ago is not None:
            has_day = match["unit"] in ("天", "日")
            yield _stated(match, "date.ago", ago, has_day=has_day)
    for match in _WEEKDAY.finditer(text):
        weekday = _WEEKDAYS.index(match["day"].replace("天", "日"))
        yield _stated(match, "date.weekday", _weekday_from(_WEEK_STEPS[match["week"]], weekday))
    for match in _MONTH.finditer(text):
        steps = _MONTH_STEPS[match["word"].removesuffix("个")]
        day = small_number(match["day"]) if match["day"] else None
        yield _stated(
            match,
            "date.relative-month",
            _month_from(steps, day, has_day=match["day"] is not None),
            has_day=day is not None,
        )


def _stated(
    match: re.Match[str], rule: str, reckon: Callable[[Base], Reckoned | None], *, has_day: bool = True
) -> Stated:
    return Stated(*match.span(), rule, reckon, has_day=has_day, leans=True)


def _days_from(days: int) -> Callable[[Base], Reckoned | None]:
    return lambda base: _of_day(base.day + timedelta(days=days))


def _weekday_from(weeks: int, weekday: int) -> Callable[[Base], Reckoned | None]:
    def reckon(base: Base) -> Reckoned | None:
        monday = base.day - timedelta(days=base.day.weekday())
        return _of_day(monday + timedelta(weeks=weeks, days=weekday))

    return reckon


def _month_from(months: int, day: int | None = None, *, has_day: bool) -> Callable[[Base], Reckoned | None]:
    def reckon(base: Base) -> Reckoned | None:
        year, month = divmod(base.day.year * 12 + base.day.month - 1 + months, 12)
        return Reckoned(year, month + 1, day, has_day)

    return reckon


def _ago(count: str, unit: str) -> Callable[[Base], Reckoned | None] | None:
    """How 三天前, 半个月前, 两个月前, 半年前 are reckoned; nothing for what is told only roughly."""
    number = small_number(count) if count != "半" else None
    if unit in ("天", "日"):
        counted = number is not None and 0 < number <= _LONGEST_DAYS and (number <= _FEW_DAYS or number % _FEW_DAYS)
        return _days_from(-number) if counted and number is not None else None
    if unit == "年":
        return _month_from(-6, has_day=False) if count == "半" else None
    if unit == "个月" and number is not None and 0 < number <= 24:
        return _month_from(-number, has_day=False)
    return None


def _of_day(day: date) -> Reckoned:
    return Reckoned(day.year, day.month, day.day)
