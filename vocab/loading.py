"""Load the vocabulary: read every table, the office's in place of the shipped, check them together, and hash them."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import get_args

from vocab.cells import Cells, keep_unique, read_cells
from vocab.division_tables import read_divisions
from vocab.problems import Problems
from vocab.sources import (
    FILLED_UP,
    SHIPPED,
    RawRow,
    Source,
    canonical_rows,
    find_sources,
    read_list,
    read_rows,
)
from vocab.tables import Code, CodeKind, Division, Label, Term, Topic, Unit
from vocab.unit_tables import UnitTable, find_gaps, read_topic_units, read_units
from vocab.views import Timeline, settle, settle_divisions
from vocab.vocabulary import Vocabulary
from vocab.word_lists import WordList, fill_up, read_cues, read_phrases, read_second_topics

NAME_FREQ = 3000
"""Frequency of unit and place names for jieba: more than their parts together."""


def load_vocabulary(folder: Path | None = None) -> Vocabulary:
    """Give the checked vocabulary: this package's tables, those of a folder in the place of their namesakes.

    It stands for the end of the tables; `Vocabulary.on` gives that of a day. Raises `TableError`, a `SetupError`
    `vocab.invalid`, with everything that is wrong. Read once a process.
    """
    return _load(folder.absolute() if folder is not None else None)


@cache
def _load(folder: Path | None) -> Vocabulary:
    problems = Problems()
    vocabulary = read_vocabulary(find_sources(folder, problems), problems)
    problems.stop_if_any()
    if vocabulary is None:
        raise AssertionError
    return vocabulary


@dataclass
class _Read:
    """The files as they are read: rows, lists, and the one form of each."""

    sources: Mapping[str, Source]
    problems: Problems
    files: dict[str, bytes] = field(default_factory=dict)

    def cells(self, name: str) -> Iterable[Cells]:
        """The rows of a table; what an office's table of names does not hold is added from the shipped one."""
        source = self.sources[name]
        rows = read_rows(source, self.problems)
        added = _missing_rows(name, rows) if name in FILLED_UP and not source.shipped else []
        self.files[name] = canonical_rows(name, [*rows, *added])
        shipped = Source(name, SHIPPED / name, shipped=True)
        return [*read_cells(source, rows, self.problems), *read_cells(shipped, added, self.problems)]

    def words(self, name: str) -> WordList:
        """A word list; what an office's list does not name is added from the shipped one."""
        source = self.sources[name]
        lists, text = read_list(source, self.problems)
        added = ""
        if name in FILLED_UP and not source.shipped:
            shipped, _ = read_list(Source(name, SHIPPED / name, shipped=True), self.problems)
            lists, added = fill_up(name, lists, shipped)
        self.files[name] = (text + added).encode()
        return WordList(source, lists, text, self.problems)


def read_vocabulary(sources: Mapping[str, Source], problems: Problems) -> Vocabulary | None:
    """Read all files and note everything that is wrong in `problems`; gives nothing when there are errors."""
    read = _Read(sources, problems)
    topics = _read_topics(read.cells("topics.csv"))
    pairs = {(topic.level1, topic.level2) for topic in topics}
    units = read_units(read.cells("units.csv"), sources["units.csv"], problems)
    rows = read_topic_units(read.cells("topic_units.csv"), topics, units)
    divisions = read_divisions(read.cells("divisions.csv"))
    terms = _read_terms(read.cells("terms.csv"))
    surnames: dict[str, Cells] = {}
    for cells in read.cells("surnames.csv"):
        keep_unique(surnames, cells.text("surname"), cells, "surname")
    labels, codes = _read_labels(read.cells("labels.csv")), _read_codes(read.cells("codes.csv"))
    cues = read_cues(read.words("cues.toml"), pairs=pairs, units=units.units)
    second_topics = read_second_topics(read.words("second_topics.toml"), pairs=pairs)
    tops = {level1 for level1, _ in pairs}
    phrases = read_phrases(read.words("phrases.toml"), topics=tops, units=units.units)
    raw = Vocabulary(
        topics=topics,
        units=units.units,
        topic_units={},
        divisions=tuple(divisions),
        surnames=frozenset(surnames),
        terms=_with_names(terms, units, settle_divisions(divisions, None)),
        labels=labels,
        codes=codes,
        cues=cues,
        second_topics=second_topics,
        phrases=phrases,
        hash=hash_files(read.files),
        files=read.files,
        own_files=tuple(source.file for source in sources.values() if not source.shipped),
    )
    timeline = Timeline(topics, rows, divisions, raw)
    for (level1, level2), day in find_gaps(topics, rows, [*timeline.turns, None]).items():
        kind = "topic-without-unit" if day is None or day == min(timeline.turns, default=day) else "topic-gap"
        place = sources["topic_units.csv"].place(0, "level2")
        problems.add(place, kind, value=f"{level1}/{level2}", day=day or "")
    if problems.errors:
        return None
    end = settle(timeline, None)
    object.__setattr__(end, "timeline", Timeline(topics, rows, divisions, raw, end))
    return end


