"""The days of a table's columns `valid_from` and `valid_to`: a year, a month or a day, as an office writes them."""

import re
from calendar import monthrange
from datetime import date
from functools import lru_cache

_FORM = re.compile(r"([0-9]{4})年?(?:[-/.]?([0-9]{1,2})月?(?:[-/.]?([0-9]{1,2})日?)?)?")
_ISO = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?")


def read_day(cell: str) -> str | None:
    """Give `2019`, `2019-03` or `2019-03-15` for a cell, 2019/3/15 and 2019年3月15日 too; nothing for an empty one.

    Raises ValueError for anything else, and for a day that no calendar has.
    """
    if not cell:
        return None
    found = _FORM.fullmatch(cell)
    if found is None:
        raise ValueError(cell)
    text = "-".join(part if len(part) == len("2019") else f"{int(part):02}" for part in found.groups() if part)
    last_day(text)
    return text


@lru_cache(maxsize=1024)
def first_day(text: str) -> date:
    """The first day of a year, a month or a day in the standard form."""
    year, month, day = _parts(text)
    return date(year, month or 1, day or 1)


@lru_cache(maxsize=1024)
def last_day(text: str) -> date:
    """The last day of a year, a month or a day in the standard form."""
    year, month, day = _parts(text)
    month = month or 12
    return date(year, month, day or (monthrange(year, month)[1] if 1 <= month <= 12 else 1))


def _parts(text: str) -> tuple[int, int, int]:
    if not _ISO.fullmatch(text):
        raise ValueError(text)
    year, month, day = (*map(int, text.split("-")), 0, 0)[:3]
    return year, month, day


class Dated:
    """A row that is in force from the first day of `valid_from` to the last day of `valid_to`; empty means always."""

    __slots__ = ()
    valid_from: str | None
    valid_to: str | None

    def in_force(self, on: date | None = None) -> bool:
        """Whether the row is in force on a day; without one, whether it has no end."""
        if on is None:
            return self.valid_to is None
        return not self.is_over(on) and not self.is_to_come(on)

    def is_over(self, on: date | None = None) -> bool:
        """Whether its last day is past; without a day, whether it has one."""
        return self.valid_to is not None and (on is None or last_day(self.valid_to) < on)

    def is_to_come(self, on: date | None = None) -> bool:
        """Whether its first day lies ahead; never without a day."""
        return self.valid_from is not None and on is not None and on < first_day(self.valid_from)
