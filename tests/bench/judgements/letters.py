"""Letters of a table of labels, and what the program says of them.

A table names its letters by a hash; their words stand in a file that is given by its path and is no part of the
project.
"""

import csv
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from classifiers.guarding.guard import ABOVE, BARRED, UNCLEAR
from classifiers.learning.annotations import hash_letter
from classifiers.weighing.judging_model import JudgingModel
from flows.path import understand_letter
from records import Judgement, Letter, Line, Page, Reading, Scan, Stamp
from vocab import Vocabulary

RECEIVED = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""One day for all, so that a later run judges by the same tables."""
GATES = ("petition", "urgency", "accusation", "litigation", "channel")
"""The questions whose doubt sends the whole letter to a person, whatever its topic and unit."""
STAMP = Stamp(code="bench", vocab="", models=(), engine="")


@dataclass(frozen=True, slots=True)
class Judged:
    """What people said of a letter, and what the program says."""

    labels: Mapping[str, str]
    judgements: Mapping[str, Judgement]

    def accepted(self, question: str) -> frozenset[str]:
        """The first answer of the readers and the second that they allow."""
        return frozenset(filter(None, (self.labels[question], self.labels.get(f"{question}_also", ""))))

    def ranked(self, question: str) -> tuple[str, ...]:
        """What a person is shown, the best first."""
        judged = self.judgements[question]
        runners_up = tuple(one.answer for one in judged.runners_up)
        return (judged.answer, *runners_up) if judged.answer is not None else runners_up

    def is_guarded(self, question: str) -> bool:
        """Whether the guard took the best answer away: the letter accuses it, or accuses somebody unknown."""
        return self.judgements[question].doubt in (BARRED, ABOVE, UNCLEAR)

    def passes(self, question: str) -> bool:
        """Whether the answer goes on without a person: neither it nor a gate before it has a doubt."""
        judged = self.judgements[question]
        gates = (self.judgements[gate].doubt for gate in GATES)
        return judged.answer is not None and judged.doubt is None and not any(gates)


def write_letter(title: str, text: str) -> Letter:
    """A letter as a text file brings it: the title is its first line, each paragraph another."""
    lines = [line.strip() for line in (title, *text.split("\n"))]
    scan = Scan(sha256="0" * 64, name="", media_type="text/plain", size=0, received_at=RECEIVED)
    return Letter(
        scan=scan,
        pages=(Page(number=1, source="document"),),
        lines=tuple(
            Line(page=1, box=(0, 0, 0, 0), text=line, raw=line, confidence=1, engine="") for line in lines if line
        ),
    )


def read_labelled(table: Path, messages: Path) -> Iterator[tuple[dict[str, str], str, str]]:
    """Labels, title and text of every letter that the table names.

    Raises:
        SystemExit: the messages lack one of them.
    """
    with table.open(encoding="utf-8", newline="") as file:
        rows = {row["text_sha256"]: row for row in csv.DictReader(file)}
    with messages.open(encoding="utf-8") as file:
        for line in file:
            message = json.loads(line)
            title, text = message["subject"] or "", message["detail"] or ""
            labels = rows.pop(hash_letter(title, text), None)
            if labels is not None:
                yield labels, title, text
    if rows:
        raise SystemExit(f"{len(rows)} letters of {table.name} are not in {messages.name}")


def understand(letter: Letter, *, vocabulary: Vocabulary, judging: JudgingModel) -> Reading:
    """The whole understanding, as the path does it."""
    return understand_letter(letter, vocabulary=vocabulary, judging=judging, stamp=STAMP)


def judge_all(
    table: Path, messages: Path, *, most: int | None = None, understood: Callable[[Letter], Reading]
) -> list[Judged]:
    """Every letter of a table, or the first `most`, with its judgements."""
    judged: list[Judged] = []
    for labels, title, text in read_labelled(table, messages):
        if most is not None and len(judged) >= most:
            break
        reading = understood(write_letter(title, text))
        judged.append(Judged(labels, {one.question: one for one in reading.judgements}))
    return judged
