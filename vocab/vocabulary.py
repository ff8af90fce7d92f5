"""The vocabulary: the domain's tables in memory, checked, with the look-ups that finders and judgements need."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from vocab.matching import NameFinder, compile_names
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


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """Everything the program knows about the domain. Two are equal when they are the same object."""

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

    def subordinates(self, code: str) -> frozenset[str]:
        """A unit's code with the codes of all units below it."""
        found = {code}
        while below := {unit.code for unit in self.units.values() if unit.parent in found} - found:
            found |= below
        return frozenset(found)

    @cached_property
    def _unit_finder(self) -> NameFinder[Unit]:
        return compile_names({name: unit for unit in self.units.values() for name in (unit.name, *unit.aliases)})

    @cached_property
    def _division_finder(self) -> NameFinder[Division]:
        rows = {name: row for row in reversed(self.divisions) for name in (row.name, *row.aliases)}
        # 建设乡 must not be seen in 建设乡村, nor in 建设乡镇企业
        return compile_names(rows, guard=lambda name: "(?![村镇])" if name.endswith("乡") else "")

    def find_units(self, text: str) -> list[tuple[int, int, Unit]]:
        """Start, end and unit of every unit name in a text of simplified characters, the longest first at a place.

        The span is the name as the table has it, without 市, 县 or a division's name before it.
        """
        return self._unit_finder.find(text)

    def find_divisions(self, text: str) -> list[tuple[int, int, Division]]:
        """Start, end and division of every division name in a text of simplified characters."""
        return self._division_finder.find(text)
