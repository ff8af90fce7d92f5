"""Tesseract (chi_sim): for machines with little memory. It reads worse, see docs/performance.md.

Pictures and text go through pipes, and the program dies with its reading process: one that is killed leaves neither
files that show a letter nor a program that goes on reading it. pytesseract's own calls do both.
"""

import ctypes
import io
import os
import shutil
import signal
import subprocess
import sys
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pytesseract
from PIL import Image

from extractors.engines.engine import Grey, RawLine
from records import LetterError, SetupError

LANGUAGE = "chi_sim"
TIME_LIMIT_S = 100

TSV_CELLS = 12
"""Cells of a row that the program tells: level, page, block, paragraph, line, word, left, top, width, height,
confidence, text."""

PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None)

LEAST_SIDE = 3
"""A strip thinner than this many pixels makes the program end with an error."""


STRIPS_TIME_LIMIT_S = 10
"""Cut-outs of a page take a quarter of a second; a call that takes longer hangs."""


class TesseractEngine:
    """Lines are found and read in one call a page."""

    name = "tesseract"
    licence = "Apache-2.0"
    two_steps = False
    good_confidence = 0.88

    def __init__(self) -> None:
        """Look for the program and its Chinese data.

        Raises:
            SetupError: `setup.no-tesseract` when one of them is missing.
        """
        # Its own threads cost three times the CPU and save no time (docs/performance.md).
        os.environ["OMP_THREAD_LIMIT"] = "1"
        if not shutil.which("tesseract"):
            raise SetupError("setup.no-tesseract", "tesseract")
        if LANGUAGE not in pytesseract.get_languages(config=""):
            raise SetupError("setup.no-tesseract", LANGUAGE)
        self.version = str(pytesseract.get_tesseract_version()).split()[0]

    def find_lines(self, page: Grey) -> tuple[RawLine, ...]:
        """Every line of the page with its text."""
        return self._read(page, segmentation=3)

    def read_lines(self, page: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
        """Lines that have text stay; the others, and flipped ones, are cut out and read singly."""
        read = []
        for line in lines:
            if line.text and not flipped:
                read.append(line)
                continue
            left, top = np.floor(line.quad.min(axis=0)).astype(int).clip(min=0)
            right, bottom = np.ceil(line.quad.max(axis=0)).astype(int).clip(min=0)
            strip = page[top:bottom, left:right]
            found = self._read(strip[::-1, ::-1] if flipped else strip, segmentation=7)
            text = "".join(part.text for part in found)
            confidence = min((part.confidence for part in found), default=0.0)
            read.append(RawLine(line.quad, text, confidence))
        return tuple(read)

    def read_strips(self, strips: Sequence[Grey]) -> tuple[tuple[str, float], ...]:
        """Text and confidence of each cut-out line, all in one call: starting the program costs more than ten of them.

        The cut-outs are the pages of one TIFF.

        Raises:
            LetterError: `page.engine-crashed` when the program fails or takes too long.
        """
        pictures = [_frame(strip) for strip in strips]
        file = io.BytesIO()
        pictures[0].save(file, "TIFF", save_all=True, append_images=pictures[1:])
        rows = _run(file.getvalue(), "--psm", "7", time_limit_s=STRIPS_TIME_LIMIT_S)
        return _gather_strips(rows, len(strips))

    def _read(self, image: Grey, *, segmentation: int) -> tuple[RawLine, ...]:
        if min(image.shape) < LEAST_SIDE:
            return ()
        file = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(image)).save(file, "PPM")  # to code a PNG costs a second a page
        options = ("--psm", str(segmentation), "-c", "preserve_interword_spaces=0")
        words = defaultdict(list)
        for cells in _run(file.getvalue(), *options, time_limit_s=TIME_LIMIT_S):
            words[tuple(cells[2:5])].append(cells)
        return tuple(_join_words(line) for line in words.values())


def _run(picture: bytes, *options: str, time_limit_s: float) -> list[list[str]]:
    """The cells of every word that the program tells of a picture file.

    Raises:
        LetterError: `page.engine-crashed` when it fails or takes too long.
    """
    program = pytesseract.pytesseract.tesseract_cmd
    command = [program, "stdin", "stdout", "-l", LANGUAGE, *options, "-c", "tessedit_create_tsv=1"]
    parent = os.getpid()

    def die_with_parent() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the program could ask to be told
            os._exit(1)

    try:
        told = subprocess.run(  # noqa: S603 (the program by its name, its options from here)
            command,
            input=picture,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=time_limit_s,
            check=True,
            preexec_fn=die_with_parent if sys.platform == "linux" else None,
        )
        rows = [row.split("\t") for row in told.stdout.decode("utf-8").split("\n")[1:]]
    except (subprocess.SubprocessError, OSError, UnicodeDecodeError):
        # Without its cause: that one would carry what the program had told so far.
        raise LetterError("page.engine-crashed", "tesseract") from None
    return [cells for cells in rows if len(cells) == TSV_CELLS and cells[-1].strip() and float(cells[-2]) >= 0]


def _frame(strip: Grey) -> Image.Image:
    """A cut-out with a margin of its paper: signs that touch the edge are lost."""
    margin = max(8, len(strip) // 4)
    paper = int(np.percentile(strip, 90))
    return Image.fromarray(np.pad(strip, margin, constant_values=paper))


def _gather_strips(rows: Sequence[Sequence[str]], count: int) -> tuple[tuple[str, float], ...]:
    """Text and confidence of each page from the cells of its words."""
    words: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for cells in rows:
        words[int(cells[1])].append((cells[-1].strip(), float(cells[-2]) / 100))
    read = []
    for page in range(1, count + 1):
        found = words[page]
        lengths = [len(text) for text, _ in found]
        confidence = float(np.average([sure for _, sure in found], weights=lengths)) if found else 0.0
        read.append(("".join(text for text, _ in found), confidence))
    return tuple(read)


def _join_words(words: Sequence[Sequence[str]]) -> RawLine:
    """A line from the cells of its words."""
    left, top, width, height = np.array([cells[6:10] for cells in words], np.float32).T
    x0, y0, x1, y1 = left.min(), top.min(), (left + width).max(), (top + height).max()
    quad = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
    lengths = [len(cells[-1]) for cells in words]
    confidence = float(np.average([float(cells[-2]) / 100 for cells in words], weights=lengths))
    return RawLine(quad, " ".join(cells[-1] for cells in words), min(1.0, max(0.0, confidence)))
