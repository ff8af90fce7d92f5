"""Tesseract (chi_sim) through pytesseract: for machines with little memory. It reads worse, see docs/performance.md."""

import os
import shutil
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytesseract
from PIL import Image
from pytesseract.pytesseract import run_tesseract

from extractors.engines.engine import Grey, RawLine
from records import LetterError, SetupError

LANGUAGE = "chi_sim"
TIME_LIMIT_S = 100
TSV_CELLS = 12

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

        The cut-outs are the pages of one TIFF in a folder that nobody else may open, and the text comes back there.

        Raises:
            LetterError: `page.engine-crashed` when the program fails or takes too long.
        """
        pictures = [_frame(strip) for strip in strips]
        try:
            with tempfile.TemporaryDirectory(prefix="laixin-") as folder:
                file, told = Path(folder) / "strips.tif", Path(folder) / "told"
                pictures[0].save(file, save_all=True, append_images=pictures[1:])
                run_tesseract(
                    str(file), str(told), "tsv", LANGUAGE, config="--psm 7 -c tessedit_create_tsv=1",
                    timeout=STRIPS_TIME_LIMIT_S,
                )  # fmt: skip
                rows = told.with_suffix(".tsv").read_text("utf-8").splitlines()
        except (RuntimeError, OSError, UnicodeDecodeError) as error:
            raise LetterError("page.engine-crashed", "tesseract") from error
        return _gather_strips(rows, len(strips))

    def _read(self, image: Grey, *, segmentation: int) -> tuple[RawLine, ...]:
        if min(image.shape) < LEAST_SIDE:
            return ()
        picture = Image.fromarray(np.ascontiguousarray(image))
        picture.format = "PPM"  # PNG, its default way to the program, costs a second a page
        try:
            told = pytesseract.image_to_data(
                picture,
                lang=LANGUAGE,
                config=f"--psm {segmentation} -c preserve_interword_spaces=0",
                output_type=pytesseract.Output.DICT,
                timeout=TIME_LIMIT_S,
            )
        except (RuntimeError, pytesseract.TesseractError) as error:
            raise LetterError("page.engine-crashed", "tesseract") from error
        words = defaultdict(list)
        for at, text in enumerate(told["text"]):
            if text.strip() and float(told["conf"][at]) >= 0:
                words[told["block_num"][at], told["par_num"][at], told["line_num"][at]].append(at)
        return tuple(_join_words(told, line) for line in words.values())


def _frame(strip: Grey) -> Image.Image:
    """A cut-out with a margin of its paper: signs that touch the edge are lost."""
    margin = max(8, len(strip) // 4)
    paper = int(np.percentile(strip, 90))
    return Image.fromarray(np.pad(strip, margin, constant_values=paper))


def _gather_strips(rows: Sequence[str], count: int) -> tuple[tuple[str, float], ...]:
    """Text and confidence a page from the rows of the program's TSV: page number second, confidence and text last."""
    words: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for row in rows[1:]:
        cells = row.split("\t")
        if len(cells) == TSV_CELLS and cells[-1].strip() and float(cells[-2]) >= 0:
            words[int(cells[1])].append((cells[-1].strip(), float(cells[-2]) / 100))
    read = []
    for page in range(1, count + 1):
        found = words[page]
        lengths = [len(text) for text, _ in found]
        confidence = float(np.average([sure for _, sure in found], weights=lengths)) if found else 0.0
        read.append(("".join(text for text, _ in found), confidence))
    return tuple(read)


def _join_words(told: dict[str, list[float]], at: list[int]) -> RawLine:
    left, top = min(told["left"][i] for i in at), min(told["top"][i] for i in at)
    right = max(told["left"][i] + told["width"][i] for i in at)
    bottom = max(told["top"][i] + told["height"][i] for i in at)
    quad = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    lengths = [len(str(told["text"][i])) for i in at]
    confidence = float(np.average([float(told["conf"][i]) / 100 for i in at], weights=lengths))
    return RawLine(quad, " ".join(str(told["text"][i]) for i in at), min(1.0, max(0.0, confidence)))
