"""Which days are working days, and on which day a period ends.

The days off of a year are set by the State Council each autumn for the year to come; the package chinesecalendar has
them, weekends that are worked among them. For a year that it does not know yet there are the weekends and the days of
the Regulation on Public Holidays (2024) alone, and whoever counts is told so. An office may enter a year itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from pathlib import Path

from borax.calendars.lunardate import LunarDate, TermUtils
from chinese_calendar import constants

from vocab.clock_tables import CountedDays, DaysOff, load_days_off

DAY = timedelta(days=1)
NONE = DaysOff(frozenset(), frozenset())
_SATURDAY = 5
_SPRING_DAYS = 4  # the eve and the first three days of the year
_FIXED = ((1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3))
_LUNAR = ((5, 5), (8, 15))  # Dragon Boat, Mid-autumn


@dataclass(frozen=True, slots=True)
class Counted:
    """Where a period ends: its last day, the day before holidays moved it, and whether all its years are known."""

    last: date
    plain: date
    known: bool


@dataclass(frozen=True)
class WorkCalendar:
    """The days of work and rest, those that the office entered before all others."""

    own: DaysOff = NONE

    def knows(self, year: int) -> bool:
        """Whether the year's days off are known, and not only guessed from the law.

        A year of which the office entered New Year's Day counts as entered whole.
        """
        return year in _package_years() or date(year, 1, 1) in self.own.off

    def is_workday(self, day: date) -> bool:
        """Whether one works on a day: weekends that are worked count, holidays do not."""
        if day in self.own.off or day in self.own.work:
            return day in self.own.work
        if day.year in _package_years():
            return day in constants.workdays or (day.weekday() < _SATURDAY and day not in constants.holidays)
        return day.weekday() < _SATURDAY and day not in _lawful_days_off(day.year)

    def count(self, started: date, length: int, *, unit: CountedDays, rolls: bool) -> Counted:
        """The end of a period. The day on which it starts does not count (Civil Code, art. 201).

        When it `rolls`, a last day on which nobody works gives way to the next working day (Civil Code, art. 203).
        """
        if unit == "calendar":
            plain = started + length * DAY
        else:
            plain, left = started, length
            while left:
                plain += DAY
                left -= self.is_workday(plain)
        last = plain
        while rolls and not self.is_workday(last):
            last += DAY
        counted_from = started.year if unit == "working" else plain.year
        return Counted(last, plain, all(map(self.knows, range(counted_from, last.year + 1))))


def load_calendar(folder: Path | None = None) -> WorkCalendar:
    """The calendar with the days that an office entered. Raises TableError when its table is wrong."""
    return WorkCalendar(load_days_off(folder))


@cache
def _package_years() -> frozenset[int]:
    """The years that the package knows whole, told by a Spring Festival: a January may come with the year before."""
    spring = constants.Holiday.spring_festival.value
    return frozenset(day.year for day, name in constants.holidays.items() if name == spring)


@lru_cache(maxsize=64)
def _lawful_days_off(year: int) -> frozenset[date]:
    """The thirteen days off of the Regulation on Public Holidays (2024, art. 2), before days are moved around them."""
    return frozenset((*(date(year, month, day) for month, day in _FIXED), *_moving_days(year)))


def _moving_days(year: int) -> Iterator[date]:
    """The days off by the moon and the sun; none beyond 2100, where the package borax ends."""
    try:
        new_year = LunarDate(year, 1, 1).to_solar_date()
        others = [LunarDate(year, month, day).to_solar_date() for month, day in _LUNAR]
        others.append(TermUtils.day_start_from_term(year, "清明"))
    except ValueError:
        return
    yield from (new_year + number * DAY for number in range(-1, _SPRING_DAYS - 1))
    yield from others
