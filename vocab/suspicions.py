"""What is suspicious in tables that load: nothing is wrong, but letters may go where nobody wants them."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from vocab.problems import Problems
from vocab.sources import Source, read_rows
from vocab.tables import Unit
from vocab.vocabulary import Vocabulary
from vocab.word_lists import UNIT_QUESTIONS

COMMON = 1000
"""How often a word stands in jieba's dictionary of newspapers from which on it is too common for a unit's name."""

REMAINDER = "其他"
"""A second-level topic for what fits nowhere else: it needs no words."""


@dataclass(frozen=True)
class Yardstick:
    """What tables are held against: how common a word is, which names are known to do, what the model has learned."""

    frequency: Callable[[str], int] = lambda _: 0
    known_names: Collection[str] = frozenset()
    learned: Collection[str] = frozenset()


@dataclass
class _Doubtful:
    vocabulary: Vocabulary
    sources: Mapping[str, Source]
    problems: Problems
    rows: dict[str, dict[tuple[str, ...], int]] = field(default_factory=dict)

    def tell(self, name: str, key: tuple[str, ...], column: str, kind: str, **words: object) -> None:
        """Note a suspicion on the row of a table that begins with a key."""
        place = self.sources[name].place(self._row(name, key), column)
        self.problems.add(place, kind, warning=True, **words)

    def _row(self, name: str, key: tuple[str, ...]) -> int:
        index = self.rows.setdefault(name, {})
        if not index:
            for row in read_rows(self.sources[name], Problems()):
                cells = tuple(cell.strip() for cell in row.cells.values())
                for length in (1, 2):
                    index.setdefault(cells[:length], row.number)
        return index.get(key, 0)


def suspect(vocabulary: Vocabulary, sources: Mapping[str, Source], problems: Problems, *, yardstick: Yardstick) -> None:
    """Note in `problems` what is suspicious in a checked vocabulary, as warnings."""
    doubtful = _Doubtful(vocabulary, sources, problems)
    led = _units_led_to(vocabulary)
    for unit in vocabulary.units.values():
        _suspect_names(unit, doubtful, yardstick)
        if unit.valid_to is None and unit.code not in led:
            doubtful.tell("units.csv", (unit.code,), "code", "unit-unused", unit=unit.name)
    for name, units in _former_twice(vocabulary):
        told = "、".join(unit.name for unit in units)
        doubtful.tell("units.csv", (units[-1].code,), "successor_of", "former-twice", value=name, units=told)
    for level1, level2 in vocabulary.topic_units:
        if level2 != REMAINDER and (level1, level2) not in vocabulary.second_topics:
            doubtful.tell("topics.csv", (level1, level2), "level2", "topic-without-rule", value=f"{level1}/{level2}")
    if yardstick.learned:
        for level1 in vocabulary.level1:
            if level1 not in yardstick.learned and level1 not in vocabulary.phrases["rule_topics"]:
                doubtful.tell("topics.csv", (level1,), "level1", "topic-unlearned", value=level1)
        for level1 in sorted(set(yardstick.learned) - set(vocabulary.level1)):
            doubtful.tell("topics.csv", (), "level1", "topic-gone", value=level1)


def _units_led_to(vocabulary: Vocabulary) -> set[str]:
    led = {code for row in vocabulary.topic_units.values() for code in (row.lead, *row.co_units)}
    led |= {rule.answer for question in UNIT_QUESTIONS for rule in vocabulary.cues.get(question, ())}
    return led | set(vocabulary.phrases["general_addressees"])


def _suspect_names(unit: Unit, doubtful: _Doubtful, yardstick: Yardstick) -> None:
    where = ("units.csv", (unit.code,))
    if unit.valid_to is None and not unit.aliases:
        doubtful.tell(*where, "aliases", "unit-without-aliases", unit=unit.name)
    places = {row.name for row in doubtful.vocabulary.divisions} | {
        alias for row in doubtful.vocabulary.divisions for alias in row.aliases
    }
    for name, column in ((unit.name, "name"), *((alias, "aliases") for alias in unit.aliases)):
        if len(name) == 1:
            doubtful.tell(*where, column, "short-alias", value=name)
        elif name in places:
            doubtful.tell(*where, column, "name-in-place", value=name)
        elif name not in yardstick.known_names and yardstick.frequency(name) >= COMMON:
            doubtful.tell(*where, column, "common-alias", value=name, unit=unit.name)


def _former_twice(vocabulary: Vocabulary) -> Iterator[tuple[str, list[Unit]]]:
    bearers: dict[str, list[Unit]] = {}
    for unit in vocabulary.units.values():
        for name in unit.successor_of:
            bearers.setdefault(name, []).append(unit)
    return ((name, units) for name, units in bearers.items() if len(units) > 1)
