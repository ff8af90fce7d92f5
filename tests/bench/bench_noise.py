"""What misread characters cost: the same letters judged by their true words and by what was read from their pages.

Usage: .venv/bin/python tests/bench/bench_noise.py MESSAGES.jsonl [--judged FILE] [--letters 150] [--seed 5]
           [--fonts DIR] [--keep DIR] [--model DIR] [--to docs/bench]
MESSAGES holds rows {label, subject, detail}. They are parted in five by a hash of the text; a topic model learns from
four parts with `laixin train` (`--model DIR` takes one that did), and letters of the fifth, drawn by chance, are
written as pages, once as print scans and once as handwriting, read by this program's engine, and judged as in service.
`--judged FILE` holds rows {subject, detail}: of the letters that `annotated/judged.csv` names, those drawn by chance
go through the whole understanding with the models in service. `--keep DIR` keeps pages, readings and model, and uses
them again; it holds the letters' words, so throw it away afterwards. `--to DIR` writes noise.csv and misreadings.csv:
what was read as what on these pages, characters and counts. By these counts all held-out letters are misread once
more, at rates that the engine does not reach.
"""

import argparse
import csv
import hashlib
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from pathlib import Path

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
os.environ.update(dict.fromkeys(THREADS, "1"))

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from rapidfuzz.distance import Levenshtein

from classifiers.learning.annotations import hash_letter
from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.model_files import load_model
from flows.judging_models import open_judging
from records import Judgement, Letter, Settings
from sample_docs.fonts import Face
from tests.bench.fresh_pages.faces import find_faces
from tests.bench.judgements.letters import understand, write_letter
from tests.bench.noise.comparing import Pair, judge_topic, measure_pairs, said_by, simulate, true_letter
from tests.bench.noise.misreadings import Misreadings, count_misreadings, write_table
from tests.bench.noise.readings import NoisyReading, choose_messages, read_all
from tests.measuring import plain
from vocab import load_vocabulary

JUDGED = Path(__file__).parent / "annotated" / "judged.csv"
RATES = (0.01, 0.03, 0.05, 0.1, 0.2)
"""Shares of characters misread by drawing."""
WHOLE_RATES = (0.03, 0.1)
"""The same for the whole understanding, which takes longer."""
QUESTIONS = ("topic", "unit", "matter_class")
"""What two readers judged of the annotated letters."""
Row = dict[str, object]
Doubled = tuple[str, str, str, Letter, Letter]
"""Id, kind, condition, the letter as text, the letter as read."""
SHOWN = (
    "judge", "question", "kind", "condition", "letters", "accuracy_text", "accuracy_read", "accuracy_loss",
    "lost_at_most", "macro_f1_loss", "passes_text", "passes_read", "passes_loss", "same_answer", "mcnemar_p",
    "character_error_percent", "title_read", "cpu_s",
)  # fmt: skip


def part_messages(path: Path) -> tuple[list[Row], list[Row]]:
    """The rows to learn from, and those held out: a fifth by the hash of their text."""
    learned: list[Row] = []
    held: list[Row] = []
    for row in _rows(path):
        part = int(hashlib.sha1(str(row["detail"]).encode(), usedforsecurity=False).hexdigest()[:4], 16) % 5
        (learned if part else held).append(row)
    return learned, held


def train_model(rows: Iterable[Row], out: Path) -> Path:
    """A topic model from the rows, by the command line."""
    if out.exists():
        return out
    out.parent.mkdir(parents=True, exist_ok=True)
    data = out.parent / "train.jsonl"
    with data.open("w", encoding="utf-8") as file:
        for number, row in enumerate(rows):
            told = {"id": str(number), "title": row["subject"], "text": row["detail"], "label": row["label"]}
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
    start = "from cli.main import app; app()"
    command = [sys.executable, "-c", start, "train", "--task", "topic", "--data", str(data), "--out", str(out)]
    subprocess.run(command, check=True, cwd=PROJECT, stdout=sys.stderr)
    return out


