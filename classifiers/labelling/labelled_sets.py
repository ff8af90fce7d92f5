"""From letters with everything that people said of them to a set that can be learned from."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from classifiers.labelling.agreement import Agreement, measure_agreement
from classifiers.labelling.groups import group_letters
from classifiers.labelling.labels import settle_labels
from classifiers.ngrams.folding import fold_text
from records import Label, LabelledLetter


@dataclass(frozen=True, slots=True)
class SettledLetter:
    """A letter with the answer that counts, and everything that people said for this task."""

    id: str
    title: str
    text: str
    answer: str
    day: date | None
    group: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A letter about which people disagree; `answer` is what counts all the same, none when nothing settles it."""

    id: str
    answer: str | None
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class LabelledSet:
    """The letters of one task by their ids, and what is to be known of how they came together."""

    task: str
    letters: tuple[SettledLetter, ...]
    repeats_removed: int
    disagreements: tuple[Disagreement, ...]
    agreement: Agreement

    @property
    def left_out(self) -> int:
        """How many letters are not among them, for nothing settles what people said."""
        return sum(one.answer is None for one in self.disagreements)


def settle_letters(task: str, letters: Iterable[LabelledLetter]) -> LabelledSet:
    """Merge repeats, settle the labels of a task, and group what is alike.

    Letters without a label for the task are passed over.
    """
    given = [_only(letter, task) for letter in letters]
    merged, removed = merge_repeats(letter for letter in given if letter.labels)
    groups = group_letters(merged)
    settled, disagreements, said = [], [], []
    for letter, group in zip(merged, groups, strict=True):
        found = settle_labels(letter.labels)
        said.append({label.by: label.answer for label in found.counted})
        if found.disagreed:
            disagreements.append(Disagreement(letter.id, found.answer, letter.labels))
        if found.answer is not None:
            answer, labels = found.answer, letter.labels
            settled.append(SettledLetter(letter.id, letter.title, letter.text, answer, letter.day, group, labels))
    return LabelledSet(task, tuple(settled), removed, tuple(disagreements), measure_agreement(said))


def merge_repeats(letters: Iterable[LabelledLetter]) -> tuple[list[LabelledLetter], int]:
    """Each letter once, by the hash that names it, with the labels of all its repeats; and how many were merged.

    Letters are the same when their folded words are, without marks and wherever the title ends: all that a model learns
    of them is the same. The one with the smallest hash stands for all, with the earliest day and the first group.
    """
    same: dict[str, list[LabelledLetter]] = {}
    total = 0
    for letter in letters:
        total += 1
        same.setdefault(words_of(letter.title, letter.text), []).append(letter)
    merged = sorted((_merge(repeats) for repeats in same.values()), key=lambda letter: letter.id)
    return merged, total - len(merged)


def words_of(title: str, text: str) -> str:
    """The folded words of a letter without marks: what two copies of it have in common."""
    folded = fold_text(f"{title}\n{text}")
    return "".join(filter(str.isalnum, folded)) or folded


def _merge(repeats: list[LabelledLetter]) -> LabelledLetter:
    repeats = sorted(repeats, key=lambda letter: (letter.id, letter.day or date.max, letter.group))
    # Each once, in the order in which they came: of two that one person gave for one moment the later one counts.
    labels = dict.fromkeys(label for letter in repeats for label in letter.labels)
    days = [letter.day for letter in repeats if letter.day]
    groups = sorted(letter.group for letter in repeats if letter.group)
    return repeats[0].model_copy(
        update={
            "labels": tuple(sorted(labels, key=_order)),
            "day": min(days, default=None),
            "group": groups[0] if groups else "",
        }
    )


def _order(label: Label) -> tuple[datetime, str]:
    return label.at, label.by


def _only(letter: LabelledLetter, task: str) -> LabelledLetter:
    return letter.model_copy(update={"labels": tuple(label for label in letter.labels if label.task == task)})
