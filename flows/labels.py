"""The labels of a task from everywhere: reviews of cases, files, Label Studio; and the snapshots made of them.

What joins ledger and classifiers stands here; nothing of it needs Prefect.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from classifiers.labelling.case_texts import part_letter
from classifiers.labelling.label_files import LabelFile, read_label_files
from classifiers.labelling.label_studio import is_studio_file, read_studio_file
from classifiers.labelling.labelled_sets import words_of
from classifiers.labelling.labels import Label, LabelledLetter
from classifiers.labelling.snapshots import Snapshot, write_snapshot
from classifiers.learning.annotations import hash_letter
from classifiers.learning.tasks import ANSWERS, join_pair
from ledger import Ledger
from ledger.clock import office_date
from records import CaseRecord, Review, UsageError
from vocab import Vocabulary

OLDEST = 20
"""Years that a letter may be old when it comes."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The letters that people labelled for a task.

    `withheld` letters have labels and were left out because they are restricted; `outdated` labels name an answer that
    the office's tables do not have any more.
    """

    task: str
    letters: tuple[LabelledLetter, ...]
    withheld: int = 0
    outdated: int = 0


def gather_labels(ledger: Ledger, task: str, *, vocabulary: Vocabulary, restricted: bool = False) -> Gathered:
    """Gather the labels of a task from reviews and imports. Repeats are not merged yet.

    Restricted cases come only when `restricted` is true, and so do imported labels that bear the number of such a case
    or its words, whether anybody reviewed it or not: a snapshot is read by whoever trains, outside the ledger that
    guards them (Regulation on Petition Work (2022), art. 30).

    Raises:
        UsageError: `task.unknown`.
    """
    if task not in ANSWERS:
        raise UsageError("task.unknown", task)
    allowed = frozenset(ANSWERS[task](vocabulary))
    letters: list[LabelledLetter] = []
    withheld: set[str] = set()
    for letter, is_closed in _reviewed_letters(ledger, task, allowed):
        if is_closed and not restricted:
            withheld.add(words_of(letter.title, letter.text))
            continue
        letters.append(letter)
    imported = ledger.labelled(task)
    numbers, closed = (set[str](), set[str]()) if restricted or not imported else _closed_cases(ledger)
    for letter in imported:
        words = words_of(letter.title, letter.text) if closed else ""
        if words in closed or any(label.reference in numbers for label in letter.labels):
            withheld.add(words)
            continue
        letters.append(letter)
    known, outdated = [], 0
    for letter in letters:
        labels = tuple(
            label for label in (_of_today(one, vocabulary) for one in letter.labels) if label.answer in allowed
        )
        outdated += len(letter.labels) - len(labels)
        if labels:
            known.append(letter.model_copy(update={"labels": labels}))
    return Gathered(task, tuple(known), withheld=len(withheld), outdated=outdated)


def read_labels(
    paths: Sequence[Path], task: str, *, vocabulary: Vocabulary, now: datetime, by: str, people: Mapping[str, str]
) -> LabelFile:
    """Read files of labels of any kind: tables as one, so that what stands twice is seen, then Label Studio's.

    Raises:
        UsageError: `data.missing`, or `labels.*` when a file as a whole cannot be taken.
    """
    tables = [path for path in paths if not is_studio_file(path)]
    read = [read_label_files(tables, task, vocabulary=vocabulary, now=now, by=by)] if tables else []
    read += [
        read_studio_file(path, task, vocabulary=vocabulary, now=now, by=by, people=people)
        for path in paths
        if is_studio_file(path)
    ]
    return LabelFile(
        letters=tuple(letter for one in read for letter in one.letters),
        bad=tuple(bad for one in read for bad in one.bad),
        rows=sum(one.rows for one in read),
        passed=sum(one.passed for one in read),
    )


def take_snapshot(
    ledger: Ledger, home: Path, task: str, *, vocabulary: Vocabulary, restricted: bool = False
) -> Snapshot:
    """Write the snapshot of all labels of a task that there are now.

    Raises:
        UsageError: `task.unknown`, `snapshot.empty` when there are none, `snapshot.write`.
    """
    gathered = gather_labels(ledger, task, vocabulary=vocabulary, restricted=restricted)
    return write_snapshot(home, task, gathered.letters, vocabulary=vocabulary)


def text_of_case(ledger: Ledger, case_no: str) -> tuple[str, str]:
    """Title and text of a case as the judging model reads them."""
    reading = ledger.reading(case_no)
    return part_letter(reading.letter, reading.findings)


def day_of_case(record: CaseRecord) -> date:
    """The day a letter bears, else that on which it came; a day that is later or much earlier was misread."""
    came, written = office_date(record.received_at), record.values.letter_date
    if written is None or written > came or written.year < came.year - OLDEST:
        return came
    return written


def _closed_cases(ledger: Ledger) -> tuple[set[str], set[str]]:
    """The numbers of the restricted cases, and their words."""
    numbers = {record.case_no for record in ledger.restricted()}
    return numbers, {words_of(*text_of_case(ledger, case_no)) for case_no in numbers}


def _reviewed_letters(ledger: Ledger, task: str, allowed: frozenset[str]) -> Iterator[tuple[LabelledLetter, bool]]:
    """The cases in which a person decided the task's field, and whether each is restricted."""
    answered = {letter.case_no: letter.answered_at for letter in ledger.blind_letters()}
    for record in ledger.reviewed((task,)):
        title, text = text_of_case(ledger, record.case_no)
        if not text:
            continue
        id_ = hash_letter(title, text)
        labels = tuple(
            Label(
                text_sha256=id_,
                task=task,
                answer=answer,
                by=review.by,
                at=review.at,
                source="blind" if _is_blind(review, answered) else "review",
                reference=record.case_no,
            )
            for review in record.reviews
            if review.field == task and (answer := _answer(review, record, allowed))
        )
        if labels:
            yield (
                LabelledLetter(id=id_, title=title, text=text, day=day_of_case(record), labels=labels),
                record.restricted,
            )


