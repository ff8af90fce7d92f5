"""The check of `laixin doctor` that the days off of the years to count in are known."""

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from cli.check import Check
from cli.texts import LANG, text
from cli.words import MARKS

if TYPE_CHECKING:
    from ledger.life.calendar import WorkCalendar
    from records import Settings

AHEAD = timedelta(days=60)
"""How long before a new year its days off should be known: clocks reach into it."""


def check_calendar(settings: "Settings") -> Check:
    """The clocks' settings are right, and the days off of this year are known, and soon of the next."""
    from ledger.clock import office_date
    from ledger.life.clock_rules import Counting, open_clocks

    calendar = open_clocks(settings.vocab, Counting.of(settings)).calendar
    today = office_date(datetime.now(UTC))
    missing = unknown_years(calendar, today)
    if missing:
        return Check(
            "calendar", "warning", text("doctor.calendar-missing", years=_list(missing)), text("doctor.calendar-todo")
        )
    return Check("calendar", "ok", text("doctor.calendar-found", years=_list(needed_years(today))))


def needed_years(today: date) -> list[int]:
    """The years that clocks of today reach into."""
    return sorted({today.year, (today + AHEAD).year})


def unknown_years(calendar: "WorkCalendar", today: date) -> list[int]:
    """Those of them whose days off are not known."""
    return [year for year in needed_years(today) if not calendar.knows(year)]


def _list(years: list[int]) -> str:
    return MARKS[LANG].join(map(str, years))
