"""Build the topic model that ships: `python -m classifiers.learning.shipped_model --help`."""

import argparse
import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from classifiers.learning.answers import Answered
from classifiers.learning.data_rows import LabelledRow, read_labelled_rows
from classifiers.learning.trained_files import save_model
from classifiers.learning.training import TrainedModel, train_model
from records import UsageError
from vocab import load_vocabulary

TILT = 0.25
"""Ten of the topics have a sixth of the letters here, and more in a petition office's post."""
MESSAGES, LABELLED, EXAMPLES = "public messages", "messages labelled here", "own examples"


def read_messages(path: Path) -> Iterator[LabelledRow]:
    """Yield the public messages: rows `{label, subject, detail}`."""
    for number, row in enumerate(_read_rows(path), 1):
        yield LabelledRow(f"{MESSAGES}:{number}", row["subject"], row["detail"], row["label"])


def join_labels(labels: Path, messages: Path) -> Iterator[LabelledRow]:
    """Yield the messages whose text a row `text_sha256,label,by` of the table names by its hash."""
    with labels.open(encoding="utf-8", newline="") as file:
        known = {row["text_sha256"]: row["label"] for row in csv.DictReader(file)}
    for row in _read_rows(messages):
        digest = hashlib.sha256(row["detail"].encode()).hexdigest()
        label = known.pop(digest, None)
        if label is not None:
            yield LabelledRow(f"{LABELLED}:{digest[:12]}", row["subject"], row["detail"], label)
    if known:
        raise UsageError("data.row", f"{len(known)} labels belong to no message")


def read_examples(path: Path) -> Iterator[LabelledRow]:
    """Yield the examples written for this project: rows `{title, text, label}`."""
    for row in read_labelled_rows(path):
        yield LabelledRow(f"{EXAMPLES}:{row.id}", row.title, row.text, row.label)


def part_answers(trained: TrainedModel) -> dict[str, list[Answered]]:
    """The answers for each source of letters by itself."""
    parts = {
        source: [answer for answer in trained.answers if answer.id.startswith(f"{source}:")]
        for source in (MESSAGES, LABELLED, EXAMPLES)
    }
    return {source: answers for source, answers in parts.items() if answers}


def add_sources(parser: argparse.ArgumentParser) -> None:
    """The options of a program that learns from the three sources and writes a model folder."""
    parser.add_argument("--messages", type=Path, required=True, help="public labelled messages, JSON Lines")
    parser.add_argument("--examples", type=Path, required=True, help="own examples, JSON Lines")
    parser.add_argument("--labels", type=Path, required=True, help="topics by hash of text, CSV")
    parser.add_argument("--unlabelled", type=Path, required=True, help="the messages that labels belong to, JSON Lines")
    parser.add_argument("--about", type=Path, required=True, help="what the card says of the data, Markdown")
    parser.add_argument("--out", type=Path, required=True, help="model folder to write")


def read_sources(given: argparse.Namespace) -> list[LabelledRow]:
    """The letters of the three sources that the options of `add_sources` name."""
    return [
        *read_messages(given.messages),
        *join_labels(given.labels, given.unlabelled),
        *read_examples(given.examples),
    ]


def main(arguments: Sequence[str] | None = None) -> None:
    """Read the three sources, train, write the folder."""
    parser = argparse.ArgumentParser(prog="python -m classifiers.learning.shipped_model", description=__doc__)
    add_sources(parser)
    given = parser.parse_args(arguments)
    trained = train_model(read_sources(given), tilt=TILT, vocabulary=load_vocabulary())
    save_model(trained, given.out, about=given.about.read_text(encoding="utf-8"), parts=part_answers(trained))


def _read_rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


if __name__ == "__main__":
    main()
