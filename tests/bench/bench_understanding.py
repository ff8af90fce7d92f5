"""What understanding a letter costs, part by part, and what loading it costs a process.

Usage: .venv/bin/python tests/bench/bench_understanding.py [--rounds 5] [--letters 60]
Letters of about 500 characters are invented by `fresh_letters`; every round takes all parts in turn, and
the median of the rounds is told, in CPU milliseconds a letter. Loading is measured in fresh processes. Prints the
tables of docs/performance.md.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count as count_from
from itertools import islice
from pathlib import Path

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from classifiers.judge import judge_letter
from classifiers.likeness.likeness import sign_letter
from classifiers.looking.parts import divide_letter
from extractors.fields.findings import find_all
from flows.judging_models import open_judging
from records import Letter, Settings
from tests.bench.fresh_letters.letters import invent_letters
from tests.extractors.sheet_of import make_letter
from vocab import load_vocabulary

NEAR = range(430, 600)
"""Characters of a letter."""
KEY = bytes(32)
STEPS = {
    "Python alone": "",
    "the program's modules": "import flows.office",
    "the vocabulary": "from vocab import load_vocabulary; vocabulary = load_vocabulary()",
    "jieba with the vocabulary's terms": (
        "from classifiers.ngrams.segmenting import segmenter_for; segmenter_for(vocabulary).segment('来信')"
    ),
    "the models": (
        "from flows.judging_models import open_judging; from records import Settings; "
        "judging = open_judging(Settings(), vocabulary)"
    ),
    "the first letter": (
        "from classifiers.judge import judge_letter; from extractors.fields.findings import find_all; "
        "from tests.extractors.sheet_of import make_letter; letter = make_letter('村口的路灯坏了半年，请修。'); "
        "found = find_all(letter, vocabulary=vocabulary, received=letter.scan.received_at.date()); "
        "judge_letter(letter, found, vocabulary=vocabulary, judging=judging)"
    ),
}
"""What a process does once, each step upon those before."""


def write_letters(count: int) -> list[Letter]:
    """Letters of about 500 characters: the first that are of that length."""
    fitting = (one for seed in count_from(1) for one in invent_letters(seed=seed, count=100))
    letters = (make_letter(*one.pages) for one in fitting)
    return list(islice((letter for letter in letters if NEAR.start <= len(letter.text) < NEAR.stop), count))


def measure_parts(letters: Sequence[Letter], rounds: int) -> dict[str, float]:
    """CPU milliseconds a letter of each part, the median of the rounds."""
    vocabulary = load_vocabulary()
    judging = open_judging(Settings(), vocabulary)
    received = letters[0].scan.received_at.date()
    found = [find_all(letter, vocabulary=vocabulary, received=received) for letter in letters]
    parts: dict[str, Callable[[int], object]] = {
        "fields": lambda n: find_all(letters[n], vocabulary=vocabulary, received=received),
        "judgements": lambda n: judge_letter(letters[n], found[n], vocabulary=vocabulary, judging=judging),
        "of them: what learned models say": lambda n: judging.read(divide_letter(letters[n], found[n])).learned,
        "signature for like letters": lambda n: sign_letter(letters[n], found[n], key=KEY),
    }
    times: dict[str, list[float]] = {name: [] for name in parts}
    for turn in range(rounds + 1):
        for name, part in parts.items():
            began = time.process_time()
            for number in range(len(letters)):
                part(number)
            if turn:  # the first turn warms up
                times[name].append(1000 * (time.process_time() - began) / len(letters))
    return {name: statistics.median(taken) for name, taken in times.items()}


def measure_loading(rounds: int) -> dict[str, float]:
    """CPU seconds of each step of a fresh process, the median of the rounds."""
    script = "import sys, time; sys.path.insert(0, sys.argv[1]); began = time.process_time()\n"
    script += "".join(f"{step}\nprint(time.process_time())\n" for step in STEPS.values())
    times: dict[str, list[float]] = {name: [] for name in STEPS}
    for _ in range(rounds):
        told = subprocess.run(
            [sys.executable, "-c", script, str(PROJECT)], check=True, capture_output=True, text=True, cwd=PROJECT
        ).stdout.split()
        before = 0.0
        for name, at in zip(STEPS, map(float, told), strict=True):
            times[name].append(at - before)
            before = at
    return {name: statistics.median(taken) for name, taken in times.items()}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--letters", type=int, default=60)
    options = parser.parse_args()
    letters = write_letters(options.letters)
    length = statistics.mean(len(letter.text) for letter in letters)
    parts = measure_parts(letters, options.rounds)
    total = sum(took for name, took in parts.items() if not name.startswith("of them"))
    print(f"{len(letters)} letters of {length:.0f} characters\n\n| part | CPU ms a letter |\n|---|---|")
    for name, took in parts.items():
        print(f"| {name} | {took:.1f} |")
    print(f"| together (bar: 80) | {total:.1f} |\n\n| once a process | CPU s |\n|---|---|")
    steps = measure_loading(options.rounds)
    for name, took in steps.items():
        print(f"| {name} | {took:.2f} |")
    once = sum(took for name, took in steps.items() if "jieba" in name or "models" in name)
    print(f"| jieba and the models together (bar: 1.5) | {once:.2f} |")


if __name__ == "__main__":
    main()
