"""By what an office counts: the clocks of the law, its own shorter times, its calendar."""

import json
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal

from sqlalchemy.orm import Session

from ledger.life.calendar import WorkCalendar, load_calendar
from records import Settings, SetupError
from vocab.clock_tables import MOST_DAYS, ClockRule, CountedDays, is_no_longer, load_clocks

OfficeKind = Literal["petition-office", "unit"]
INFO = "clocks"
"""Under what a database session knows the clocks of its office."""

_LOCAL = re.compile(r"([1-9][0-9]{0,2})(w?)")


@dataclass(frozen=True)
class Counting:
    """What an office set: its kind, whether a last day without work moves on, its own shorter times by clock."""

    office_kind: OfficeKind = "petition-office"
    rolls: bool = True
    local: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, settings: Settings) -> "Counting":
        """The counting that the settings name."""
        return cls(settings.office_kind, settings.holiday_rolls, tuple(sorted(settings.clock_days.items())))


@dataclass(frozen=True)
class Clocks:
    """The clocks that run in an office. `local` holds its own shorter lengths."""

    rules: tuple[ClockRule, ...]
    calendar: WorkCalendar = field(default_factory=WorkCalendar)
    rolls: bool = True
    local: Mapping[str, tuple[int, CountedDays]] = field(default_factory=dict)

    def print(self, *, year: int) -> int:
        """A number that changes when the same steps would give other days: rules, settings, the years known by then."""
        years = [known for known in range(year - 1, year + 3) if self.calendar.knows(known)]
        own = sorted(map(str, self.calendar.own.off)), sorted(map(str, self.calendar.own.work))
        told = json.dumps([repr(self.rules), self.rolls, sorted(self.local.items()), years, own])
        return zlib.crc32(told.encode()) >> 1  # a signed column of 32 bits holds it


def open_clocks(tables: Path | None = None, counting: Counting | None = None) -> Clocks:
    """The clocks by an office's tables and settings.

    Raises TableError for wrong tables, and SetupError `setup.clock-days` for a time of its own that is not shorter.
    """
    return _open(tables.absolute() if tables is not None else None, counting or Counting())


@cache
def _open(tables: Path | None, counting: Counting) -> Clocks:
    rules = tuple(rule for rule in load_clocks(tables) if counting.office_kind in rule.offices)
    by_name = {rule.name: rule for rule in load_clocks(tables)}
    local: dict[str, tuple[int, CountedDays]] = {}
    for name, days in counting.local:
        rule, told = by_name.get(name), _LOCAL.fullmatch(days)
        if rule is None or rule.length is None or rule.length_fact is not None or told is None:
            raise SetupError("setup.clock-days", f"{name}: {days}")
        length, unit = int(told[1]), _unit(told[2])
        if length > MOST_DAYS or not is_no_longer(length, unit, rule.length, rule.unit):
            raise SetupError("setup.clock-days", f"{name}: {days} > {rule.length}")
        local[name] = length, unit
    return Clocks(rules, load_calendar(tables), counting.rolls, local)


def clocks_of(session: Session) -> Clocks:
    """The clocks of the office whose ledger a session works on; those of the law when nobody named others."""
    found = session.info.get(INFO)
    return found if isinstance(found, Clocks) else open_clocks()


def _unit(mark: str) -> CountedDays:
    return "working" if mark else "calendar"
