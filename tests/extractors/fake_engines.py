"""Engines that misbehave as told, to be opened in a reading process.

What an engine does stands on the page itself: the grey value of the page's middle is the number of a behaviour.
"""

import ctypes
import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from extractors.engines.engine import Grey, OcrEngine, RawLine
from records import LetterError, SetupError

GOOD, EXIT, SEGFAULT, HANG, HOARD, RAISE, AWKWARD, LETTER_ERROR, KILLED = range(100, 190, 10)


def page_that_says(behaviour: int) -> Image.Image:
    """A page on which the fake engine behaves so."""
    page = Image.new("L", (400, 600), 250)
    page.paste(behaviour, (190, 290, 210, 310))
    for left in range(40, 360, 20):  # strokes: a page without any is not shown to an engine
        page.paste(20, (left, 100, left + 6, 120))
    return page


class AwkwardError(Exception):
    """An error that can be sent and not received: making it anew takes what it does not keep."""

    def __init__(self, *, text: str) -> None:
        super().__init__(text)


class FakeEngine:
    name = "fake"
    version = "1"
    two_steps = True
    good_confidence = 0.9

    def find_lines(self, page: Grey) -> tuple[RawLine, ...]:
        behaviour = round(int(page[page.shape[0] // 2, page.shape[1] // 2]), -1)
        if behaviour == EXIT:
            os._exit(3)
        if behaviour == SEGFAULT:
            ctypes.string_at(0)
        if behaviour == HANG:
            time.sleep(600)
        if behaviour == HOARD:
            np.ones(20 * 2**30, np.uint8)
        if behaviour == RAISE:
            raise ValueError("陈阿明 13800000000")
        if behaviour == AWKWARD:
            raise AwkwardError(text="陈阿明")
        if behaviour == LETTER_ERROR:
            raise LetterError("page.engine-crashed", "fake")
        if behaviour == KILLED:
            os.kill(os.getpid(), signal.SIGKILL)
        quad = np.array([[20, 100], [380, 100], [380, 130], [20, 130]], np.float32)
        return (RawLine(quad),)

    def read_lines(self, page: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
        return tuple(RawLine(line.quad, "这一页读得出来。", 0.3 if flipped else 0.99) for line in lines)


def open_fake(_name: str) -> OcrEngine:
    return FakeEngine()


def open_and_count(_name: str) -> OcrEngine:
    """Write the process down in the file that the environment names."""
    with Path(os.environ["LOADS"]).open("a") as file:
        file.write(f"{os.getpid()}\n")
    return FakeEngine()


def open_nothing(_name: str) -> OcrEngine:
    raise SetupError("setup.no-tesseract", "chi_sim")


def open_badly(_name: str) -> OcrEngine:
    raise ValueError("陈阿明")


def die_while_opening(_name: str) -> OcrEngine:
    os._exit(9)
