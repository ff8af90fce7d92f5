"""What an office's own model of the lead unit adds to what ships, by the number of its labels.

Usage: .venv/bin/python tests/bench/bench_own.py MESSAGES.jsonl [--to docs/bench/own.csv]
MESSAGES holds rows {subject, detail}; `annotated/judged.csv` names 600 of them with what two readers said. Four parts
stand for an office's own labels (as many of them as asked for), the fifth for its next letters; each part once. Asked
for an office that sends its letters as the guide of the shipped model does, and for one with its own HABITS.
Right is what a reader gave as first or second choice. Nothing that ships has learned from these letters.
"""

import argparse
import csv
import os
import sys
from collections import Counter
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

import numpy as np

from classifiers.learning.calibration import fit_calibrator
from classifiers.learning.data_rows import LabelledRow
from classifiers.learning.fitting import hold_out_margins
from classifiers.ngrams.counted_views import count_views
from classifiers.ngrams.segmenting import segmenter_for
from classifiers.ngrams.views import prepare_letter
from classifiers.weighing.combining import fit_combiner
from classifiers.weighing.evidence import EvidenceTable
from classifiers.weighing.own_training import add_own, see_tables
from flows.judging_models import open_judging
from records import Settings
from tests.bench.judgements.letters import read_labelled
from vocab import load_vocabulary

TABLE = Path(__file__).parent / "annotated" / "judged.csv"
TASK = "unit"
HABITS = {"CGJ": "ZJJ", "SWJ": "SCJGJ", "JTJ": "GAJ"}
"""An office whose housing bureau looks after the streets, and whose police after buses and roads."""
SIZES = (100, 200, 480)
PARTS = 5
LEAST = 5


@dataclass(frozen=True)
class Office:
    """An office's letters with the answers that count as right, and the evidence on each that ships."""

    rows: list[LabelledRow]
    right: list[set[str]]
    tables: list[EvidenceTable]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("messages", type=Path)
    parser.add_argument("--to", type=Path)
    options = parser.parse_args()
    vocabulary = load_vocabulary()
    judging = open_judging(Settings(), vocabulary)
    judged = list(read_labelled(TABLE, options.messages))
    rows = [LabelledRow(str(n), title, text, row[TASK]) for n, (row, title, text) in enumerate(judged)]
    right = [{row[TASK], row[f"{TASK}_also"] or row[TASK]} for row, _, _ in judged]
    tables = see_tables(rows, TASK, judging, vocabulary=vocabulary)
    segmenter = segmenter_for(vocabulary)
    counted = count_views([prepare_letter(r.title, r.text, segmenter=segmenter) for r in rows], segmenter=segmenter)
    theirs = [replace(row, label=HABITS.get(row.label, row.label)) for row in rows]
    offices = {
        "as the guide": Office(rows, right, tables),
        "habits of its own": Office(theirs, [{HABITS.get(one, one) for one in each} for each in right], tables),
    }
    lines = [("office", "labels", "right", "letters")]
    for name, office in offices.items():
        known = judging.combiners[TASK]
        shipped = replace(known, kinds=tables[0].kinds, factors=np.append(known.factors, 0.0))
        shipped = shipped.fitted_to(tables[0].answers)
        hits = [
            shipped.answers[int(shipped.find_chances(t).argmax())] in r
            for t, r in zip(tables, office.right, strict=True)
        ]
        lines.append((name, "0", f"{np.mean(hits):.3f}", str(len(hits))))
        fit = partial(fit_combiner, known=known)
        for size in SIZES:
            hits = answer_parts(office, counted, size, fit)
            lines.append((name, str(size), f"{np.mean(hits):.3f}", str(len(hits))))
            print("  ".join(lines[-1]), flush=True)
    print("\n".join(",".join(line) for line in lines))
    if options.to:
        with options.to.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(lines)


def answer_parts(office, counted, size, fit) -> list[bool]:
    """For each part in turn: learn from so many of the other letters, answer it."""
    chance = np.random.default_rng(0)
    parts = chance.permutation(len(office.rows)) % PARTS
    hits: list[bool] = []
    for part in range(PARTS):
        learned = chance.permutation(np.flatnonzero(parts != part))[:size]
        held = np.flatnonzero(parts == part)
        counts = Counter(office.rows[n].label for n in learned)
        labels = tuple(sorted(label for label, count in counts.items() if count >= LEAST))
        numbers = np.array([labels.index(row.label) if row.label in labels else -1 for row in office.rows])
        hold_out = partial(hold_out_margins, counted, np.maximum(numbers, 0), seed=0)
        known = learned[numbers[learned] >= 0]
        folds = np.arange(len(learned)) % PARTS
        margins = np.zeros((len(learned), len(labels)))
        for fold in range(PARTS):
            margins[folds == fold] = hold_out(np.setdiff1d(known, learned[folds == fold]), learned[folds == fold])
        taught = numbers[learned] >= 0
        calibrator = fit_calibrator(margins[taught], numbers[learned][taught])
        tables = add_own([office.tables[n] for n in learned], labels, calibrator.find_chances(margins))
        answers = frozenset(tables[0].answers)
        combiner = fit(
            tables, [{office.rows[n].label: 1.0} if office.rows[n].label in answers else {} for n in learned]
        )
        asked = add_own([office.tables[n] for n in held], labels, calibrator.find_chances(hold_out(known, held)))
        said = [combiner.answers[int(combiner.find_chances(table).argmax())] for table in asked]
        hits += [answer in office.right[n] for answer, n in zip(said, held, strict=True)]
    return hits


if __name__ == "__main__":
    main()
