"""Compare two models on the same letters."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.stats import binom

from classifiers.learning.answers import Answered
from classifiers.reporting.figures import Passing, measure_classes, measure_passing
from classifiers.reporting.intervals import Measured, measure_drawn, measure_share
from classifiers.reporting.resampling import average_classes, count_kinds, draw_f1s

SIGNIFICANT = 0.05

Verdict = Literal["better", "worse", "same"]


@dataclass(frozen=True, slots=True)
class ClassDifference:
    """F1 of one class, new minus old, on the same letters."""

    label: str
    letters: int
    new: float
    old: float
    difference: Measured

    @property
    def verdict(self) -> Verdict:
        """Whether the interval leaves no doubt which way it went."""
        return "better" if self.difference.low > 0 else "worse" if self.difference.high < 0 else "same"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two models on the letters that both answered; `p_value` is of McNemar's exact test."""

    against: str
    letters: int
    both: int
    only_new: int
    only_old: int
    neither: int
    p_value: float
    accuracy_new: Measured
    accuracy_old: Measured
    macro_difference: Measured
    passing_old: Passing | None
    agreement: Measured
    classes: tuple[ClassDifference, ...]

    @property
    def verdict(self) -> Verdict:
        """Which of the two is right more often, where chance alone would hardly make it so."""
        if self.p_value >= SIGNIFICANT:
            return "same"
        return "better" if self.only_new > self.only_old else "worse"


def compare_answers(
    new: Sequence[Answered], old: Sequence[Answered], *, against: str = "", old_threshold: float | None = None
) -> Comparison | None:
    """Compare answers to the same letters by their ids; nothing when no letter was answered by both."""
    found = {answer.id: answer for answer in old}
    pairs = [(answer, found[answer.id]) for answer in new if answer.id in found]
    if not pairs:
        return None
    rights = Counter((one.is_right, one.label == other.said) for one, other in pairs)
    only_new, only_old = rights[True, False], rights[False, True]
    macro, classes = _compare_classes(pairs)
    return Comparison(
        against=against,
        letters=len(pairs),
        both=rights[True, True],
        only_new=only_new,
        only_old=only_old,
        neither=rights[False, False],
        p_value=find_mcnemar(only_new, only_old),
        accuracy_new=measure_share(rights[True, True] + only_new, len(pairs)),
        accuracy_old=measure_share(rights[True, True] + only_old, len(pairs)),
        macro_difference=macro,
        passing_old=None if old_threshold is None else _passing(pairs, old_threshold),
        agreement=measure_share(sum(one.said == other.said for one, other in pairs), len(pairs)),
        classes=classes,
    )


def find_mcnemar(only_one: int, only_other: int) -> float:
    """The exact two-sided p of McNemar's test (1947): letters that one of two models alone has right fall like coins.

    Twice the smaller tail of the binomial distribution with p = 1/2, at most 1.
    """
    fewer, total = min(only_one, only_other), only_one + only_other
    return min(1.0, 2 * float(binom.cdf(fewer, total, 0.5))) if total else 1.0


def _passing(pairs: Sequence[tuple[Answered, Answered]], threshold: float) -> Passing:
    scores = np.array([other.score for _, other in pairs])
    return measure_passing(scores, np.array([one.label == other.said for one, other in pairs]), threshold=threshold)


def _compare_classes(pairs: Sequence[tuple[Answered, Answered]]) -> tuple[Measured, tuple[ClassDifference, ...]]:
    """The difference in macro-F1 and in each class's F1, with intervals from letters drawn in pairs."""
    labels = [row.label for row in measure_classes([one for one, _ in pairs]) if row.letters]
    letters = Counter(one.label for one, _ in pairs)
    columns = [[one.label for one, _ in pairs], [one.said for one, _ in pairs], [other.said for _, other in pairs]]
    new, old = (_f1s(columns[0], said, labels) for said in columns[1:])
    kinds = count_kinds(columns, labels)
    macro, by_class = [], []
    for f1s_new, f1s_old in draw_f1s(kinds):
        macro.append(average_classes(f1s_new) - average_classes(f1s_old))
        # where only one of two models said the class, the other's F1 is of no letter: it counts as none found
        by_class.append(np.nan_to_num(f1s_new) - np.nan_to_num(f1s_old))
    drawn = np.concatenate(by_class)
    classes = tuple(
        ClassDifference(
            label,
            letters[label],
            new[place],
            old[place],
            measure_drawn(new[place] - old[place], drawn[:, place]),
        )
        for place, label in enumerate(labels)
    )
    difference = float(np.mean(list(new)) - np.mean(list(old)))
    return measure_drawn(difference, np.concatenate(macro)), classes


def _f1s(truth: Sequence[str], said: Sequence[str], labels: Sequence[str]) -> list[float]:
    hits = Counter(t for t, s in zip(truth, said, strict=True) if t == s)
    letters, named = Counter(truth), Counter(said)
    return [2 * hits[label] / (letters[label] + named[label]) for label in labels]
