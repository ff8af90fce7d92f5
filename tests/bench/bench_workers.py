"""Two reading processes against one: how much sooner a stack of pages is read.

Usage: .venv/bin/python tests/bench/bench_workers.py [--pages 24] [--rounds 3] [--workers 1 2] [--seed N] [--fonts DIR]
Run it on a machine that does nothing else; it tells the load that it found. The pages (every condition in turn) are
bound to one PDF and read through the pool with one and with two processes in turn, `rounds` times; the processes are
open before the clock starts. The bar is 1.9 on two cores. The time is that of the clock on the wall.
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from extractors.reading_pool import ReadingPool
from records import Scan, Settings
from tests.bench.bench_memory import scan_of
from tests.bench.fresh_pages.faces import find_faces
from tests.bench.fresh_pages.pages import choose_conditions, draw_pages
from tests.bench.fresh_pages.ways import bind_pages


def read_stack(path: Path, scan: Scan, *, pages: int, workers: int, engine: str) -> tuple[float, float]:
    """Seconds on the wall, and CPU seconds, that the pool takes for the stack; opening the engines not counted."""
    before = _children()
    with ReadingPool(Settings(engine=engine, workers=workers)) as pool:
        # As many single pages as there are processes, so that each has its engine open and warm.
        for _ in range(2):
            pool.read_pages(path, scan, workers)
        began = time.monotonic()
        pool.read_pages(path, scan, pages)
        taken = time.monotonic() - began
    return taken, _children() - before


def _children() -> float:
    return sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=24)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, nargs=2, default=(1, 2))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fonts", type=Path, default=None)
    parser.add_argument("--conditions", nargs="*", default=("clean", "ruled", "seal", "kaiti", "fax", "hand"))
    parser.add_argument("--engine", default="rapidocr")
    options = parser.parse_args()
    faces = find_faces(options.fonts)
    conditions, _ = choose_conditions(options.conditions, faces)
    times: dict[int, list[float]] = {workers: [] for workers in options.workers}
    with tempfile.TemporaryDirectory(prefix="laixin-workers-") as folder:
        drawn = list(draw_pages(Path(folder), conditions, faces, count=options.pages, seed=options.seed))
        stack = Path(folder, "stack.pdf")
        bind_pages(drawn, stack)
        scan = scan_of(stack)
        print(f"{os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}, {options.pages} pages")
        for number in range(1, options.rounds + 1):
            for workers in options.workers:
                taken, cpu = read_stack(stack, scan, pages=options.pages, workers=workers, engine=options.engine)
                times[workers].append(taken)
                print(f"round {number}, {workers} processes: {taken:.1f} s, {cpu:.1f} CPU s in all", flush=True)
    few, many = options.workers
    gain = median(times[few]) / median(times[many])
    print(f"{many} processes are {gain:.2f} times as fast as {few}")
    return int(gain < 0.95 * many / few)


if __name__ == "__main__":
    sys.exit(main())
