"""Labels from files: every row checked, the good ones as labelled letters, the bad ones told with their places."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path

from classifiers.labelling.answer_words import AnswerWords
from classifiers.labelling.bad_rows import BadRow, Place
from classifiers.labelling.label_cells import CellError, read_day, read_moment, read_words
from classifiers.labelling.labelled_sets import words_of
from classifiers.labelling.sheet_rows import LONGEST_CELL
from classifiers.labelling.table_rows import TableRow, read_rows
from classifiers.learning.annotations import hash_letter
from records import Label, LabelledLetter, LabelSource
from vocab import Vocabulary

LONGEST_TEXT = 100_000
"""Characters of a letter; the longest letters have a tenth of it."""
LONGEST_TITLE = 500
LONGEST_NAME = 60
"""Characters of a person's name, of an id and of a group's name: what is longer stands in the wrong column."""
_SLACK = timedelta(days=1)
"""What clocks may differ by before a time counts as one that has not come yet."""


@dataclass(frozen=True, slots=True)
class LabelFile:
    """What was read of files: the letters of the good rows, the bad rows in their order, and the number of all rows.

    `passed` counts what somebody skipped or nobody did: no row, and nothing wrong.
    """

    letters: tuple[LabelledLetter, ...]
    bad: tuple[BadRow, ...]
    rows: int
    passed: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """One label that a row gives, with the letter that it is of."""

    place: Place
    title: str
    text: str
    answer: str
    by: str
    at: datetime | None
    day: date | None = None
    group: str = ""
    reference: str = ""

    @property
    def id(self) -> str:
        """What names the letter."""
        return hash_letter(self.title, self.text)


def read_label_files(
    paths: Iterable[Path], task: str, *, vocabulary: Vocabulary, now: datetime, by: str = ""
) -> LabelFile:
    """Read files of labels for one task; `by` labelled the rows that name nobody, `now` is when those without a time.

    Raises:
        UsageError: `data.missing`, or `labels.*` when a file as a whole cannot be taken.
    """
    words = AnswerWords(task, vocabulary)
    rows = (row for path in paths for row in read_rows(path, vocabulary=vocabulary))
    return sort_rows(rows, words, task, source="file", now=now, by=by)


def sort_rows(
    rows: Iterable[TableRow | BadRow | None],
    words: AnswerWords,
    task: str,
    *,
    source: LabelSource,
    now: datetime,
    by: str,
) -> LabelFile:
    """Part the good rows from the bad ones; one that is nothing was skipped by whoever should have labelled it."""
    given: list[Given] = []
    bad: list[BadRow] = []
    passed = 0
    for row in rows:
        one = read_given(row, words, now=now, by=by) if isinstance(row, TableRow) else row
        if one is None:
            passed += 1
        elif isinstance(one, BadRow):
            bad.append(one)
        else:
            given.append(one)
    good, more = tell_repeats(given)
    letters = tuple(make_letters(good, task, source=source, now=now))
    return LabelFile(letters, sort_bad((*bad, *more)), len(given) + len(bad), passed)


def sort_bad(bad: Iterable[BadRow]) -> tuple[BadRow, ...]:
    """Bad rows as they stand in their files; the files and sheets in the order in which they came."""
    rows = tuple(bad)
    sheets = list(dict.fromkeys((row.place.file, row.place.sheet) for row in rows))
    return tuple(sorted(rows, key=lambda row: (sheets.index((row.place.file, row.place.sheet)), row.place.row)))


def read_given(row: TableRow, words: AnswerWords, *, now: datetime, by: str) -> Given | BadRow:
    """The label of one row, or what is wrong with it: the first thing, from the letter to who labelled it."""
    cells, place = row.cells, row.place
    column = ""
    try:
        column = "title"
        title = read_words(cells.get(column))
        column = "text"
        text = read_words(cells.get(column))
        column = "label"
        told = read_words(cells.get(column))
        column = "id"
        reference = read_words(cells.get(column))
        column = "group"
        group = read_words(cells.get(column))
        column = "by"
        person = read_words(cells.get(column)) or by.strip()
        column = "day"
        day = read_day(cells.get(column))
        column = "at"
        at = read_moment(cells.get(column))
    except CellError as error:
        return BadRow(place, f"label-row.{error}", column)
    given = Given(place, title, text, words.find(told) or "", person, at, day, group, _refer(place, reference))
    fault = _find_fault(given, now=now)
    if fault is not None:
        return fault
    if not told:
        return BadRow(place, "label-row.no-answer", "label")
    if not given.answer:
        return BadRow(place, "label-row.unknown-answer", "label", words.find_close(told) or "–")
    return given


def _find_fault(given: Given, *, now: datetime) -> BadRow | None:
    today = now.date() + _SLACK
    faults = (
        (not given.text, "no-text", "text", ""),
        (len(given.text) > LONGEST_TEXT, "too-long", "text", f"{len(given.text)} > {LONGEST_TEXT}"),
        (len(given.text) == LONGEST_CELL, "cut-off", "text", str(LONGEST_CELL)),
        (len(given.title) > LONGEST_TITLE, "too-long", "title", f"{len(given.title)} > {LONGEST_TITLE}"),
        (not given.by, "nobody", "by", ""),
        (len(given.by) > LONGEST_NAME, "too-long", "by", f"{len(given.by)} > {LONGEST_NAME}"),
        (len(given.group) > LONGEST_NAME, "too-long", "group", f"{len(given.group)} > {LONGEST_NAME}"),
        (given.day is not None and given.day > today, "future", "day", ""),
        (given.at is not None and given.at > now + _SLACK, "future", "at", ""),
    )
    for holds, code, column, detail in faults:
        if holds:
            return BadRow(given.place, f"label-row.{code}", column, detail)
    return None


def tell_repeats(given: Sequence[Given]) -> tuple[list[Given], list[BadRow]]:
    """Tell rows of one person on one letter that repeat one another or contradict one another.

    Of repeats the first is taken. Where one person gave several answers to a letter, or to copies that differ in marks
    alone, the times tell which is newer; without them none of the rows is taken.
    """
    same: dict[tuple[str, str, datetime | None], list[Given]] = defaultdict(list)
    for one in given:
        same[words_of(one.title, one.text), one.by, one.at].append(one)
    bad: list[BadRow] = []
    good: list[Given] = []
    for several in same.values():
        if len({one.answer for one in several}) == 1:
            firsts: dict[str, Given] = {}
            for one in several:
                first = firsts.setdefault(one.id, one)
                if first is not one:
                    bad.append(BadRow(one.place, "label-row.repeat", "text", _where(first.place, one.place)))
            good += firsts.values()
            continue
        for one in several:
            other = next(another for another in several if another.answer != one.answer)
            bad.append(BadRow(one.place, "label-row.contradiction", "label", _where(other.place, one.place)))
    return good, bad


def make_letters(given: Iterable[Given], task: str, *, source: LabelSource, now: datetime) -> Iterator[LabelledLetter]:
    """Each letter once with all labels that it was given; the day is the earliest, the group the first."""
    by_letter: dict[str, list[Given]] = defaultdict(list)
    for one in given:
        by_letter[one.id].append(one)
    for id_, several in by_letter.items():
        labels = tuple(
            Label(
                text_sha256=id_,
                task=task,
                answer=one.answer,
                by=one.by,
                at=one.at or now,
                source=source,
                reference=one.reference,
            )
            for one in several
        )
        yield LabelledLetter(
            id=id_,
            title=several[0].title,
            text=several[0].text,
            day=min((one.day for one in several if one.day), default=None),
            group=next((one.group for one in several if one.group), ""),
            labels=labels,
        )


def _refer(place: Place, reference: str) -> str:
    """What a label came from: the row's own id, else where the row stands."""
    if reference:
        return reference[:LONGEST_NAME]
    return ":".join(filter(None, (place.file, place.sheet, str(place.row))))


def _where(place: Place, seen_from: Place) -> str:
    """A place as one finds it from another: what both share is left out."""
    if replace(place, row=0) == replace(seen_from, row=0):
        return str(place.row)
    return " ".join(filter(None, (place.file, place.sheet, str(place.row))))