def pair_topics(readings: Sequence[NoisyReading], labels: Mapping[str, str], model_folder: Path) -> list[Pair]:
    """The topic model by itself on every letter and its reading."""
    vocabulary = load_vocabulary()
    model = load_model(model_folder, vocabulary=vocabulary)
    pairs = []
    for reading in readings:
        text, read = (
            said_by(judge_topic(letter, model, vocabulary)) for letter in (true_letter(reading), reading.letter)
        )
        pairs.append(Pair(reading.kind, reading.condition, (labels[reading.message_id],), text, read))
    return pairs


def pair_judgements(letters: Iterable[Doubled], labels: Mapping[str, Mapping[str, str]]) -> dict[str, list[Pair]]:
    """The pairs of every question, by the whole understanding."""
    vocabulary = load_vocabulary()
    judging = open_judging(Settings(), vocabulary)
    pairs: dict[str, list[Pair]] = {question: [] for question in QUESTIONS}

    @cache  # the words of a letter stay the same, whatever was read of them
    def judge(letter: Letter) -> Mapping[str, Judgement]:
        reading = understand(letter, vocabulary=vocabulary, judging=judging)
        return {one.question: one for one in reading.judgements}

    for own, kind, condition, *both in letters:
        judged = [judge(letter) for letter in both]
        for question in QUESTIONS:
            told = (labels[own][question], labels[own].get(f"{question}_also", ""))
            text, read = (said_by(judgements[question]) for judgements in judged)
            pairs[question].append(Pair(kind, condition, tuple(filter(None, told)), text, read))
    return pairs


def misread_letters(rows: Sequence[Row], misreadings: Misreadings) -> Iterator[Doubled]:
    """Every letter as a text file brings it, and once more with so many of its characters misread, at every rate."""
    for rate in WHOLE_RATES:
        for row in rows:
            words = str(row["subject"] or ""), str(row["detail"] or "")
            title, text = (misreadings.misread(part, rate=rate, seed=f"{_id(row)}{n}") for n, part in enumerate(words))
            yield _id(row), "simulated", f"{rate:.0%}", write_letter(*words), write_letter(title, text)


def measure_reading(readings: Sequence[NoisyReading]) -> Row:
    """Characters wrong, headings read exactly, CPU seconds a letter."""
    errors, length, titles = 0, 0, 0
    for reading in readings:
        truth, read = plain(reading.message.whole), plain(reading.letter.text)
        errors += Levenshtein.distance(truth, read)
        length += len(truth)
        titles += read.startswith(plain(reading.message.heading))
    return {
        "pages": sum(reading.pages for reading in readings),
        "character_error_percent": round(100 * errors / length, 3),
        "title_read": round(titles / len(readings), 3),
        "cpu_s": round(sum(reading.cpu for reading in readings) / len(readings), 2),
    }


def count_kinds(readings: Sequence[NoisyReading]) -> dict[str, Counter[tuple[str, str]]]:
    """What was read as what, by kind of page."""
    return {
        kind: count_misreadings((one.message.whole, one.letter.text) for one in readings if one.kind == kind)
        for kind in dict.fromkeys(one.kind for one in readings)
    }


def simulate_rows(held: Sequence[Row], model_folder: Path, misreadings: Misreadings) -> Iterator[Row]:
    """A row a rate, over all letters held out."""
    model = load_model(model_folder, vocabulary=load_vocabulary())
    letters = [
        LabelledRow(_id(row), str(row["subject"] or ""), str(row["detail"] or ""), str(row["label"])) for row in held
    ]
    pairs = [pair for rate in RATES for pair in simulate(letters, model, misreadings, rate=rate)]
    return list_simulated("topic model", "topic", pairs)


def list_simulated(judge: str, question: str, pairs: Sequence[Pair]) -> Iterator[Row]:
    """A row a rate."""
    for condition in dict.fromkeys(pair.condition for pair in pairs):
        figures = measure_pairs([pair for pair in pairs if pair.condition == condition])
        yield {"judge": judge, "question": question, "kind": "simulated", "condition": condition, **figures}