def hash_files(files: Mapping[str, bytes]) -> str:
    """The SHA-256 over the files in the order of their names, each with its name and its length."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name} {len(files[name])}\n".encode())
        digest.update(files[name])
    return digest.hexdigest()


def _missing_rows(name: str, rows: list[RawRow]) -> list[RawRow]:
    """The shipped rows of `labels.csv` or `codes.csv` whose keys an office's table does not hold."""
    keys = {"labels.csv": ("question", "code"), "codes.csv": ("code",)}[name]
    shipped = read_rows(Source(name, SHIPPED / name, shipped=True), Problems())
    held = {tuple(row.cells[key].strip() for key in keys) for row in rows}
    return [row for row in shipped if tuple(row.cells[key] for key in keys) not in held]


def _read_topics(rows: Iterable[Cells]) -> tuple[Topic, ...]:
    found: dict[tuple[str, str, str], Cells] = {}
    topics = []
    for cells in rows:
        start, end = cells.days()
        topic = Topic(cells.text("level1"), cells.text("level2"), cells.text("level3"), start, end)
        leaf = (topic.level1, topic.level2, topic.level3)
        for level in leaf:
            if "/" in level:
                cells.fail("level2", "slash", value=level)
        if keep_unique(found, leaf, cells, "level3", "/".join):
            topics.append(topic)
    return tuple(topics)


def _read_terms(rows: Iterable[Cells]) -> list[Term]:
    found: dict[str, Cells] = {}
    terms = []
    for cells in rows:
        word, freq = cells.text("word"), cells.text("freq")
        if not freq.isdecimal():
            cells.fail("freq", "number")
        elif keep_unique(found, word, cells, "word"):
            terms.append(Term(word, int(freq), cells.text("tag")))
    return terms


def _read_labels(rows: Iterable[Cells]) -> dict[tuple[str, str], Label]:
    found: dict[tuple[str, str], Cells] = {}
    labels = {}
    for cells in rows:
        label = Label(cells.text("question"), cells.text("code"), cells.text("zh"), cells.text("en"))
        if keep_unique(found, (label.question, label.code), cells, "code", ",".join):
            labels[label.question, label.code] = label
    return labels


def _read_codes(rows: Iterable[Cells]) -> dict[str, Code]:
    found: dict[str, Cells] = {}
    codes = {}
    for cells in rows:
        kind = cells.choice("kind", get_args(CodeKind))
        words = {column: cells.text(column) for column in ("code", "zh", "en", "remedy_zh", "remedy_en")}
        if keep_unique(found, words["code"], cells, "code"):
            codes[words["code"]] = Code(kind=kind, **words)  # type: ignore[arg-type]
    return codes


def _with_names(terms: Iterable[Term], units: UnitTable, divisions: Iterable[Division]) -> tuple[Term, ...]:
    """The terms, then the names of units and divisions that are not among them."""
    found = {term.word: term for term in terms}
    rows: Iterable[tuple[Unit | Division, str]]
    rows = [*((unit, "unit") for unit in units.units.values()), *((division, "place") for division in divisions)]
    for row, tag in rows:
        for name in (row.name, *row.aliases):
            found.setdefault(name, Term(name, NAME_FREQ, tag))
    return tuple(found.values())
