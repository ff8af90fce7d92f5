"""The vocabulary: the domain's tables in memory, checked, with the look-ups that finders and judgements need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Protocol

from vocab.matching import NameFinder, compile_names
from vocab.successions import Successions
from vocab.tables import (
    Code,
    CueRule,
    Division,
    Label,
    Lang,
    SecondTopicCues,
    Term,
    Topic,
    TopicUnit,
    Unit,
)


class Timeline(Protocol):
    """What gives the vocabulary of a day (`vocab.views`)."""

    def on(self, day: date) -> "Vocabulary":
        """The vocabulary of a day."""
        ...


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Everything the program knows about the domain. Two are equal when they are the same object.

    It stands for one day: `topics`, `topic_units`, `divisions`, the answers of cue rules and what the finders give are
    in force on `day` (at the tables' end when there is none), and what has ended has been led on. `units` alone hold
    every unit there ever was: an old case names old ones. `on` gives the vocabulary of another day, so that whatever
    judges needs to know of no day itself. `files` are the bytes that `hash` is over.
    """

    topics: tuple[Topic, ...]
    units: Mapping[str, Unit]
    topic_units: Mapping[tuple[str, str], TopicUnit]
    divisions: tuple[Division, ...]
    surnames: frozenset[str]
    terms: tuple[Term, ...]
    labels: Mapping[tuple[str, str], Label]
    codes: Mapping[str, Code]
    cues: Mapping[str, tuple[CueRule, ...]]
    second_topics: Mapping[tuple[str, str], SecondTopicCues]
    phrases: Mapping[str, tuple[str, ...]]
    hash: str
    day: date | None = None
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    own_files: tuple[str, ...] = ()
    timeline: Timeline | None = field(default=None, init=False, repr=False)

    def on(self, day: date) -> "Vocabulary":
        """The vocabulary as it stands on a day; the same value for all days between two changes of the tables."""
        return self.timeline.on(day) if self.timeline is not None else self

    @cached_property
    def level1(self) -> tuple[str, ...]:
        """The top-level topics in the order of the tree."""
        return tuple(dict.fromkeys(topic.level1 for topic in self.topics))

    def level2(self, level1: str) -> tuple[str, ...]:
        """The second-level topics below a top-level one."""
        return tuple(dict.fromkeys(topic.level2 for topic in self.topics if topic.level1 == level1))

    def label(self, question: str, code: str = "", lang: Lang = "zh") -> str:
        """What people read for a value of an enumeration, or for the field itself; the code when it has no name."""
        if question == "unit" and code in self.units and lang == "zh":
            return self.units[code].name
        row = self.labels.get((question, code))
        if row is None:
            return code or question
        return row.zh if lang == "zh" else row.en

    def phrase_list(self, name: str) -> tuple[str, ...]:
        """A list of `phrases.toml`, the longest phrase first, so that an alternation finds the longest."""
        return tuple(sorted(self.phrases[name], key=lambda word: (-len(word), word)))

    @cached_property
    def division_by_code(self) -> Mapping[str, Division]:
        """Divisions by their code and their old codes; zones have none."""
        current = {division.code: division for division in self.divisions if division.code}
        old = {code: division for division in self.divisions for code in division.old_codes}
        return {**old, **current}

    def county_of(self, division: Division) -> Division | None:
        """The county or district a division lies in; nothing for the city and for zones across counties."""
        codes = {code[:6] for code in ((division.code,) if division.code else division.covers)}
        if len(codes) != 1:
            return None
        found = self.division_by_code.get(codes.pop())
        return found if found is not None and found.level == "county" else None

    def zone_of(self, division: Division) -> Division | None:
        """The zone that looks after a place, if any."""
        if division.level == "zone":
            return division
        return next((zone for zone in self.divisions if division.code and division.code in zone.covers), None)

    @cached_property
    def units_in_being(self) -> Mapping[str, Unit]:
        """The units in being on the vocabulary's day: those that may be proposed."""
        return {code: unit for code, unit in self.units.items() if unit.in_force(self.day)}

    @cached_property
    def successions(self) -> Successions:
        """Which units came after which."""
        return Successions(self.units)

    def current_units(self, code: str, *, on: date | None = None, topic: str | None = None) -> tuple[Unit, ...]:
        """The units in being that answer for a unit: itself, or its successors when it has ended.

        They are looked for on a day, on the vocabulary's own when none is given. Those that lead matters of a
        top-level topic come first when it is given, else the table's order holds. Raises KeyError for no unit's code.
        """
        unit = self.units[code]
        found = [self.units[new] for new in self.successions.current(unit.code, on or self.day)]
        leads = {row.lead for (level1, _), row in self.topic_units.items() if level1 == topic} if topic else set()
        return tuple(sorted(found, key=lambda unit: unit.code not in leads)) if leads else tuple(found)

    def current_unit(self, code: str, *, on: date | None = None, topic: str | None = None) -> Unit:
        """The unit in being that answers for a unit; of several successors the first."""
        return self.current_units(code, on=on, topic=topic)[0]

    def subordinates(self, code: str) -> frozenset[str]:
        """A unit's code with the codes of all units below it; what stood below a unit stands below its successors."""
        found = {code}
        above = {
            unit.code: {unit.parent, *self.successions.all_after(unit.parent)}
            for unit in self.units.values()
            if unit.parent is not None
        }
        while below := {code for code, parents in above.items() if parents & found} - found:
            found |= below
        return frozenset(found)

    @cached_property
    def _unit_finder(self) -> NameFinder[tuple[Unit, ...]]:
        """Every name that a unit bears or bore, with the units in being that it leads to."""
        names: dict[str, tuple[Unit, ...]] = {}
        ordered = sorted(self.units.values(), key=lambda unit: not unit.in_force(self.day))
        for unit in ordered:
            for name in (unit.name, *unit.aliases):
                names.setdefault(name, self.current_units(unit.code))
        former: dict[str, list[Unit]] = {}
        for unit in ordered:
            for name in unit.successor_of:
                if name not in self.units:
                    former.setdefault(name, []).extend(self.current_units(unit.code))
        for name, units in former.items():
            names.setdefault(name, tuple(dict.fromkeys(units)))
        return compile_names(names)

    @cached_property
    def _division_finder(self) -> NameFinder[Division]:
        rows = {name: row for row in reversed(self.divisions) for name in (row.name, *row.aliases)}
        # 建设乡 must not be seen in 建设乡村, nor in 建设乡镇企业
        return compile_names(rows, guard=lambda name: "(?![村镇])" if name.endswith("乡") else "")

    def find_units(self, text: str) -> list[tuple[int, int, Unit]]:
        """Start, end and unit of every unit name in a text of simplified characters, the longest first at a place.

        The span is the name as the table has it, without 市, 县 or a division's name before it. An old name leads to
        the unit of today; where its tasks went to several, each is given, one after the other, at the same place.
        """
        return [(start, end, unit) for start, end, units in self._unit_finder.find(text) for unit in units]

    def find_divisions(self, text: str) -> list[tuple[int, int, Division]]:
        """Start, end and division of every division name in a text of simplified characters."""
        return self._division_finder.find(text)
