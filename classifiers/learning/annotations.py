"""Letters that people read and judged: their labels by the hash of their words, put together with the words again.

The table `models/training/annotations.csv` holds no word of a letter: `text_sha256` is over the title, a line feed and
the text. Where a competent clerk could well choose a second answer, it stands in the column that ends in `_also`.
"""

import csv
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from records import UsageError

COLUMNS = (
    "text_sha256", "topic", "topic_also", "topic2", "unit", "unit_also", "matter_class", "matter_class_also", "purpose",
    "accusation", "litigation", "urgency",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AnnotatedLetter:
    """A letter with what people said of it; `labels` has the columns of the table."""

    id: str
    title: str
    text: str
    labels: dict[str, str]

    def accepted(self, task: str) -> dict[str, float]:
        """The answers that a clerk may give, with the share that each deserves: the first choice two thirds."""
        first, also = self.labels[task], self.labels.get(f"{task}_also", "")
        return {first: 2 / 3, also: 1 / 3} if also and also != first else {first: 1.0}


def read_annotations(table: Path, messages: Path) -> list[AnnotatedLetter]:
    """The letters of a JSON Lines file `{subject, detail}` that the table names, in the table's order.

    Raises:
        UsageError: `data.row`, when the table has other columns or names a letter that the file does not hold.
    """
    texts = dict(_hashed(messages))
    found = []
    with table.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != COLUMNS:
            raise UsageError("data.row", f"the heading must be {','.join(COLUMNS)}")
        for number, row in enumerate(reader, start=2):
            digest = row.pop("text_sha256")
            if digest not in texts:
                raise UsageError("data.row", f"line {number}: the letter is not there")
            title, text = texts[digest]
            found.append(AnnotatedLetter(digest, title, text, row))
    return found


def hash_letter(title: str, text: str) -> str:
    """What names a letter in the table."""
    return hashlib.sha256(f"{title}\n{text}".encode()).hexdigest()


def _hashed(messages: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    with messages.open(encoding="utf-8") as file:
        for line in file:
            row = json.loads(line)
            title, text = row["subject"] or "", row["detail"] or ""
            yield hash_letter(title, text), (title, text)
