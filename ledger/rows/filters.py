"""What a list may be filtered by, as conditions on the rows and as marks to find them by."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, false, or_, select

from ledger.campaigns.tables import CampaignCaseRow
from ledger.life.tables import ClockRow
from ledger.rows.tables import LedgerRow
from records import UsageError

ALL: Final = "all"
"""The mark that every case bears."""
_EQUAL: Final[Mapping[str, str]] = {
    "status": "s", "topic": "t", "topic2": "u", "unit": "i", "holder": "h", "channel_in": "w", "matter_class": "k",
    "purpose": "p", "channel": "c", "urgency": "g", "repeat": "r", "needs_person": "n", "restricted": "x",
}  # fmt: skip
"""Columns that are asked for as they are, each with the letter that its marks begin with."""
_PREFIXED: Final[Mapping[str, tuple[str, str]]] = {"territory": ("territory", "j"), "place": ("place_code", "l")}
"""Filters that ask for a division and all below it: the column, and the letter."""
_LEVELS: Final = (2, 4, 6, 9, 12)
"""Figures of a division's code: province, city, county, township, village (GB/T 2260, GB/T 10114)."""
_DAY, _MONTH, _YEAR = "d", "m", "y"

Choice = str | tuple[str, ...] | None


@dataclass(frozen=True, kw_only=True)
class RowFilters:
    """What rows must be like; of several values of one filter any will do.

    `territory` and `place` are codes of divisions and hold all below them. `unit` is the proposed lead unit, `holder`
    the one to which the case was sent. `due_before` asks for a clock by which an authority must act and whose last day
    is earlier.
    """

    status: Choice = None
    topic: Choice = None
    topic2: Choice = None
    unit: Choice = None
    holder: Choice = None
    territory: Choice = None
    place: Choice = None
    channel_in: Choice = None
    matter_class: Choice = None
    purpose: Choice = None
    channel: Choice = None
    urgency: Choice = None
    repeat: Choice = None
    needs_person: bool | None = None
    restricted: bool | None = None
    received_from: date | None = None
    received_to: date | None = None
    due_before: date | None = None
    campaign: str | None = None

    def __post_init__(self) -> None:
        """Refuse a division's code that is none. Raises UsageError `list.filter`."""
        for name in _PREFIXED:
            for code in _choices(getattr(self, name)) or ():
                if not (code.isascii() and code.isdigit()) or len(_meaning(code)) not in _LEVELS:
                    raise UsageError("list.filter", name)

    @property
    def is_listed(self) -> bool:
        """Whether few cases are asked for, which another table lists: those of a campaign, those with a clock."""
        return self.due_before is not None or self.campaign is not None

    @property
    def is_empty(self) -> bool:
        """Whether every case is asked for."""
        return all(getattr(self, field.name) is None for field in fields(self))


def marks_of_row(row: LedgerRow) -> set[str]:
    """The marks by which a row is found."""
    marks = {ALL}
    for column, letter in _EQUAL.items():
        value = getattr(row, column)
        if value is not None:
            marks.add(_mark(letter, value))
    for column, letter in _PREFIXED.values():
        code = getattr(row, column)
        if code:
            marks |= {_mark(letter, code[:level]) for level in _LEVELS if level <= len(code)}
    day = row.received_on
    return marks | {f"{_DAY}{day:%Y%m%d}", f"{_MONTH}{day:%Y%m}", f"{_YEAR}{day:%Y}"}


def wanted_marks(filters: RowFilters, *, known: tuple[date, date]) -> list[set[str]]:
    """The marks that the rows asked for bear; `known` are the first and the last day of receipt that there are."""
    wanted = [{ALL}] if filters.is_empty else []
    for name, letter in _EQUAL.items():
        choices = _choices(getattr(filters, name))
        if choices is not None:
            wanted.append({_mark(letter, choice) for choice in choices})
    for name, (_, letter) in _PREFIXED.items():
        choices = _choices(getattr(filters, name))
        if choices is not None:
            wanted.append({_mark(letter, _meaning(code)) for code in choices})
    if filters.received_from is not None or filters.received_to is not None:
        first = max(filters.received_from or known[0], known[0])
        last = min(filters.received_to or known[1], known[1])
        wanted.append(set(_periods(first, last)))
    return wanted or [{ALL}]


def conditions(filters: RowFilters) -> Iterator[ColumnElement[bool]]:
    """The same on the columns of the rows; this is what decides."""
    for name in _EQUAL:
        choices = _choices(getattr(filters, name))
        if choices is not None:
            yield getattr(LedgerRow, name).in_(choices)
    for name, (column, _) in _PREFIXED.items():
        choices = _choices(getattr(filters, name))
        if choices is not None:
            yield or_(false(), *(getattr(LedgerRow, column).like(f"{_meaning(code)}%") for code in choices))
    if filters.received_from is not None:
        yield LedgerRow.received_on >= filters.received_from
    if filters.received_to is not None:
        yield LedgerRow.received_on <= filters.received_to
    if filters.due_before is not None:
        running = select(ClockRow.case_id).where(ClockRow.pending.is_(True), ClockRow.due < filters.due_before)
        yield LedgerRow.case_id.in_(running)
    if filters.campaign is not None:
        entered = select(CampaignCaseRow.case_no).where(CampaignCaseRow.campaign == filters.campaign)
        yield LedgerRow.case_no.in_(entered)


def _choices(given: str | bool | tuple[str, ...] | None) -> tuple[Any, ...] | None:  # noqa: FBT001 - a value asked for
    if given is None or isinstance(given, tuple):
        return given
    return (given,)


def _mark(letter: str, value: str | bool) -> str:  # noqa: FBT001 - a value of a column
    if isinstance(value, bool):
        return f"{letter}{value:d}"
    return letter + value.encode().hex()


def _meaning(code: str) -> str:
    """A division's code without the zeros that only fill it up: 350600 is all of 3506."""
    length = len(code)
    for level in reversed(_LEVELS[:-1]):
        if length > level and not code[level:].strip("0"):
            length = level
    return code[:length]


def _periods(first: date, last: date) -> Iterator[str]:
    """The fewest marks of days, months and years that make up a time, first and last day included."""
    while first <= last:
        year_end = date(first.year, 12, 31)
        month_end = (first.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        if (first.month, first.day) == (1, 1) and year_end <= last:
            yield f"{_YEAR}{first:%Y}"
            end = year_end
        elif first.day == 1 and month_end <= last:
            yield f"{_MONTH}{first:%Y%m}"
            end = month_end
        else:
            yield f"{_DAY}{first:%Y%m%d}"
            end = first
        if end == date.max:
            return
        first = end + timedelta(days=1)
