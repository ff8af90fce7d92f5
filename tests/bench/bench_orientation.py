"""Which way up a page is taken, on fresh pages in all four directions; the page itself is not read.

Usage: .venv/bin/python tests/bench/bench_orientation.py [--pages 200] [--seed N] [--conditions ...] [--fonts DIR]
           [--keep DIR] [--engine NAME] [--dpi 150]
Prints, by condition, how many of the four directions were told rightly, how often lines were looked for and how many
lines were read to tell it (those that a reading needs again in any case included), and every wrong page.
"""

import argparse
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT"), "1"))
PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

import cv2
import numpy as np

from extractors.engines.engine import Grey, OcrEngine, RawLine, open_engine
from extractors.pages.orientation import find_upright
from extractors.pages.page_work import Picture, drop_red, find_sheet, flatten_sheet
from extractors.sources.pictures import load_picture
from tests.bench.fresh_pages.faces import find_faces
from tests.bench.fresh_pages.pages import choose_conditions, draw_pages

TURNS = (0, 90, 180, 270)


class Counting:
    """An engine that counts what it is asked."""

    def __init__(self, engine: OcrEngine) -> None:
        self.engine = engine
        self.name, self.version = engine.name, engine.version
        self.two_steps, self.good_confidence = engine.two_steps, engine.good_confidence
        self.looks = self.lines = 0

    def find_lines(self, page: Grey) -> tuple[RawLine, ...]:
        self.looks += 1
        return self.engine.find_lines(page)

    def read_lines(self, page: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
        self.lines += len(lines)
        return self.engine.read_lines(page, lines, flipped=flipped)


def prepare(picture: Picture) -> Grey:
    """What the reader does to a page before it looks which way up it lies."""
    sheet = find_sheet(picture)
    return drop_red(picture if sheet is None else flatten_sheet(picture, sheet)[0])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--conditions", nargs="*", default=())
    parser.add_argument("--fonts", type=Path, default=None)
    parser.add_argument("--keep", type=Path, default=None)
    parser.add_argument("--engine", default="rapidocr")
    parser.add_argument("--dpi", type=int, default=0, help="draw all pages so, which is quicker; default: each its own")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    faces = find_faces(options.fonts)
    conditions, _ = choose_conditions(options.conditions, faces)
    if options.dpi:
        conditions = [replace(one, recipe=replace(one.recipe, dpi=options.dpi)) for one in conditions]
    engine = Counting(open_engine(options.engine))
    right, asked, wrong = defaultdict(int), defaultdict(int), []
    looks, lines, spent = defaultdict(int), defaultdict(int), defaultdict(float)
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="laixin-turns-")))
        for page in draw_pages(folder, conditions, faces, count=options.pages, seed=options.seed):
            picture, _ = load_picture(page.path, 1)
            for turn in TURNS:
                grey = prepare(np.ascontiguousarray(np.rot90(picture, -turn // 90)))
                engine.looks = engine.lines = 0
                since = time.process_time()
                told = find_upright(grey, engine=engine).turned
                name, wanted = page.condition.name, (page.rotation + turn) % 360
                key = (name, wanted != 0)
                spent[key] += time.process_time() - since
                looks[key] += engine.looks
                lines[key] += engine.lines
                asked[key] += 1
                right[key] += told == wanted
                if told != wanted:
                    wrong.append(f"{page.name} at {wanted}°: taken as {told}°")
                    print(wrong[-1], flush=True)
    print(
        "| condition | upright | turned | looks, lines read (upright) | the same (turned) | CPU s |\n"
        "|---|---|---|---|---|---|"
    )
    for name in dict.fromkeys(name for name, _ in asked):
        up, away = (name, False), (name, True)
        counts = [f"{looks[key] / asked[key]:.1f}, {lines[key] / asked[key]:.1f}" for key in (up, away)]
        cost = f"{spent[up] / asked[up]:.2f} / {spent[away] / asked[away]:.2f}"
        told = [f"{right[key]} of {asked[key]}" for key in (up, away)]
        print(f"| {name} | {' | '.join([*told, *counts, cost])} |")
    print(f"{sum(right.values())} of {sum(asked.values())} right")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
