"""The letters that the shipped models learned from, by the hashes of their words: asked about them, they flatter."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from classifiers.learning.annotations import hash_letter
from classifiers.learning.data_rows import read_labelled_rows
from records import SetupError, UsageError

ANNOTATIONS, LABELS, EXAMPLES = "annotations.csv", "labels.csv", "examples.jsonl"


@dataclass(frozen=True, slots=True)
class TaughtLetters:
    """Letters by the hash of title and text (`letters`), or where only that is known of the text alone (`texts`)."""

    letters: frozenset[str] = frozenset()
    texts: frozenset[str] = frozenset()

    def holds(self, title: str, text: str) -> bool:
        """Whether a letter is one of them."""
        return hash_letter(title, text) in self.letters or sha256(text.encode()).hexdigest() in self.texts


def read_taught(folder: Path) -> TaughtLetters:
    """The letters that the tables of `models/training` name. The public labelled messages are named in none of them.

    Raises:
        SetupError: `setup.model` when a table is missing or is none.
    """
    try:
        examples = (hash_letter(row.title, row.text) for row in read_labelled_rows(folder / EXAMPLES))
        return TaughtLetters(
            letters=frozenset((*_read_hashes(folder / ANNOTATIONS), *examples)),
            texts=frozenset(_read_hashes(folder / LABELS)),
        )
    except (OSError, KeyError, ValueError, UsageError):
        raise SetupError("setup.model", folder.name) from None


def _read_hashes(table: Path) -> Iterator[str]:
    with table.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield row["text_sha256"]
