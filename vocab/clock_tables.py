"""The clocks of the Regulation on Petition Work as data, and the days off that an office enters itself."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, cast

from vocab.days import last_day, read_day
from vocab.problems import Problems
from vocab.sources import SHIPPED, RawRow, Source, find_sources, read_rows

CountedDays = Literal["calendar", "working"]
Holder = Literal["office", "unit", "petitioner"]
CLOCKS, HOLIDAYS = "clocks.csv", "holidays.csv"
RECEIPT = "receipt"
"""What starts a clock beside steps: the day on which the letter came."""
MOST_DAYS = 366
WORKING_TO_CALENDAR = 7 / 5

_LENGTH = re.compile(r"(?P<days>[0-9]{1,3})(?: (?P<fact>[a-z_]+))?|(?P<last>[a-z_]+)")
_CHOICES: Mapping[str, Collection[str]] = {
    "unit": ("calendar", "working"),
    "holder": ("office", "unit", "petitioner"),
    "applies": ("", "petition-way"),
}
_LISTS: Mapping[str, Collection[str]] = {
    "offices": ("petition-office", "unit"),
    "waived": ("name", "address"),
}


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A clock: what starts it, how long it runs, what ends it.

    `starts` are steps, each with the status that the case had before it where only then it starts. `length` is the
    number of days; with `length_fact` that fact of the starting step says how many, at most `length`. Without a length
    the fact `last_day_fact` of the starting step names the last day. `after` is the clock at whose end this one begins.
    The days of the fact `not_counted` of the ending step do not count. `ends` are the steps that it waits for, `stops`
    those after which nothing is left to wait for. `holder` is who must act.
    """

    name: str
    starts: tuple[tuple[str, str | None], ...]
    length: int | None
    length_fact: str | None
    last_day_fact: str | None
    unit: CountedDays
    after: str | None
    not_counted: str | None
    ends: tuple[str, ...]
    stops: tuple[str, ...]
    holder: Holder
    offices: tuple[str, ...]
    petition_way_only: bool
    waived: tuple[str, ...]
    article: str

    def starts_by(self, kind: str, before: str | None = None) -> bool:
        """Whether a step, taken in a status, starts it."""
        return any(kind == start and status in (None, before) for start, status in self.starts)


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Days that an office entered: days off, and weekends on which one works."""

    off: frozenset[date]
    work: frozenset[date]


def is_no_longer(length: int, unit: CountedDays, law: int, law_unit: CountedDays) -> bool:
    """Whether so many days never end later than the law's, weeks without holidays taken as the measure."""
    days = length * (WORKING_TO_CALENDAR if unit == "working" else 1)
    # As many calendar days are never more than as many working days: between them lies a week's end at most.
    most = law * (WORKING_TO_CALENDAR if unit == law_unit == "working" else 1)
    return days <= most


@cache
def load_clocks(folder: Path | None = None) -> tuple[ClockRule, ...]:
    """The clocks in the order of the table, the office's rows in place of the shipped ones of the same name.

    What an office's table does not name stays as shipped: a clock of the law does not end because a row is missing.
    Raises TableError for a table that is wrong, and for a clock that is longer than the law's.
    """
    problems = Problems()
    rules = read_clocks(find_sources(folder, problems), problems)
    problems.stop_if_any()
    return rules


@cache
def load_days_off(folder: Path | None = None) -> DaysOff:
    """The days that an office entered in `holidays.csv`. Raises TableError when the table is wrong."""
    problems = Problems()
    days = read_days_off(find_sources(folder, problems)[HOLIDAYS], problems)
    problems.stop_if_any()
    return days


def read_clocks(sources: Mapping[str, Source], problems: Problems) -> tuple[ClockRule, ...]:
    """The clocks of the tables, filled up with the shipped ones; what is wrong is noted in `problems`."""
    source = sources[CLOCKS]
    steps = {row.cells["kind"].strip() for row in read_rows(sources["steps.csv"], problems)}
    own = _read_rules(source, steps=steps, problems=problems)
    if source.shipped:
        return tuple(rule for _, rule in own)
    shipped = Source(CLOCKS, SHIPPED / CLOCKS, shipped=True)
    law = {rule.name: rule for _, rule in _read_rules(shipped, steps=steps, problems=problems)}
    for row, rule in own:
        lawful = law.get(rule.name)
        if lawful is None or lawful.length is None:
            continue
        if rule.length is None or not is_no_longer(rule.length, rule.unit, lawful.length, lawful.unit):
            problems.add(source.place(row, "length"), "clock-longer", law=lawful.length, article=lawful.article)
    named = {rule.name: rule for _, rule in own}
    for row, rule in own:
        if rule.after is not None and rule.after not in {*named, *law}:
            problems.add(
                source.place(row, "after"), "not-allowed", value=rule.after, allowed=" ".join({**law, **named})
            )
    return (*(named.pop(name, rule) for name, rule in law.items()), *named.values())


