"""What an OCR engine must be able to do, and how one is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from records import SetupError

Grey = NDArray[np.uint8]
"""A page as grey values, shape (height, width), 0 is black."""

Quad = NDArray[np.float32]
"""The corners of a line, shape (4, 2), clockwise from the top left, x before y, in pixels."""


@dataclass(frozen=True)
class RawLine:
    """A line as an engine gives it. `text` is empty until the line has been read."""

    quad: Quad
    text: str = ""
    confidence: float = 0.0


class OcrEngine(Protocol):
    """One engine. It is opened once in a reading process and used for every page there.

    `two_steps` tells whether lines are found and read separately; an engine that does both at once
    gives its lines with their text, and `read_lines` leaves those as they are. Below `good_confidence` a page
    read by it has more than 5 % wrong characters (docs/performance.md).
    """

    name: str
    version: str
    two_steps: bool
    good_confidence: float

    def find_lines(self, page: Grey) -> tuple[RawLine, ...]:
        """The lines of an upright page, in no particular order."""
        ...

    def read_lines(self, page: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
        """The same lines with text and confidence; `flipped` reads each turned by 180°."""
        ...


def open_engine(name: str) -> OcrEngine:
    """Open an engine by its name.

    The modules are imported only here: a machine that reads with one engine need not load the other.

    Raises:
        SetupError: `setup.no-engine` when there is none of that name, `setup.no-tesseract` when its
            program or its Chinese data is missing.
    """
    if name == "rapidocr":
        from extractors.rapidocr_engine import RapidOcrEngine

        return RapidOcrEngine()
    if name == "tesseract":
        from extractors.tesseract_engine import TesseractEngine

        return TesseractEngine()
    raise SetupError("setup.no-engine", name)
