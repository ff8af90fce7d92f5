"""Training on very many short texts: time, peak memory, accuracy and size at 10,000, 100,000 and 1,000,000.

Usage: .venv/bin/python tests/bench/bench_scale.py WORK [--letters 10000 100000 1000000] [--to docs/bench/scale.csv]
Draws texts of 30 to 60 characters with 15 labels into the folder WORK, trains with `laixin train` and asks the model
about 20,000 further texts with `laixin classify`. Of the words a text has some come from its label's own list, the
others from the whole language by how common they are (jieba's dictionary), beside them sentences and people of the
fresh letters; some labels are wrong on purpose. Peak memory is that of all processes of the training together, looked
at twenty times a second (proc(5): Pss, so that what they share counts once).
"""

import argparse
import csv
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from itertools import accumulate
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

import jieba

from tests.bench.fresh_letters.material import fillers
from tests.bench.fresh_letters.people import invent_person
from tests.bench.fresh_letters.wording import choose
from vocab import load_vocabulary

LABELS = 15
OWN_WORDS = 1_500
"""Words that a label uses more than others do; common words may belong to several."""
OWN_SHARE = 0.32
WRONG = 0.06
"""Part of the labels that is wrong."""
ASKED = 20_000
SHORTEST, LONGEST = 30, 60
COLUMNS = (
    "letters",
    "train_wall_s",
    "train_cpu_s",
    "peak_mb",
    "accuracy",
    "macro_f1",
    "ngrams",
    "model_mb",
    "classify_cpu_ms",
)


class Drawer:
    """Draws texts with their labels; the same seed draws the same."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(f"scale {seed}")
        words, weights = _read_dictionary()
        self._words, self._cumulated = words, list(accumulate(weights))
        fixed = random.Random("words of labels")
        self._own = [fixed.choices(words, cum_weights=self._cumulated, k=OWN_WORDS) for _ in range(LABELS)]
        self._ranks = list(accumulate(1 / (rank + 10) for rank in range(OWN_WORDS)))
        self._sentences = [sentence for mood in fillers().values() for sentence in mood if "{" not in sentence]

    def draw(self, count: int) -> Iterator[tuple[str, int]]:
        """Yield texts, each with the number of its label."""
        for _ in range(count):
            label = self._chance.randrange(LABELS)
            told = label if self._chance.random() >= WRONG else self._chance.randrange(LABELS)
            yield self._write(label), told

    def _write(self, label: int) -> str:
        chance, length, parts = self._chance, self._chance.randint(SHORTEST, LONGEST - 6), []
        if chance.random() < 0.2:
            parts.append(invent_person(chance, day=date(2026, 1, 1)).name)
        if self._sentences and chance.random() < 0.3:
            parts.append(choose(chance.choice(self._sentences), chance)[:25])
        written = sum(map(len, parts))
        while written < length:
            if chance.random() < OWN_SHARE:
                word = chance.choices(self._own[label], cum_weights=self._ranks)[0]
            else:
                word = chance.choices(self._words, cum_weights=self._cumulated)[0]
            parts.append(word)
            written += len(word)
        chance.shuffle(parts)
        return "".join(parts)


def _read_dictionary() -> tuple[list[str], list[float]]:
    """Words of jieba's dictionary with a weight by how common each is; names are left out."""
    with closing(jieba.Tokenizer().get_dict_file()) as file:
        rows = [line.decode("utf-8").split() for line in file]
    known = [
        (word, int(times) ** 0.7) for word, times, tag in rows if len(word) <= 4 and tag != "nr" and int(times) > 20
    ]
    return [word for word, _ in known], [weight for _, weight in known]


def write_rows(path: Path, drawer: Drawer, count: int, labels: list[str]) -> None:
    """Write texts as a JSON Lines file, unless it is there."""
    if path.exists():
        return
    with path.open("w", encoding="utf-8") as file:
        for number, (words, label) in enumerate(drawer.draw(count)):
            row = {"id": str(number), "title": "", "text": words, "label": labels[label]}
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def run_watched(command: list[str]) -> tuple[float, float, float, str]:
    """Run a command: wall and CPU seconds, peak of the memory of its processes together in MB, what it wrote."""
    began, before, peak = time.monotonic(), os.times(), 0.0
    with tempfile.TemporaryFile() as out:
        process = subprocess.Popen(command, cwd=PROJECT, stdout=out, env=_environment())
        while process.poll() is None:
            peak = max(peak, sum(map(_memory_of, _family(process.pid))))
            time.sleep(0.05)
        out.seek(0)
        written = out.read().decode()
    if process.returncode:
        raise SystemExit(process.returncode)
    after = os.times()
    cpu = after.children_user + after.children_system - before.children_user - before.children_system
    return time.monotonic() - began, cpu, peak, written


def _environment() -> dict[str, str]:
    return {**os.environ, **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")}


def _family(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        children = [int(child) for task in tasks for child in (task / "children").read_text().split()]
    except OSError:
        return []
    return [pid, *(one for child in children for one in _family(child))]


def _memory_of(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def measure(work: Path, letters: int, asked: Path, truth: list[str]) -> dict[str, object]:
    """Train on so many letters, ask about the others."""
    model = work / f"model-{letters}"
    program = [str(Path(sys.executable).with_name("laixin"))]
    data = str(work / f"train-{letters}.jsonl")
    wall, cpu, peak, _ = run_watched([*program, "train", "--task", "topic", "--data", data, "--out", str(model)])
    command = [*program, "classify", "--task", "topic", "--model", str(model), "--data"]
    _, start, _, _ = run_watched([*command, str(work / "one.jsonl")])
    _, asking, _, answers = run_watched([*command, str(asked)])
    said = [json.loads(line)["label"] for line in answers.splitlines()]
    ngrams = sum(path.read_bytes().count(b"\n") for path in model.glob("ngrams-*.txt"))
    size = sum(path.stat().st_size for path in model.iterdir())
    return {
        "letters": letters,
        "train_wall_s": round(wall),
        "train_cpu_s": round(cpu),
        "peak_mb": round(peak),
        "accuracy": round(sum(a == b for a, b in zip(said, truth, strict=True)) / len(truth), 4),
        "macro_f1": round(_macro_f1(truth, said), 4),
        "ngrams": ngrams,
        "model_mb": round(size / 1e6, 1),
        "classify_cpu_ms": round(1000 * (asking - start) / len(truth), 3),
    }


def _macro_f1(truth: list[str], said: list[str]) -> float:
    scores = []
    for label in sorted(set(truth)):
        hit = sum(a == b == label for a, b in zip(truth, said, strict=True))
        scores.append(2 * hit / (truth.count(label) + said.count(label)))
    return sum(scores) / len(scores)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("work", type=Path)
    parser.add_argument("--letters", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--to", type=Path)
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    labels = sorted(load_vocabulary().level1)[:LABELS]
    asked = given.work / "asked.jsonl"
    write_rows(asked, Drawer(0), ASKED, labels)
    truth = [json.loads(line)["label"] for line in asked.open(encoding="utf-8")]
    write_rows(given.work / "one.jsonl", Drawer(0), 1, labels)
    rows = []
    for letters in given.letters:
        write_rows(given.work / f"train-{letters}.jsonl", Drawer(letters), letters, labels)
        rows.append(measure(given.work, letters, asked, truth))
        print(rows[-1], flush=True)
    if given.to:
        with given.to.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    main()
