"""Draw fresh pages, read them with every way that is installed, print and keep what came of it (README.md)."""

import argparse
import os
import resource
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_THREAD_LIMIT")
os.environ.update(dict.fromkeys(THREADS, "1"))  # before any library starts its threads

import cv2

PROJECT = Path(__file__).resolve().parents[3]
sys.path.insert(0, str(PROJECT))

from sample_docs.fonts import Face
from tests.bench.fresh_pages.conditions import Condition
from tests.bench.fresh_pages.faces import find_faces
from tests.bench.fresh_pages.pages import FreshPage, choose_conditions, draw_pages
from tests.bench.fresh_pages.results import draw_plot, list_lost, write_csv, write_table
from tests.bench.fresh_pages.scoring import ConditionScore, score_page
from tests.bench.fresh_pages.ways import Way, find_ways


def cpu() -> float:
    """CPU seconds of this process and of all that it started and waited for."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(sum(resource.getrusage(kind)[:2]) for kind in kinds)


def read_condition(way: Way, pages: Sequence[FreshPage]) -> ConditionScore:
    """Read a condition's pages one way."""
    before = cpu()
    read = list(way.read(pages))
    spent = cpu() - before
    scores = tuple(score_page(page, text) for page, text in zip(pages, read, strict=True))
    return ConditionScore(pages[0].condition, way.name, scores, spent)


def read_all(pages: Sequence[FreshPage], wanted: Sequence[str]) -> list[ConditionScore]:
    """Read all pages every way, condition by condition, so that a busy hour of the machine meets all ways alike."""
    ways, absent = find_ways(wanted)
    for name, why in absent.items():
        print(f"left out: {name} ({why})", file=sys.stderr)
    if not ways:
        sys.exit("no way to read is installed")
    for way in ways:  # the first page pays for loading
        list(way.read(pages[:1]))
    scores = []
    for name in dict.fromkeys(page.condition.name for page in pages):
        own = [page for page in pages if page.condition.name == name]
        for way in ways:
            score = read_condition(way, own)
            told = f"{100 * score.error_rate:7.2f} % {score.cpu / len(own):6.2f} CPU s"
            print(f"{name:16} {way.name:24} {told}", file=sys.stderr, flush=True)
            scores.append(score)
    return scores


def main() -> int:
    options = _options()
    faces = find_faces(options.fonts)
    conditions = _choose(options.conditions, faces)
    with ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="laixin-bench-")))
        print(f"seed {options.seed}: drawing {options.pages} pages under {len(conditions)} conditions", file=sys.stderr)
        pages = list(draw_pages(folder, conditions, faces, count=options.pages, seed=options.seed))
        if options.draw_only:
            return 0
        scores = read_all(pages, options.ways)
    print(write_table(scores))
    for line in list_lost(scores):
        print(line)
    if options.to:
        options.to.mkdir(parents=True, exist_ok=True)
        write_csv(options.to / "bench-pages.csv", scores, seed=str(options.seed))
        draw_plot(options.to / "bench-pages.svg", scores, seed=str(options.seed))
        print(f"{options.to}/bench-pages.csv, bench-pages.svg", file=sys.stderr)
    return 0


def _choose(wanted: Sequence[str], faces: dict[str, Face]) -> list[Condition]:
    try:
        conditions, lacking = choose_conditions(wanted, faces)
    except KeyError as error:
        sys.exit(f"no condition {error}; see tests/bench/fresh_pages/conditions.toml")
    if lacking:
        print(f"no font for: {', '.join(lacking)} (see tests/bench/README.md)", file=sys.stderr)
    if not conditions:
        sys.exit("no Chinese font on this machine: apt-get install fonts-noto-cjk, or FONTS=DIR")
    return conditions


def _options() -> argparse.Namespace:
    today = int(datetime.now(UTC).strftime("%Y%m%d"))
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fresh_pages", description=__doc__)
    parser.add_argument("--pages", type=int, default=200, help="how many pages, the conditions in turn (200)")
    parser.add_argument("--seed", type=int, default=today, help="another seed, other pages; default: the day")
    parser.add_argument("--ways", nargs="*", default=(), help="parts of names: rapidocr, tesseract, OCRmyPDF")
    parser.add_argument("--conditions", nargs="*", default=(), help="names in conditions.toml; default: all")
    parser.add_argument("--fonts", type=Path, default=None, help="a folder of fonts beside the system's")
    parser.add_argument("--keep", type=Path, default=None, help="draw into this folder, or use what lies there")
    parser.add_argument("--draw-only", action="store_true", help="draw and read nothing")
    parser.add_argument("--to", type=Path, default=None, help="folder for bench-pages.csv and bench-pages.svg")
    return parser.parse_args()


if __name__ == "__main__":
    cv2.setNumThreads(1)
    sys.exit(main())
