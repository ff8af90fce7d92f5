"""Letters made ready to learn from: told apart, counted, grouped."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from classifiers.learning.data_rows import LabelledRow, drop_repeats
from classifiers.learning.grouping import Groups, group_letters
from classifiers.learning.near_copies import sketch_text
from classifiers.ngrams.counted_views import LEAST_LETTERS, CountedView, count_cut
from classifiers.ngrams.cutting import cut_letters
from classifiers.ngrams.segmenting import Segmenter
from records import UsageError

Step = Callable[[str, int, int], None]
"""Called with a step of the training, how much of it is done, and how much there is."""
MOST_TOLD = 5
"""Labels with too few letters that a sentence names."""


@dataclass(frozen=True, eq=False)
class Material:
    """Letters of at least two labels, each once, ordered by their words.

    `topics`, shape (letters,), is the number of each letter's label in `labels`; `left_out` are labels that too few
    letters have, with how many.
    """

    letters: tuple[LabelledRow, ...]
    labels: tuple[str, ...]
    topics: NDArray[np.intp]
    counted: tuple[CountedView, ...]
    groups: Groups
    left_out: dict[str, int]

    @property
    def titled(self) -> bool:
        """Whether any letter has a title."""
        return any(row.title for row in self.letters)


def prepare_material(rows: Sequence[LabelledRow], *, segmenter: Segmenter, on_step: Step) -> Material:
    """Count and group the letters of all labels that enough of them have.

    Raises:
        UsageError: `data.too-few`, when fewer than two labels have enough letters.
    """
    known = drop_repeats(rows)
    counts = dict(sorted(Counter(row.label for row in known).items()))
    labels = tuple(label for label, count in counts.items() if count >= LEAST_LETTERS)
    left_out = {label: count for label, count in counts.items() if label not in labels}
    if len(labels) < 2:
        raise UsageError("data.too-few", _tell_few(labels, left_out))
    letters = tuple(row for row in known if row.label not in left_out)
    numbers = {label: number for number, label in enumerate(labels)}
    topics = np.array([numbers[row.label] for row in letters], dtype=np.intp)
    on_step("cut", 0, 1)
    cut = cut_letters(letters, segmenter=segmenter, on_cut=lambda done: on_step("cut", done, len(letters)))
    groups = group_letters(letters, [sketch_text(text) for text in cut.texts()])
    on_step("count", 0, 1)
    # letters of one group are one: their writer's words stand in all of them
    counted = count_cut(cut, segmenter=segmenter, writers=list(map(str, groups.numbers.tolist())))
    return Material(letters, labels, topics, counted, groups, left_out)


def _tell_few(labels: Sequence[str], left_out: dict[str, int]) -> str:
    few = [f"{label} {count}" for label, count in sorted(left_out.items(), key=lambda one: -one[1])[:MOST_TOLD]]
    return f"{len(labels)} ({', '.join(few)})" if few else str(len(labels))
