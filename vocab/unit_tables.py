"""Read the tables of units and of topic → unit, and check what they say of each other and of time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from vocab.cells import Cells, keep_unique
from vocab.days import first_day, last_day
from vocab.problems import Problems
from vocab.sources import Source
from vocab.successions import Successions, overlap
from vocab.tables import Channel, Topic, TopicUnit, Unit

Pair = tuple[str, str]
UNIT_KINDS = frozenset(
    [
        "party",
        "government",
        "supervision",
        "congress",
        "consultative",
        "judicial",
        "vertical",
        "institution",
        "mass",
        "utility",
        "place",
        "township",
        "zone",
    ]
)

NAMED_BY_LAW = ("JWJW", "FY", "ZFW", "SDZF", "GWH")
"""Codes that the judging itself names: the ways of discipline, of litigation and of place lead to them."""


@dataclass(frozen=True)
class UnitTable:
    """The units by code, with their rows for what is told later."""

    units: Mapping[str, Unit]
    rows: Mapping[str, Cells]


def read_units(rows: Iterable[Cells], source: Source, problems: Problems) -> UnitTable:
    """Read `units.csv`: codes and names are unique among units in being, parents known, no succession is broken."""
    units: dict[str, Unit] = {}
    places: dict[str, Cells] = {}
    for cells in rows:
        start, end = cells.days()
        unit = Unit(
            code=cells.text("code"),
            name=cells.text("name"),
            kind=cells.choice("kind", UNIT_KINDS),
            duties=cells.text("duties"),
            aliases=cells.many("aliases"),
            parent=cells.text("parent") or None,
            successor_of=cells.many("successor_of"),
            valid_from=start,
            valid_to=end,
        )
        if keep_unique(places, unit.code, cells, "code"):
            units[unit.code] = unit
    for code in NAMED_BY_LAW:
        if code not in units or units[code].valid_to is not None:
            problems.add(source.place(0, "code"), "unit-needed", value=code)
    _check_parents(units, places)
    _check_names(units, places)
    _check_successions(units, places)
    return UnitTable(units, places)


def _check_parents(units: Mapping[str, Unit], places: Mapping[str, Cells]) -> None:
    for code, unit in units.items():
        if unit.parent is None:
            continue
        if unit.parent not in units:
            places[code].fail("parent", "unit-unknown", value=unit.parent)
        elif unit.parent == code:
            places[code].fail("parent", "own-parent", warning=True)
        elif code in _above(code, units):
            places[code].fail("parent", "parent-loop")


def _above(code: str, units: Mapping[str, Unit]) -> set[str]:
    found: set[str] = set()
    here = units[code].parent
    while here is not None and here in units and here not in found:
        found.add(here)
        here = units[here].parent
    return found


def _check_names(units: Mapping[str, Unit], places: Mapping[str, Cells]) -> None:
    """Two units may bear one name only one after the other: a letter's words must lead to one of them."""
    bearers: dict[str, list[tuple[Unit, str]]] = {}
    for unit in units.values():
        for name, column in ((unit.name, "name"), *((alias, "aliases") for alias in unit.aliases)):
            for other, _ in bearers.get(name, ()):
                if other is unit or overlap(unit, other):
                    first = places[other.code].number
                    places[unit.code].fail(column, "name-twice", value=name, first=first, unit=other.name)
            bearers.setdefault(name, []).append((unit, column))


def _check_successions(units: Mapping[str, Unit], places: Mapping[str, Cells]) -> None:
    chain = Successions(units)
    for code, unit in units.items():
        if code in unit.successor_of or unit.name in unit.successor_of:
            places[code].fail("successor_of", "own-successor")
        elif code in chain.all_after(code):
            places[code].fail("successor_of", "successor-loop")
        if unit.valid_to is None:
            continue
        if not chain.after.get(code):
            places[code].fail("valid_to", "no-successor", unit=unit.name)
            continue
        starts = [first_day(units[new].valid_from or unit.valid_to) for new in chain.after[code]]
        if min(starts) > last_day(unit.valid_to) and (min(starts) - last_day(unit.valid_to)).days > 1:
            places[code].fail("valid_to", "successor-late", warning=True, unit=unit.name, start=min(starts))


def read_topic_units(rows: Iterable[Cells], topics: Sequence[Topic], table: UnitTable) -> list[TopicUnit]:
    """Read `topic_units.csv`: a topic may have several rows, one after the other in time."""
    pairs = {(topic.level1, topic.level2) for topic in topics}
    seen: dict[Pair, list[tuple[TopicUnit, Cells]]] = {}
    for cells in rows:
        start, end = cells.days()
        row = TopicUnit(
            level1=cells.text("level1"),
            level2=cells.text("level2"),
            lead=_known_unit(cells, "lead", cells.text("lead"), table),
            co_units=tuple(_known_unit(cells, "co_units", code, table) for code in cells.many("co_units")),
            channel=cells.choice("channel", get_args(Channel)),  # type: ignore[arg-type]
            note=cells.text("note"),
            valid_from=start,
            valid_to=end,
        )
        pair = (row.level1, row.level2)
        if pair not in pairs:
            cells.fail("level2", "topic-unknown", value="/".join(pair))
        if row.lead in row.co_units:
            cells.fail("co_units", "lead-helps", warning=True, value=row.lead)
        _warn_before_its_time(row, cells, table)
        for other, first in seen.get(pair, ()):
            if overlap(row, other):
                cells.fail("level2", "twice", value="/".join(pair), first=first.number)
        seen.setdefault(pair, []).append((row, cells))
    return [row for several in seen.values() for row, _ in several]


def find_gaps(
    topics: Sequence[Topic], rows: Sequence[TopicUnit], days: Iterable[date | None]
) -> dict[Pair, date | None]:
    """The second-level topics that no row leads on some of the days, each with the first such day."""
    gaps: dict[Pair, date | None] = {}
    for day in days:
        led = {(row.level1, row.level2) for row in rows if row.in_force(day)}
        for pair in {(topic.level1, topic.level2) for topic in topics if topic.in_force(day)} - led:
            gaps.setdefault(pair, day)
    return gaps


def _known_unit(cells: Cells, column: str, code: str, table: UnitTable) -> str:
    if code and code not in table.units:
        cells.fail(column, "unit-unknown", value=code)
    return code


def _warn_before_its_time(row: TopicUnit, cells: Cells, table: UnitTable) -> None:
    """A unit that something came before must not lead from a day on which it was not yet."""
    unit = table.units.get(row.lead)
    if unit is None or unit.valid_from is None or row.valid_from is None:
        return
    if first_day(unit.valid_from) > first_day(row.valid_from):
        cells.fail("valid_from", "before-its-time", warning=True, unit=unit.name, start=unit.valid_from)
