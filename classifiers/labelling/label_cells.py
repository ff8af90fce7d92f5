"""The cells of a label file's row as values: words, days, moments."""

import re
from datetime import UTC, date, datetime, time, timedelta, timezone

from classifiers.labelling.sheet_rows import Formula
from records.base import mend_text

CHINA = timezone(timedelta(hours=8), "UTC+8")
"""A time without a zone is one of China's only zone."""
_DAY = re.compile(r"(\d{4})(?:[-/.](\d{1,2})[-/.](\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))")
_FIRST_YEAR = 1949


class CellError(ValueError):
    """A cell that does not hold what its column takes; the message is the code of what is wrong."""


def read_words(cell: object) -> str:
    """The words of a cell, without white space around them; a whole number is written as its figures.

    Raises:
        CellError: `formula`, or `kind` for what is no words.
    """
    if isinstance(cell, Formula):
        raise CellError("formula")
    if isinstance(cell, bool) or not isinstance(cell, str | int | float | date | None):
        raise CellError("kind")
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(mend_text("" if cell is None else str(cell))).strip()


def read_day(cell: object) -> date | None:
    """A day from a date or from words like 2026-01-31, 2026/1/31, 2026年1月31日, 20260131.

    Raises:
        CellError: `formula`, or `day` for what is none: a number of days too, of which nobody knows the first.
    """
    read = _read_date(cell)
    return read[0] if read else None


def read_moment(cell: object) -> datetime | None:
    """A moment from a date, a time of a day, or words: ISO 8601, or a day as `read_day` knows it and a time after it.

    A day alone is its first moment.

    Raises:
        CellError: `formula` or `at`.
    """
    try:
        read = _read_date(cell)
    except CellError as error:
        raise CellError("formula" if str(error) == "formula" else "at") from None
    return _in_zone(datetime.combine(*read)) if read else None


def _read_date(cell: object) -> tuple[date, time] | None:
    """A day and the time on it, the first when it has none; raises as `read_day` does."""
    if isinstance(cell, date):
        read = (cell.date(), cell.timetz()) if isinstance(cell, datetime) else (cell, time())
    else:
        words = read_words(cell)
        if not words:
            return None
        found = _DAY.match(words)
        if found is None:
            raise CellError("day")
        try:
            read = date(*(int(part) for part in found.groups() if part)), _read_time(words[found.end() :])
        except ValueError:
            raise CellError("day") from None
    if read[0].year < _FIRST_YEAR:
        raise CellError("day")
    return read


def _in_zone(moment: datetime) -> datetime:
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).astimezone(UTC)
    except OverflowError:
        raise CellError("at") from None


def _read_time(after_day: str) -> time:
    """The time after a day; spreadsheets write its hour with one figure or two. Raises ValueError."""
    if not after_day:
        return time()
    if after_day[0] not in " T":
        raise ValueError("no time")
    words = after_day[1:].strip()
    return time.fromisoformat(f"0{words}" if words[1:2] == ":" else words)
