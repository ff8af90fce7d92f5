"""Tesseract (chi_sim) through pytesseract: for machines with little memory. It reads worse, see docs/performance.md."""

import os
import shutil
from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import pytesseract
from PIL import Image

from extractors.engine import Grey, RawLine
from records import LetterError, SetupError

LANGUAGE = "chi_sim"
TIME_LIMIT_S = 100


class TesseractEngine:
    """Lines are found and read in one call a page."""

    name = "tesseract"
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

    def _read(self, image: Grey, *, segmentation: int) -> tuple[RawLine, ...]:
        if not image.size:
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


def _join_words(told: dict[str, list[float]], at: list[int]) -> RawLine:
    left, top = min(told["left"][i] for i in at), min(told["top"][i] for i in at)
    right = max(told["left"][i] + told["width"][i] for i in at)
    bottom = max(told["top"][i] + told["height"][i] for i in at)
    quad = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    lengths = [len(str(told["text"][i])) for i in at]
    confidence = float(np.average([float(told["conf"][i]) / 100 for i in at], weights=lengths))
    return RawLine(quad, " ".join(str(told["text"][i]) for i in at), min(1.0, max(0.0, confidence)))
