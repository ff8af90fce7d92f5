"""The period of a bulletin: an ISO week, a month, any span of days, or the time of a campaign."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from records import UsageError

PeriodKind = Literal["week", "month", "span", "campaign"]
_WEEK = re.compile(r"([0-9]{4})-W([0-9]{2})")
_MONTH = re.compile(r"([0-9]{4})-([0-9]{2})")


@dataclass(frozen=True)
class Period:
    """The days from `first` to `last`, both counted; `code` names it in files and events."""

    kind: PeriodKind
    code: str
    first: date
    last: date
    campaign: str | None = None

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    def former(self) -> "Period | None":
        """The period before, of the same kind; a campaign has none."""
        match self.kind:
            case "week":
                return week_of(self.first - timedelta(days=7))
            case "month":
                return month_of(self.first - timedelta(days=1))
            case "span":
                return span(self.first - timedelta(days=self.days), self.first - timedelta(days=1))
        return None

    def year_before(self) -> "Period | None":
        """The same week or month of the year before; nothing for another period, or when that year had no such week."""
        match self.kind:
            case "week":
                year, week, _ = self.first.isocalendar()
                try:
                    return week_of(date.fromisocalendar(year - 1, week, 1))
                except ValueError:
                    return None
            case "month":
                return month_of(self.first.replace(year=self.first.year - 1))
        return None

    def window(self, number: int) -> tuple[date, date]:
        """The days of a window of the same length before it; number 1 ends the day before it begins."""
        first = self.first - timedelta(days=self.days * number)
        return first, first + timedelta(days=self.days - 1)


def parse_week(text: str) -> Period:
    """The ISO week that a text like 2026-W47 names. Raises UsageError when it names none."""
    match = _WEEK.fullmatch(text.strip())
    try:
        if match:
            return week_of(date.fromisocalendar(int(match[1]), int(match[2]), 1))
    except ValueError:
        pass
    raise UsageError("bulletin.period", text)


def parse_month(text: str) -> Period:
    """The month that a text like 2026-10 names. Raises UsageError when it names none."""
    match = _MONTH.fullmatch(text.strip())
    try:
        if match:
            return month_of(date(int(match[1]), int(match[2]), 1))
    except ValueError:
        pass
    raise UsageError("bulletin.period", text)


def week_of(day: date) -> Period:
    """The ISO week of a day."""
    year, week, weekday = day.isocalendar()
    first = day - timedelta(days=weekday - 1)
    return Period("week", f"{year}-W{week:02}", first, first + timedelta(days=6))


def month_of(day: date) -> Period:
    """The month of a day."""
    first = day.replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return Period("month", f"{first:%Y-%m}", first, last)


def span(first: date, last: date) -> Period:
    """The days from one to another. Raises UsageError when the last comes before the first."""
    if last < first:
        raise UsageError("bulletin.period", f"{first} {last}")
    return Period("span", f"{first}_{last}", first, last)
