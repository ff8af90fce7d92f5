"""How surely lines that were not read are noticed, and how often a page is doubted for nothing.

Usage: .venv/bin/python tests/bench/bench_ink.py [FOLDER ...]
FOLDER holds scans, in itself (default sample_docs) or in pages/; their text need not be known. Every page that is a
picture is read once. For false alarms it is looked at as it was read; then lines are taken out of the reading (one,
two, five, a short one, the second half of a long one) and the page is looked at again. Nothing is read a second time
here: the figures are those of the eye alone.
"""

import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(PROJECT))

import cv2

from extractors.engines.engine import Grey, RawLine, open_engine
from extractors.intake.formats import tell_media_type
from extractors.pages.ink import find_unread
from extractors.pages.orientation import read_upright
from extractors.pages.page_work import Picture, drop_red, find_sheet, flatten_sheet, turn_page
from extractors.pages.short_lines import find_cut_short
from extractors.sources.page_sources import PagePicture, count_pages, open_page

TRIES = 4
"""So often lines are taken out of each page in each way."""

SHORT, LONG = 6, 14
"""A signature, a date or a page number has at most so many characters; a long line at least."""


SCANS = (".jpg", ".jpeg", ".png", ".tif", ".pdf")
NO_LIMIT = 10**9


def load(folder: Path) -> Iterator[tuple[str, Picture]]:
    """Name and picture of every page that is a picture."""
    inside = folder / "pages" if (folder / "pages").is_dir() else folder
    for path in sorted(path for path in inside.iterdir() if path.suffix in SCANS):
        media_type = tell_media_type(path.read_bytes()[:1024])
        if media_type is None:
            continue
        for number in range(1, count_pages(path, media_type, max_pages=99, max_pixels=NO_LIMIT) + 1):
            page = open_page(path, media_type, number, max_pixels=NO_LIMIT)
            if isinstance(page, PagePicture):
                yield f"{path.stem} {number}", page.picture


def take_out(lines: list[RawLine], way: str, draw: random.Random) -> list[RawLine] | None:
    """The reading without some of its lines; None when the page has none of the kind."""
    if way == "half":
        long = [line for line in lines if len(line.text) >= LONG]
        if not long:
            return None
        cut = draw.choice(long)
        half = RawLine(cut.quad, cut.text[: len(cut.text) // 2], cut.confidence)
        return [half if line is cut else line for line in lines]
    pool = [line for line in lines if 2 <= len(line.text) <= SHORT] if way == "short" else lines
    count = {"one": 1, "short": 1, "two": 2, "five": 5}[way]
    if len(pool) < count or len(lines) <= count:
        return None
    gone = {id(line) for line in draw.sample(pool, count)}
    return [line for line in lines if id(line) not in gone]


def notices(page: Grey, lines: list[RawLine], picture: Picture) -> bool:
    return bool(find_unread(page, lines, picture=picture) or find_cut_short(page, lines))


def main() -> None:
    cv2.setNumThreads(1)
    folders = [Path(argument) for argument in sys.argv[1:]] or [PROJECT / "sample_docs"]
    engine = open_engine("rapidocr")
    asked: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    doubted, pages, spent = [], 0, 0.0
    for name, picture in (page for folder in folders for page in load(folder)):
        sheet = find_sheet(picture)
        flat = picture if sheet is None else flatten_sheet(picture, sheet)[0]
        page, turned, found = read_upright(drop_red(flat), engine=engine)
        colours = turn_page(flat, turned)
        lines = [line for line in found if line.confidence >= 0.5 and line.text]
        pages += 1
        before = time.process_time()
        alarm = notices(page, lines, colours)
        spent += time.process_time() - before
        doubted += [name] if alarm else []
        draw = random.Random(pages)
        for way in ("one", "two", "five", "short", "half"):
            for _ in range(0 if alarm else TRIES):
                left = take_out(lines, way, draw)
                if left is not None:
                    asked[way] += 1
                    seen[way] += notices(page, left, colours)
    print("| what was taken out of the reading | noticed |\n|---|---|")
    said = {"one": "one line", "two": "two lines", "five": "five lines"}
    said |= {"short": f"a line of 2-{SHORT} characters", "half": "the second half of a line"}
    for way, words in said.items():
        print(f"| {words} | {seen[way]} of {asked[way]} |")
    print(f"| nothing (false alarms) | {len(doubted)} of {pages} |\n")
    print(f"{1000 * spent / pages:.1f} ms CPU a page; doubted as read: {', '.join(doubted) or 'none'}")


if __name__ == "__main__":
    main()
