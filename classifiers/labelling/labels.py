"""Settle what people said of one letter.

The rule: of each person the newest label counts. The answer of more than half of them is the letter's. Where no answer
has more than half, a review at the desk that is newer than every other label settles it, for who reviews a case decides
for the office; else the letter is left out of what is learned from, and shown.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from records import Label, LabelledLetter, LabelSource

__all__ = ["Label", "LabelSource", "LabelledLetter", "Settled", "newest_of_each", "settle_labels"]


@dataclass(frozen=True, slots=True)
class Settled:
    """What comes of the labels of one letter.

    `answer` is empty when people disagree and nothing settles it; `counted` holds each person's newest label, the
    oldest first.
    """

    answer: str | None
    counted: tuple[Label, ...]

    @property
    def disagreed(self) -> bool:
        """Whether two persons gave different answers, settled or not."""
        return len({label.answer for label in self.counted}) > 1


def newest_of_each(labels: Iterable[Label]) -> tuple[Label, ...]:
    """The newest label of each person, the oldest first; of two given at one moment the later in the row counts."""
    newest: dict[str, Label] = {}
    for label in sorted(labels, key=lambda one: one.at):
        newest.pop(label.by, None)
        newest[label.by] = label
    return tuple(newest.values())


def settle_labels(labels: Iterable[Label]) -> Settled:
    """Settle the labels of one letter for one task, by the rule above; without any there is no answer."""
    counted = newest_of_each(labels)
    if not counted:
        return Settled(None, ())
    (answer, votes), *_ = Counter(label.answer for label in counted).most_common(1)
    if 2 * votes > len(counted):
        return Settled(answer, counted)
    last, *others = reversed(counted)
    if last.source == "review" and all(other.at < last.at for other in others):
        return Settled(last.answer, counted)
    return Settled(None, counted)