def read_days_off(source: Source, problems: Problems) -> DaysOff:
    """The days of a table; what is wrong is noted in `problems`."""
    found: dict[str, set[date]] = {"off": set(), "work": set()}
    for row in read_rows(source, problems):
        kind, cell = row.cells["kind"].strip(), row.cells["day"].strip()
        try:
            day = read_day(cell)
        except ValueError:
            day = None
        if day is None or len(day) != len("2027-01-01"):
            problems.add(source.place(row.number, "day"), "day", value=cell, column="day")
        elif kind not in found:
            problems.add(source.place(row.number, "kind"), "not-allowed", value=kind, allowed="off work")
        else:
            found[kind].add(last_day(day))
    return DaysOff(frozenset(found["off"]), frozenset(found["work"]))


def _read_rules(source: Source, *, steps: Collection[str], problems: Problems) -> list[tuple[int, ClockRule]]:
    """Each clock with its row; a row that is wrong is left out and told."""
    found: dict[str, int] = {}
    rules = []
    for row in read_rows(source, problems):
        wrong = list(_wrong_cells(row, steps))
        name = row.cells["name"].strip()
        if name in found:
            wrong.append(("name", "twice", {"first": found[name]}))
        for column, kind, words in wrong:
            told = {"value": row.cells[column], "column": column} | words
            problems.add(source.place(row.number, column), kind, warning=False, **told)
        if not wrong:
            found[name] = row.number
            rules.append((row.number, _make_rule(row.cells)))
    return rules


def _wrong_cells(row: RawRow, steps: Collection[str]) -> Iterator[tuple[str, str, dict[str, object]]]:
    """What is wrong with a row: the column, the kind of trouble, the words of its sentence."""
    cells = {column: cell.strip() for column, cell in row.cells.items()}
    for column in ("name", "starts", "length", "ends", "article", "offices"):
        if not cells[column]:
            yield column, "empty", {}
    found = _LENGTH.fullmatch(cells["length"])
    if cells["length"] and (found is None or not 0 <= int(found["days"] or 1) <= MOST_DAYS or found["days"] == "0"):
        yield "length", "number", {}
    for column, allowed in _CHOICES.items():
        if cells[column] not in allowed:
            yield column, "not-allowed", {"allowed": " ".join(allowed)}
    kinds = dict.fromkeys(("ends", "stops"), steps) | {"starts": {RECEIPT, *steps}} | dict(_LISTS)
    for column, allowed in kinds.items():
        for part in cells[column].split():
            if part.partition("@")[0] not in allowed:
                yield column, "not-allowed", {"value": part, "allowed": " ".join(sorted(allowed))}


def _make_rule(cells: Mapping[str, str]) -> ClockRule:
    length = _LENGTH.fullmatch(cells["length"].strip())
    if length is None:
        raise AssertionError
    starts = (start.partition("@") for start in cells["starts"].split())
    return ClockRule(
        name=cells["name"].strip(),
        starts=tuple((kind, status or None) for kind, _, status in starts),
        length=int(length["days"]) if length["days"] else None,
        length_fact=length["fact"],
        last_day_fact=length["last"],
        unit=cast("CountedDays", cells["unit"].strip()),
        after=cells["after"].strip() or None,
        not_counted=cells["not_counted"].strip() or None,
        ends=tuple(cells["ends"].split()),
        stops=tuple(cells["stops"].split()),
        holder=cast("Holder", cells["holder"].strip()),
        offices=tuple(cells["offices"].split()),
        petition_way_only=bool(cells["applies"].strip()),
        waived=tuple(cells["waived"].split()),
        article=cells["article"].strip(),
    )