def list_rows(judge: str, question: str, pairs: Sequence[Pair], readings: Sequence[NoisyReading]) -> Iterator[Row]:
    """A row a kind, and one for each of its conditions."""
    for kind in dict.fromkeys(pair.kind for pair in pairs):
        conditions = ("all", *dict.fromkeys(pair.condition for pair in pairs if pair.kind == kind))
        for condition in conditions:
            if condition != "all" and (judge, question) != ("topic model", "topic"):
                continue

            def belongs(one: Pair | NoisyReading, kind: str = kind, condition: str = condition) -> bool:
                return one.kind == kind and condition in ("all", one.condition)

            own = [pair for pair in pairs if belongs(pair)]
            # a condition has too few letters for more than what its pages are like
            figures = measure_pairs(own) if condition == "all" else {"letters": len(own)}
            read = measure_reading([reading for reading in readings if belongs(reading)])
            yield {"judge": judge, "question": question, "kind": kind, "condition": condition, **figures, **read}


def main() -> None:
    options = _options()
    rows: list[Row] = []
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="laixin-noise-")))
        faces = find_faces(options.fonts)
        learned, held = part_messages(options.messages)
        model = options.model or train_model(learned, folder / "model")
        labels = {hash_letter(str(row["subject"] or ""), str(row["detail"] or "")): str(row["label"]) for row in held}
        readings = _read(folder / "messages", held, faces, options, options.letters)
        rows += list_rows("topic model", "topic", pair_topics(readings, labels, model), readings)
        misread = count_kinds(readings)
        rows += list(simulate_rows(held, model, Misreadings(sum(misread.values(), Counter()))))
        if options.judged:
            with JUDGED.open(encoding="utf-8", newline="") as file:
                told = {row["text_sha256"]: row for row in csv.DictReader(file) if row["set"] == "random"}
            drawn = [row for row in _rows(options.judged) if _id(row) in told]
            count = options.letters if options.judged_letters is None else options.judged_letters
            readings = _read(folder / "judged", drawn, faces, options, count)
            both = [(one.message_id, one.kind, one.condition, true_letter(one), one.letter) for one in readings]
            for question, pairs in pair_judgements(both, told).items():
                rows += list_rows("whole", question, pairs, readings)
            table = Misreadings(sum(misread.values(), Counter()))
            for question, pairs in pair_judgements(misread_letters(drawn, table), told).items():
                rows += list_simulated("whole", question, pairs)
    print("| " + " | ".join(SHOWN) + " |\n|" + "---|" * len(SHOWN))
    for row in rows:
        print("| " + " | ".join(str(row.get(name, "")) for name in SHOWN) + " |")
    if options.to:
        write_table(options.to / "misreadings.csv", misread)
        with (options.to / "noise.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]), restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


def _read(
    folder: Path, rows: Sequence[Row], faces: dict[str, Face], options: argparse.Namespace, count: int
) -> list[NoisyReading]:
    every = {_id(row): (_id(row), str(row["subject"] or ""), str(row["detail"] or "")) for row in rows}
    chosen = choose_messages(list(every.values()), count, options.seed)
    return list(read_all(folder, chosen, faces, tell=lambda said: print(said, file=sys.stderr, flush=True)))


def _id(row: Row) -> str:
    return hash_letter(str(row["subject"] or ""), str(row["detail"] or ""))


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("messages", type=Path)
    parser.add_argument("--judged", type=Path, help="rows {subject, detail} with the annotated letters among them")
    parser.add_argument("--letters", type=int, default=150)
    parser.add_argument("--judged-letters", type=int, help="annotated letters that are drawn; default: as many")
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--fonts", type=Path, help="a folder of fonts beside the system's")
    parser.add_argument("--keep", type=Path, help="keep pages, readings and model here, or use what lies there")
    parser.add_argument("--model", type=Path, help="a model that learned from the four parts")
    parser.add_argument("--to", type=Path, help="folder of noise.csv")
    return parser.parse_args()


if __name__ == "__main__":
    main()
