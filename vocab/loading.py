"""Load the vocabulary: read all files, check what they say of each other, and hash them."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import get_args

from vocab.files import TABLES, Row, fail, many, one_of, read_bytes, read_rows, read_toml, unique
from vocab.tables import Channel, Code, CodeKind, Division, DivisionLevel, Label, Term, Topic, TopicUnit, Unit
from vocab.vocabulary import Vocabulary
from vocab.word_lists import Pair, read_cues, read_phrases, read_second_topics

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
WORD_LISTS = ("cues.toml", "phrases.toml", "second_topics.toml")
NAME_FREQ = 3000
"""Frequency of unit and place names for jieba: more than their parts together."""


@cache
def load_vocabulary(folder: Path | None = None) -> Vocabulary:
    """Give the checked vocabulary of a folder, of this package when none is named.

    Raises `SetupError("vocab.invalid", "<file>:<row>: what is wrong")`; the heading of a table is row 1.
    """
    folder = folder or Path(__file__).parent
    data = {name: read_bytes(folder, name) for name in sorted((*TABLES, *WORD_LISTS))}
    rows = {name: list(read_rows(name, data[name])) for name in TABLES}
    lists = {name: read_toml(name, data[name]) for name in WORD_LISTS}
    topics = tuple(unique("topics.csv", rows, lambda row: Topic(**row), lambda topic: topic).values())
    pairs = {(topic.level1, topic.level2) for topic in topics}
    units = _read_units(rows)
    divisions = _read_divisions(rows)
    terms = unique("terms.csv", rows, _term, lambda term: term.word).values()
    return Vocabulary(
        topics=topics,
        units=units,
        topic_units=_read_topic_units(rows, pairs, units),
        divisions=divisions,
        surnames=frozenset(unique("surnames.csv", rows, lambda row: row["surname"], lambda name: name)),
        terms=_with_names(terms, units.values(), divisions),
        labels=unique("labels.csv", rows, lambda row: Label(**row), lambda label: (label.question, label.code)),
        codes=unique("codes.csv", rows, _code, lambda code: code.code),
        cues=read_cues(lists["cues.toml"], pairs=pairs, units=units),
        second_topics=read_second_topics(lists["second_topics.toml"], pairs=pairs),
        phrases=read_phrases(lists["phrases.toml"], topics={one for one, _ in pairs}, units=units),
        hash=_hash(data),
    )


def _hash(data: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256()
    for name in sorted(data):
        digest.update(data[name])
    return digest.hexdigest()


def _term(row: Row) -> Term:
    return Term(row["word"], int(row["freq"]), row["tag"])


def _code(row: Row) -> Code:
    one_of(row["kind"], get_args(CodeKind), "kind")
    return Code(**row)  # type: ignore[arg-type]


def _unit(row: Row) -> Unit:
    one_of(row["kind"], UNIT_KINDS, "kind")
    return Unit(
        code=row["code"],
        name=row["name"],
        kind=row["kind"],
        duties=row["duties"],
        aliases=many(row["aliases"]),
        parent=row["parent"] or None,
        successor_of=many(row["successor_of"]),
        valid_from=row["valid_from"] or None,
    )


def _read_units(rows: Mapping[str, list[Row]]) -> dict[str, Unit]:
    units = unique("units.csv", rows, _unit, lambda unit: unit.code)
    seen: set[str] = set()
    for number, unit in enumerate(units.values(), start=2):
        if unit.parent is not None and unit.parent not in units:
            fail("units.csv", number, f"parent {unit.parent} is not known")
        for name in (unit.name, *unit.aliases):
            if name in seen:
                fail("units.csv", number, f"the name {name} stands twice")
            seen.add(name)
    return units


def _read_topic_units(
    rows: Mapping[str, list[Row]], pairs: set[Pair], units: Mapping[str, Unit]
) -> dict[Pair, TopicUnit]:
    def build(row: Row) -> TopicUnit:
        one_of(row["channel"], get_args(Channel), "channel")
        co_units = many(row["co_units"])
        for code in (row["lead"], *co_units):
            one_of(code, units, "unit")
        if (row["level1"], row["level2"]) not in pairs:
            raise ValueError(f"topic {row['level1']}/{row['level2']} is not known")
        return TopicUnit(**{**row, "co_units": co_units})  # type: ignore[arg-type]

    found = unique("topic_units.csv", rows, build, lambda row: (row.level1, row.level2))
    for level1, level2 in sorted(pairs - set(found)):
        fail("topic_units.csv", len(found) + 1, f"topic {level1}/{level2} has no unit")
    return found


def _read_divisions(rows: Mapping[str, list[Row]]) -> tuple[Division, ...]:
    codes = {row["code"] for row in rows["divisions.csv"] if row["code"]}

    def build(row: Row) -> Division:
        one_of(row["level"], get_args(DivisionLevel), "level")
        lists = {column: many(row[column]) for column in ("aliases", "old_codes", "covers")}
        if row["level"] == "zone" and (row["code"] or not lists["covers"]):
            raise ValueError("a zone has no code and names what it covers")
        if row["level"] != "zone" and not re.fullmatch(r"[0-9]{6}([0-9]{3})?", row["code"]):
            raise ValueError("a code has 6 or 9 digits")
        if row["level"] != "city":
            one_of(row["parent_code"], codes, "parent")
        for code in lists["covers"]:
            one_of(code, codes, "covered division")
        return Division(**{**row, **lists})  # type: ignore[arg-type]

    found = unique("divisions.csv", rows, build, lambda row: row.code or row.name)
    seen: set[tuple[str, str]] = set()
    for number, division in enumerate(found.values(), start=2):
        for name in (division.name, *division.aliases):
            if (division.parent_code, name) in seen:
                fail("divisions.csv", number, f"the name {name} stands twice in one county")
            seen.add((division.parent_code, name))
    return tuple(found.values())


def _with_names(terms: Iterable[Term], units: Iterable[Unit], divisions: Iterable[Division]) -> tuple[Term, ...]:
    """The terms, then the names of units and divisions that are not among them."""
    found = {term.word: term for term in terms}
    for unit in units:
        for name in (unit.name, *unit.aliases):
            found.setdefault(name, Term(name, NAME_FREQ, "unit"))
    for division in divisions:
        for name in (division.name, *division.aliases):
            found.setdefault(name, Term(name, NAME_FREQ, "place"))
    return tuple(found.values())
