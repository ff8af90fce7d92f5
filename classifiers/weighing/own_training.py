"""Weigh an office's own text model together with everything that ships, as the office's own letters teach it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from classifiers.learning.answers import Answered
from classifiers.learning.data_rows import LabelledRow
from classifiers.weighing.combining import Combiner, fit_combiner
from classifiers.weighing.evidence import FLOOR, OWN, UNMET, EvidenceTable, lay_table
from classifiers.weighing.holding_out import hold_out_combined
from classifiers.weighing.judging_model import HeldOut, JudgingModel
from classifiers.weighing.judging_tasks import TASK_BY_NAME
from classifiers.weighing.whole_answers import see_words, weigh_before
from vocab import Vocabulary

MOST_LETTERS = 4000
"""More letters teach the few factors nothing, and each takes about 30 ms."""
ENOUGH_LETTERS = 1000
"""From here on the office's letters alone tell how sure a score is; with fewer, those that ship count beside them."""

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OwnChances:
    """What an office's text model said of letters that it did not learn from: shape (letters, labels).

    `folds` numbers, for each letter, the part that it was held out with.
    """

    labels: tuple[str, ...]
    chances: Floats
    folds: NDArray[np.intp]


def see_tables(
    rows: Sequence[LabelledRow], task: str, judging: JudgingModel, *, vocabulary: Vocabulary
) -> list[EvidenceTable]:
    """The evidence that ships on each row, with a column left empty for the office's own model."""
    shipped = replace(judging, own={})
    known = TASK_BY_NAME[task]
    answers, kinds = known.answers(vocabulary), (*known.kinds, OWN)
    tables = []
    for row in rows:
        sight = see_words(row.title, row.text, shipped, vocabulary=vocabulary)
        before = weigh_before(task, sight, shipped, vocabulary=vocabulary)
        tables.append(replace(lay_table(answers, kinds, known.gather(sight, before, vocabulary)), cues={}))
    return tables


def add_own(tables: Sequence[EvidenceTable], labels: Sequence[str], chances: Floats) -> list[EvidenceTable]:
    """The tables with what an own model says, as it is laid out in service."""
    logs = np.log(np.maximum(chances, np.exp(FLOOR)))
    filled = []
    for table, row in zip(tables, logs, strict=True):
        said = dict(zip(labels, row.tolist(), strict=True))
        values = table.values.copy()
        values[:, table.kinds.index(OWN)] = [said.get(answer, UNMET) for answer in table.answers]
        filled.append(replace(table, values=values))
    return filled


def combine_own(
    rows: Sequence[LabelledRow], tables: Sequence[EvidenceTable], own: OwnChances, *, task: str, judging: JudgingModel
) -> tuple[Combiner, HeldOut]:
    """Learn how all evidence is weighed, and how sure the scores of letters held out are.

    Rows whose label is no answer of the office's tables teach nothing.
    """
    full = add_own(tables, own.labels, own.chances)
    answers = frozenset(full[0].answers)
    truths = [{row.label: 1.0} if row.label in answers else {} for row in rows]
    known = judging.combiners[task]
    fit = partial(fit_combiner, fixed=TASK_BY_NAME[task].fixed, known=known)
    combined = hold_out_combined(full, truths, own.folds, fit, known_score=(known.slope, known.shift))
    held_out = combined.held_out
    if len(held_out.scores) < ENOUGH_LETTERS:
        shipped = judging.held_out[task]
        held_out = HeldOut(shipped.scores + held_out.scores, shipped.right + held_out.right)
    return combined.combiner, held_out


def answer_combined(
    rows: Sequence[LabelledRow], tables: Sequence[EvidenceTable], combiner: Combiner
) -> tuple[Answered, ...]:
    """What the combiner says of each row."""
    answered = []
    for row, table in zip(rows, tables, strict=True):
        chances = combiner.find_chances(table)
        best = int(chances.argmax())
        score = round(combiner.score(float(chances[best])), 4)
        answered.append(Answered(row.id, row.label, table.answers[best], score, row.day))
    return tuple(answered)
