"""Memory of one reading process over hundreds of pages: does it grow, and what is its peak?

Usage: .venv/bin/python tests/bench/bench_memory.py [--pages 500] [--distinct 28] [--part 1.0] [--seed N] [--fonts DIR]
           [--engine NAME] [--keep DIR]
Draws `distinct` pages (every condition once), and reads them again and again in an order by chance, so that sizes and
line widths change all the time. `--part 0.5` reads the upper half of each page, which takes less time. Prints resident
memory and its peak every 50 pages; the bars are: peak ≤ 1.0 GB, growth of the peak after the first 50 pages < 50 MB.
"""

import argparse
import hashlib
import multiprocessing
import os
import random
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "OMP_THREAD_LIMIT"), "1"))
PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

from PIL import Image

from extractors.intake.formats import HEAD_BYTES, tell_media_type
from extractors.reading_pool import ReadingPool
from records import Scan, Settings
from tests.bench.fresh_pages.faces import find_faces
from tests.bench.fresh_pages.pages import choose_conditions, draw_pages

MB = 2**20
STEP = 50
MOST_PEAK, MOST_GROWTH = 10**9 / MB, 50


def memory_of(pid: int) -> tuple[float, float]:
    """Resident memory and its peak in MiB (proc(5): VmRSS, VmHWM)."""
    lines = dict(line.split(":", 1) for line in Path(f"/proc/{pid}/status").read_text().splitlines() if ":" in line)
    rss, peak = (int(lines[key].split()[0]) / 1024 for key in ("VmRSS", "VmHWM"))
    return rss, peak


def worker_pid() -> int:
    """The one reading process. More than one would mean that it died and was replaced."""
    pids = [child.pid for child in multiprocessing.active_children() if child.name == "pebble_pool_worker"]
    assert len(pids) == 1
    assert pids[0]
    return pids[0]


def cut(path: Path, part: float, folder: Path) -> Path:
    """The upper part of a page, in the form it came in."""
    if part >= 1:
        return path
    with Image.open(path) as picture:
        upper = picture.crop((0, 0, picture.width, round(picture.height * part)))
        name = folder / path.name
        kept = {"compression": "group4"} if picture.format == "TIFF" else {"quality": 80}
        upper.save(name, picture.format, dpi=picture.info.get("dpi", (200, 200)), **kept)
    return name


def scan_of(path: Path) -> Scan:
    body = path.read_bytes()
    return Scan(
        sha256=hashlib.sha256(body).hexdigest(),
        name=path.name,
        media_type=tell_media_type(body[:HEAD_BYTES]),
        size=len(body),
        received_at=datetime.now(UTC),
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--distinct", type=int, default=28)
    parser.add_argument("--part", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fonts", type=Path, default=None)
    parser.add_argument("--keep", type=Path, default=None)
    parser.add_argument("--conditions", nargs="*", default=())
    parser.add_argument("--engine", default="rapidocr")
    options = parser.parse_args()
    faces = find_faces(options.fonts)
    conditions, _ = choose_conditions(options.conditions, faces)
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory(prefix="laixin-memory-") as folder:
        drawn = draw_pages(options.keep or Path(folder), conditions, faces, count=options.distinct, seed=options.seed)
        paths = [cut(page.path, options.part, Path(folder)) for page in drawn]
        scans = {path: scan_of(path) for path in paths}
        settings = Settings(engine=options.engine, workers=1)
        with ReadingPool(settings) as pool:
            pool.check_engine()
            pid, at_first = worker_pid(), memory_of(worker_pid())
            print("| pages | resident MiB | peak MiB |\n|---|---|---|")
            print(f"| 0 | {at_first[0]:.0f} | {at_first[1]:.0f} |", flush=True)
            peaks, order = [], []
            for number in range(1, options.pages + 1):
                order = order or chance.sample(paths, len(paths))
                path = order.pop()
                (reading,) = pool.read_pages(path, scans[path], 1)
                assert worker_pid() == pid, f"{path.name} killed the process: {reading.page.doubts}"
                if number % STEP == 0:
                    rss, peak = memory_of(pid)
                    peaks.append(peak)
                    print(f"| {number} | {rss:.0f} | {peak:.0f} |", flush=True)
    growth = peaks[-1] - peaks[0]
    print(f"peak {peaks[-1]:.0f} MiB, {growth:.0f} MiB more than after the first {STEP} pages")
    return int(peaks[-1] > MOST_PEAK or growth >= MOST_GROWTH)


if __name__ == "__main__":
    sys.exit(main())
