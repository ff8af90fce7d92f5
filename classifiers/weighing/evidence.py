"""Evidence for the answers to a question, from rules and from learned models, laid out as one table."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from records import Cue

FLOOR = -7.0
"""The least that a learned model may say against an answer (log of a chance): none is ruled out by it alone."""

UNMET = -5.0
"""What it says against an answer that it never met."""

OWN = "own"
"""The kind of evidence that an office's own model gives."""

Learned = Mapping[str, Mapping[str, float]]
"""What each learned model says of a letter by its text alone: task, answer, logarithm of the answer's chance."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How much one kind of evidence speaks for an answer, and the words that it stands on."""

    answer: str
    kind: str
    value: float
    cues: tuple[Cue, ...] = ()


@dataclass(frozen=True, eq=False)
class EvidenceTable:
    """All evidence on one question: `values` has shape (answers, kinds); `cues` holds the words behind a cell."""

    answers: tuple[str, ...]
    kinds: tuple[str, ...]
    values: NDArray[np.float64]
    cues: Mapping[tuple[str, str], tuple[Cue, ...]] = field(default_factory=dict)


def lay_table(answers: Sequence[str], kinds: Sequence[str], evidence: Iterable[Evidence]) -> EvidenceTable:
    """Lay evidence out in a table; of one cell it adds up. Evidence on an answer that is not asked for is left out."""
    rows = {answer: number for number, answer in enumerate(answers)}
    columns = {kind: number for number, kind in enumerate(kinds)}
    values = np.zeros((len(rows), len(columns)))
    cues: dict[tuple[str, str], tuple[Cue, ...]] = {}
    for one in evidence:
        if one.answer in rows:
            values[rows[one.answer], columns[one.kind]] += one.value
            cell = one.answer, one.kind
            cues[cell] = cues.get(cell, ()) + one.cues
    return EvidenceTable(tuple(answers), tuple(kinds), values, cues)


def learned_evidence(learned: Learned, task: str, answers: Iterable[str], *, kind: str) -> list[Evidence]:
    """What the learned model of a task says of each answer; nothing when there is no such model."""
    said = learned.get(task)
    if said is None:
        return []
    return [Evidence(answer, kind, max(FLOOR, said.get(answer, UNMET))) for answer in answers]
