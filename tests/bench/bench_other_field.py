"""Sets of other fields through `laixin train`, `classify` and `evaluate`, beside a plain baseline on the same split.

Usage: .venv/bin/python tests/bench/bench_other_field.py NAME=PATH … [--most 12000] [--to docs/bench]
PATH is a folder with a folder a label, a text a file (its first line is the title), a folder with a text file a label,
a text a line, or a JSON Lines file of rows {title, text, label}. A set is parted 4 : 1 by a hash of the text. A set
with titles goes through a second time with the titles alone: short texts. The baseline is TF-IDF of characters 1 to 3
within words and a linear support vector machine, each as scikit-learn brings it. `--to DIR` writes other-field.csv.
"""

import argparse
import csv
import hashlib
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
os.environ.update(dict.fromkeys(THREADS, "1"))

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from classifiers.learning.annotations import hash_letter
from classifiers.learning.evaluation import measure_answers

LAIXIN = (sys.executable, "-c", "from cli.main import app; app()")
SHOWN = (
    "set", "letters", "labels", "accuracy", "macro_f1", "coverage_97", "gap", "passes", "passed_right",
    "baseline_accuracy", "baseline_macro_f1", "evaluate_macro_f1", "cpu_s",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text of any field."""

    title: str
    text: str
    label: str

    @property
    def is_held_out(self) -> bool:
        """A fifth of all texts, by their words."""
        told = f"{self.title}\n{self.text}".encode()
        return int(hashlib.sha1(told, usedforsecurity=False).hexdigest()[:4], 16) % 5 == 0


def read_set(path: Path) -> list[Labelled]:
    """Every text once; one with two labels is left out.

    Raises:
        SystemExit: there is nothing at the path.
    """
    found: dict[tuple[str, str], set[str]] = {}
    for row in _read_rows(path):
        if row.title.strip() or row.text.strip():
            found.setdefault((row.title, row.text), set()).add(row.label)
    if not found:
        raise SystemExit(f"nothing to learn from at {path}")
    return [Labelled(*words, next(iter(labels))) for words, labels in sorted(found.items()) if len(labels) == 1]


def _read_rows(path: Path) -> Iterator[Labelled]:
    if path.is_file():
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            yield Labelled(row.get("title", ""), row["text"], row["label"])
        return
    folders = sorted(one for one in path.iterdir() if one.is_dir())
    for folder in folders:
        for file in sorted(folder.glob("*.txt")):
            title, _, text = file.read_text("utf-8", errors="replace").strip().partition("\n")
            yield Labelled(title.strip(), text.strip(), folder.name)
    for file in sorted(path.glob("*.txt")) if not folders else ():
        for line in file.read_text("utf-8", errors="replace").splitlines():
            yield Labelled("", line.strip(), file.stem)


def measure_set(name: str, rows: Sequence[Labelled], work: Path) -> dict[str, object]:
    """Train on four fifths, judge the last one."""
    train = [row for row in rows if not row.is_held_out]
    test = [row for row in rows if row.is_held_out]
    learned, asked, model = _write(work / "train.jsonl", train), _write(work / "test.jsonl", test), work / "model"
    before = _cpu()
    _laixin("train", "--task", "topic", "--data", learned, "--out", model)
    told = _laixin("classify", "--task", "topic", "--model", model, "--data", asked)
    spent = _cpu() - before
    said = [json.loads(line) for line in told.splitlines()]
    truth, labels = [row.label for row in test], [row["label"] for row in said]
    scores = [float(row["score"]) for row in said]
    report = measure_answers(truth, labels, scores)
    threshold = json.loads((model / "model.json").read_text("utf-8"))["threshold"]
    passed = [a == b for a, b, score in zip(truth, labels, scores, strict=True) if score >= threshold]
    plain = measure_answers(truth, _ask_baseline(train, test), [1.0] * len(test))
    return {
        "set": name,
        "letters": len(rows),
        "held_out": len(test),
        "labels": len(set(truth)),
        "mean_characters": round(sum(len(row.title) + len(row.text) for row in rows) / len(rows)),
        "accuracy": round(report.accuracy, 4),
        "macro_f1": round(report.macro_f1, 4),
        "coverage_97": round(report.coverage_at_97, 3),
        "gap": round(report.mean_score - report.accuracy, 4),
        "passes": round(len(passed) / len(test), 3),
        "passed_right": round(sum(passed) / max(1, len(passed)), 4),
        "baseline_accuracy": round(plain.accuracy, 4),
        "baseline_macro_f1": round(plain.macro_f1, 4),
        "evaluate_macro_f1": _evaluate(model, asked, work / "report"),
        "cpu_s": round(spent, 1),
        "megabytes": round(sum(file.stat().st_size for file in model.iterdir()) / 1e6, 1),
    }


def _evaluate(model: Path, data: Path, to: Path) -> float:
    """Macro-F1 as `laixin evaluate` reports it."""
    _laixin("evaluate", "--task", "topic", "--model", model, "--data", data, "--to", to)
    (found,) = to.rglob("report.json")
    return round(float(json.loads(found.read_text("utf-8"))["figures"]["macro_f1"]["value"]), 4)


def _ask_baseline(train: Sequence[Labelled], test: Sequence[Labelled]) -> list[str]:
    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 3), sublinear_tf=True, min_df=2)
    rows = vectorizer.fit_transform([f"{row.title} {row.text}" for row in train])
    classifier = LinearSVC(random_state=0).fit(rows, [row.label for row in train])
    asked = vectorizer.transform([f"{row.title} {row.text}" for row in test])
    return [str(label) for label in classifier.predict(asked)]


def _write(path: Path, rows: Sequence[Labelled]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            told = {"id": hash_letter(row.title, row.text), "title": row.title, "text": row.text, "label": row.label}
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
    return path


def _laixin(*words: object) -> str:
    """What the command prints.

    Raises:
        SystemExit: it failed.
    """
    env = {**os.environ, "LAIXIN_LANG": "en"}
    command = (*LAIXIN, *map(str, words))
    done = subprocess.run(command, check=False, cwd=PROJECT, env=env, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"laixin {words[0]} ended with {done.returncode}:\n{done.stderr.strip()[-2000:]}")
    return done.stdout


def _cpu() -> float:
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def _titles_alone(rows: Sequence[Labelled]) -> list[Labelled]:
    """The titles as texts; one that stands under two labels is left out."""
    found: dict[str, set[str]] = {}
    for row in rows:
        found.setdefault(row.title, set()).add(row.label)
    return [Labelled("", title, next(iter(labels))) for title, labels in sorted(found.items()) if len(labels) == 1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", metavar="NAME=PATH")
    parser.add_argument("--most", type=int, default=12000, help="of a larger set so many texts, drawn by chance")
    parser.add_argument("--to", type=Path, help="folder of other-field.csv")
    options = parser.parse_args()
    told = []
    print("| " + " | ".join(SHOWN) + " |\n|" + "---|" * len(SHOWN))
    for given in options.sets:
        name, _, path = given.partition("=")
        every = read_set(Path(path))
        chosen = sorted(random.Random(0).sample(range(len(every)), min(options.most, len(every))))
        rows = [every[place] for place in chosen]
        jobs = [(name, rows)]
        if all(row.title and row.text for row in rows):
            jobs.append((f"{name}, titles alone", _titles_alone(rows)))
        for job, texts in jobs:
            with tempfile.TemporaryDirectory(prefix="laixin-field-") as work:
                told.append(measure_set(job, texts, Path(work)))
            print("| " + " | ".join(str(told[-1][key]) for key in SHOWN) + " |", flush=True)
    if options.to:
        with (options.to / "other-field.csv").open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(told[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(told)


if __name__ == "__main__":
    main()
