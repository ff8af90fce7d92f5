"""How many values of fresh letters are found exactly, field by field: as text, and read from print scans.

Usage: .venv/bin/python tests/bench/bench_fields.py [--letters 200] [--seed 1] [--scans]
Letters are invented by `fresh_letters` (people, numbers and villages by chance). `--scans` draws each as well as a
300 dpi print scan with the fonts of `--fonts DIR` and the system's, and reads it with the engine; `--keep DIR` keeps
what was read. `--to FILE` writes the figures as CSV; `--failures DIR` lists every miss, a file a field.
"""

import argparse
import csv
import os
import resource
import sys
import zlib
from pathlib import Path

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from records import Letter
from tests.bench.fresh_letters.judging import FIELDS, Tally, find_values, judge, list_misses
from tests.bench.fresh_letters.letters import FreshLetter, invent_letters
from tests.extractors.sheet_of import make_letter
from vocab import load_vocabulary

BARS = {
    "id_no": 99,
    "phone": 99,
    "letter_date": 97,
    "date": 97,
    "amount": 97,
    "name": 95,
    "place_code": 95,
    "demand": 100,
}
"""Percent (issue 4)."""


def cpu() -> float:
    return sum(resource.getrusage(resource.RUSAGE_SELF)[:2])


def run(fresh: list[FreshLetter], letters: list[Letter]) -> dict[str, Tally]:
    """Find and judge every letter."""
    vocabulary = load_vocabulary()
    tallies: dict[str, Tally] = {}
    find_values(letters[0], vocabulary=vocabulary)
    before = cpu()
    for one, letter in zip(fresh, letters, strict=True):
        judge(one, find_values(letter, vocabulary=vocabulary), tallies, text=letter.text)
    print(f"{1000 * (cpu() - before) / len(letters):.1f} CPU ms a letter", file=sys.stderr)
    return tallies


def read_scans(fresh: list[FreshLetter], fonts: Path | None, keep: Path | None) -> list[Letter]:
    """Draw every letter and read it with the real engine; what was read before into `keep` is not read again."""
    from tests.bench.fresh_letters.scans import open_reader

    read = open_reader(fonts)
    letters = []
    for number, one in enumerate(fresh, start=1):
        kept = keep / f"{one.seed}-{zlib.crc32(one.text.encode()):08x}.json" if keep else None
        if kept and kept.exists():
            letters.append(Letter.model_validate_json(kept.read_text("utf-8")))
            continue
        letters.append(read(one))
        if kept:
            kept.write_text(letters[-1].model_dump_json(), "utf-8")
        if number % 20 == 0:
            print(f"{number} letters read", file=sys.stderr, flush=True)
    return letters


def main() -> None:
    options = _options()
    fresh = invent_letters(options.seed, options.letters)
    columns = {"text": run(fresh, [make_letter(*one.pages) for one in fresh])}
    if options.scans:
        columns["print scan"] = run(fresh, read_scans(fresh, options.fonts, options.keep))
    print("| field | bar | expected | " + " | ".join(f"{name}, found exactly | not stated" for name in columns) + " |")
    print("|---" * (3 + 2 * len(columns)) + "|")
    for name in FIELDS:
        tallies = [column[name] for column in columns.values()]
        if tallies[0].expected:
            cells = " | ".join(f"{100 * tally.rate:.1f} % | {tally.extra}" for tally in tallies)
            print(f"| `{name}` | {BARS.get(name, '')} | {tallies[0].expected} | {cells} |")
    if options.to:
        write_csv(options.to, columns, seed=options.seed, letters=options.letters)
    if options.failures:
        for way, tallied in columns.items():
            for name, tally in tallied.items():
                stem = name if way == "text" else f"{name}_scans"
                (options.failures / f"fields_failures_{stem}.md").write_text("\n".join(list_misses(tally)), "utf-8")


def write_csv(path: Path, columns: dict[str, dict[str, Tally]], *, seed: int, letters: int) -> None:
    """One row a way and field."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["way", "field", "letters", "seed", "expected", "found_exactly", "percent", "not_stated", "bar"])
        for way, tallies in columns.items():
            for name in FIELDS:
                tally = tallies[name]
                if tally.expected:
                    cells = [tally.expected, tally.right, f"{100 * tally.rate:.2f}", tally.extra, BARS.get(name, "")]
                    rows.writerow([way, name, letters, seed, *cells])


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--scans", action="store_true")
    parser.add_argument("--fonts", type=Path)
    parser.add_argument("--keep", type=Path, help="folder of what was read, to judge the finders again without reading")
    parser.add_argument("--to", type=Path)
    parser.add_argument("--failures", type=Path)
    return parser.parse_args()


if __name__ == "__main__":
    main()