def _is_blind(review: Review, answered: Mapping[str, datetime | None]) -> bool:
    """Whether a review was given before its person could see what the machine had said."""
    if review.case_no not in answered:
        return False
    at = answered[review.case_no]
    return at is None or review.at <= at


def _answer(review: Review, record: CaseRecord, allowed: frozenset[str]) -> str:
    """The answer that a review gives for its field; empty when the person said that there is none.

    A second level is no answer by itself. It belongs to the first level that the same person had given by then, else to
    the one that another had; where there is none, or the tree has no such pair, to the one that the case has after all
    reviews. As long as the machine's first level is hidden, it is not that of a person's pair either.
    """
    if not review.human_value or _is_withdrawn(review, record):
        return ""
    if review.field != "topic2":
        return str(review.human_value)
    before = [one for one in record.reviews if one.field == "topic" and one.human_value and one.at <= review.at]
    own = [one for one in before if one.by == review.by] or before
    firsts = [str(own[-1].human_value)] if own else []
    if record.blind != "open" or any(one.field == "topic" for one in record.reviews):
        firsts.append(record.values.topic or "")
    pairs = [join_pair((first, str(review.human_value))) for first in firsts]
    return next((pair for pair in pairs if pair in allowed), pairs[0] if pairs else "")


def _is_withdrawn(review: Review, record: CaseRecord) -> bool:
    """Whether the same person said later that the letter has no such value."""
    later = [one for one in record.reviews if one.field == review.field and one.by == review.by]
    return bool(later) and not later[-1].human_value


def _of_today(label: Label, vocabulary: Vocabulary) -> Label:
    """The label with the unit that leads today where the one it names has ended."""
    if label.task != "unit" or label.answer not in vocabulary.units:
        return label
    current = vocabulary.current_unit(label.answer).code
    return label if current == label.answer else label.model_copy(update={"answer": current})
