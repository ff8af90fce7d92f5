"""How many judgements are right, pass alone or miss what must not be missed, on letters that people judged.

Usage: .venv/bin/python tests/bench/bench_judgements.py MESSAGES.jsonl [--to docs/bench]
MESSAGES holds rows {subject, detail}; `annotated/judged.csv` names 600 of them by hash with what two readers said of
each: 300 drawn by chance, 300 where words made danger, accusation or the courts likely. The whole understanding is
run on each. `--to DIR` writes judgements.csv, judging-reliability.svg and judging-coverage.svg. `--table FILE` takes
another table, such as models/training/annotations.csv, whose letters the model has learned from: good to find faults,
not for figures.
"""

import argparse
import os
import sys
from functools import partial
from pathlib import Path

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from flows.judging_models import open_judging
from records import Settings
from tests.bench.judgements.curves import collect_held_out, collect_judged, tell_gaps
from tests.bench.judgements.figures import measure_all, write_csv, write_table
from tests.bench.judgements.letters import judge_all, understand
from vocab import load_vocabulary

TABLE = Path(__file__).parent / "annotated" / "judged.csv"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("messages", type=Path)
    parser.add_argument("--to", type=Path, help="folder of the CSV and the plots")
    parser.add_argument("--table", type=Path, default=TABLE)
    parser.add_argument("--most", type=int, help="the first letters alone")
    options = parser.parse_args()
    vocabulary = load_vocabulary()
    judging = open_judging(Settings(), vocabulary)
    understood = partial(understand, vocabulary=vocabulary, judging=judging)
    judged = judge_all(options.table, options.messages, most=options.most, understood=understood)
    figures = measure_all(judged)
    print(f"{len(judged)} letters, {judging.id}\n\n{write_table(figures)}\n")
    curves = [*collect_held_out(judging), *collect_judged(judged, judging)]
    print(tell_gaps(curves))
    if options.to:
        from tests.bench.judgements.plots import draw_coverage, draw_reliability

        write_csv(options.to / "judgements.csv", figures)
        draw_reliability(options.to / "judging-reliability.svg", curves)
        draw_coverage(options.to / "judging-coverage.svg", curves)


if __name__ == "__main__":
    main()
