"""What stands in for the costly parts of an office: reading processes, the judging model, the understanding."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import numpy as np

from extractors.engines.engine import RawLine
from extractors.lines.line_order import order_lines
from extractors.pages.page_readings import PageReading
from records import Letter, LetterError, Page, Reading, Scan, Settings, Stamp

JUDGING = SimpleNamespace(id="judging-0", in_service=SimpleNamespace(id="topic-0"), model_ids=("topic-0", "judging-0"))
QUAD = np.array([[20, 100], [380, 100], [380, 130], [20, 130]], np.float32)
PERSONAL = "反映人陈阿明电话13800001234"


class FakePool:
    """Reads every scan at once: one page that says who wrote it. What starts with `BAD` is damaged.

    `hold` holds every letter up until it is set; `pause_s` is what a page takes.
    """

    workers = 2

    def __init__(self, settings: Settings | None = None, *, pause_s: float = 0.0) -> None:
        self.pause_s = pause_s
        self.hold = threading.Event()
        self.hold.set()
        self.read: list[str] = []
        self.checked = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.closed = True

    def check_engine(self) -> None:
        self.checked = True

    def count_pages(self, path: Path, scan: Scan) -> int:
        self.hold.wait()
        if b"BAD" in path.read_bytes():
            raise LetterError("intake.damaged", "fake")
        return 1

    def read_pages(
        self, path: Path, scan: Scan, count: int, *, on_page: Callable[[], None] | None = None
    ) -> tuple[PageReading, ...]:
        time.sleep(self.pause_s)
        self.read.append(scan.sha256)
        if on_page:
            on_page()
        page = Page(number=1, source="image", size=(400, 600), confidence=0.98, engine="fake")
        line = RawLine(QUAD, f"{PERSONAL}{scan.sha256[:8]}", 0.98)
        return (PageReading(page, order_lines([line], page=1, engine="fake")),)


def understand_nothing(letter: Letter, *, vocabulary: object, judging: object, stamp: Stamp) -> Reading:
    return Reading(letter=letter, findings=(), judgements=(), stamp=stamp)


def png(text: str) -> bytes:
    """A file that is a whole PNG by its first and last bytes; its content is the text."""
    return b"\x89PNG\r\n\x1a\n" + text.encode() + b"IEND\xaeB`\x82"
