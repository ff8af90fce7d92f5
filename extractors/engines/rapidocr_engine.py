"""The default engine: PP-OCRv6 small, whose models come inside the rapidocr wheel, on ONNX Runtime."""

from collections.abc import Sequence
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engines.engine import Grey, Quad, RawLine
from extractors.engines.ppocr_models import DETECTION, RECOGNITION, Model, models_version, open_model
from extractors.engines.text_regions import find_regions
from extractors.pages.page_work import reduce_picture

DETECTION_SIDE = 800
"""The longer side in pixels of an upright A4 page on the picture in which lines are looked for."""

WIDE_SIDE = 1131
"""The same for a page that is wider than high: two A4 pages may lie on it side by side."""

CLOSE_LOOK = 1.6
"""Where the lines are small, they are looked for again on a picture larger by this factor."""

SMALL_LINE = 9.0
"""Lines are small when half of them are found lower than this many pixels."""

INK = 0.8
"""What is darker than this share of the paper may be ink: lines are looked for around it alone."""

STROKE = 2
"""Rows and columns with less ink than this many pixels hold specks alone."""

ROOM = 16
"""Pixels of paper that are left around the ink."""

LINE_HEIGHT = 48
"""The height in pixels at which lines are read."""

NARROW, WIDE = 0.7, 0.9
"""A line is read squeezed to the first share of its width, and again to the second, in 32 bits, where it read badly."""

GOOD_LINE = 0.98
"""A squeezed line that reads with less confidence is read again."""

LEAST_WIDTH = 64
"""A line narrower than this is padded to it."""

STRAIGHT = 2.0
"""A line whose corners are no further than this many pixels from a level box is cut out as it is."""

UPRIGHT_RATIO = 1.5
"""A line this much higher than wide is turned before it is read: its text runs downwards."""


class RapidOcrEngine:
    """Lines are found on a reduced page and read one at a time: a batch of lines is padded to its widest.

    The models are run without the rapidocr package, so that each step can be taken for itself, on no more pixels than
    it needs (docs/performance.md).
    """

    name = "rapidocr"
    two_steps = True
    good_confidence = 0.97

    def __init__(self) -> None:
        """Load both models.

        Raises:
            SetupError: `setup.no-engine` when the package or its models cannot be loaded.
        """
        self.version = models_version()
        self._detector = open_model(DETECTION)
        self._recognizer = open_model(RECOGNITION)

    def find_lines(self, page: Grey) -> tuple[RawLine, ...]:
        """The lines' corners, without text."""
        scale = _scale_of(page)
        quads = self._find(page, scale)
        if quads and scale < 1 and np.median([_lower_side(quad) for quad in quads]) * scale < SMALL_LINE:
            quads = self._find(page, min(1.0, CLOSE_LOOK * scale))
        return tuple(RawLine(quad) for quad in quads)

    def _find(self, page: Grey, scale: float) -> list[Quad]:
        small = reduce_picture(page, scale)
        box = _find_ink(small)
        if box is None:
            return []
        left, top, right, bottom = box
        found = self._detector.run(_as_input(_pad(small[top:bottom, left:right])))[0, 0]
        corner = np.array([left, top], np.float32)
        most = np.array([page.shape[1] - 1, page.shape[0] - 1], np.float32)
        quads = (((quad + corner) / scale).clip(0, most) for quad in find_regions(found))
        return [quad.astype(np.float32) for quad in quads if _lower_side(quad) > 3]

    def read_lines(self, page: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
        """Each line cut out, straightened and read."""
        read = []
        for line in lines:
            strip = cut_line(page, line.quad)
            if flipped:
                strip = np.ascontiguousarray(strip[::-1, ::-1])
            text, confidence = self._read(strip, NARROW, self._recognizer)
            if confidence < GOOD_LINE:
                text, confidence = self._read(strip, WIDE, self._careful)
            read.append(RawLine(line.quad, text, confidence))
        return tuple(read)

    @cached_property
    def _careful(self) -> Model:
        """The model in 32 bits, for lines that read badly: it takes back most errors that 8 bits add in handwriting."""
        return self._recognizer if self._recognizer.bits == 32 else open_model(RECOGNITION, prepared=False)

    def _read(self, strip: Grey, squeeze: float, model: Model) -> tuple[str, float]:
        classes = model.run(as_line_input(strip, squeeze))[0]
        best = classes.argmax(axis=1)
        # Connectionist temporal classification: what repeats is one character, class 0 is none (Graves et al. 2006).
        kept = (best != 0) & (np.diff(best, prepend=-1) != 0)
        if not kept.any():
            return "", 0.0
        text = "".join(model.characters[at] for at in best[kept])
        return text, float(_probabilities(classes[kept], whole=model.bits == 32).mean())


def _probabilities(classes: NDArray[np.float32], *, whole: bool) -> NDArray[np.float32]:
    """The probability of the best class in each row. A prepared model leaves the softmax to us: few rows need it."""
    best = classes.max(axis=1)
    return np.asarray(best if whole else 1 / np.exp(classes - best[:, None]).sum(axis=1), np.float32)


def _scale(values: Grey) -> NDArray[np.float32]:
    """Grey values between -1 and 1, as the models were trained."""
    return values.astype(np.float32) / np.float32(127.5) - np.float32(1)


def as_page_input(page: Grey) -> NDArray[np.float32]:
    """A page as the detection model is shown it, reduced, shape (1, 3, height, width)."""
    scale = _scale_of(page)
    small = reduce_picture(page, scale)
    return _as_input(_pad(small))


def as_line_input(strip: Grey, squeeze: float) -> NDArray[np.float32]:
    """A line as the recognition model is shown it, `squeeze` times as wide as it is, shape (1, 3, 48, width)."""
    height, width = strip.shape
    width = max(8, round(LINE_HEIGHT * width / height * squeeze))
    way = cv2.INTER_AREA if height > 1.3 * LINE_HEIGHT else cv2.INTER_LINEAR
    values = np.zeros((1, 3, LINE_HEIGHT, max(LEAST_WIDTH, width)), np.float32)
    values[:, :, :, :width] = _scale(np.asarray(cv2.resize(strip, (width, LINE_HEIGHT), interpolation=way), np.uint8))
    return values


def _scale_of(page: Grey) -> float:
    """How much smaller a page is looked at to find its lines."""
    height, width = page.shape
    return float(min(1.0, (DETECTION_SIDE if height >= width else WIDE_SIDE) / max(height, width)))


def _as_input(page: Grey) -> NDArray[np.float32]:
    return np.ascontiguousarray(np.broadcast_to(_scale(page), (1, 3, *page.shape)))


def _pad(page: Grey) -> Grey:
    """The page with paper added to sides that are multiples of 32, as the detection model needs them."""
    height, width = page.shape
    return np.asarray(
        cv2.copyMakeBorder(page, 0, -height % 32, 0, -width % 32, borderType=cv2.BORDER_REPLICATE), np.uint8
    )


def _find_ink(small: Grey) -> tuple[int, int, int, int] | None:
    """Left, top, right, bottom of the part with ink, with room around it; None on a page of bare paper."""
    ink = small < INK * np.median(small)
    down, across = (np.flatnonzero(np.count_nonzero(ink, axis=axis) >= STROKE) for axis in (1, 0))
    if not len(down) or not len(across):
        return None
    height, width = small.shape
    return (
        max(0, int(across[0]) - ROOM),
        max(0, int(down[0]) - ROOM),
        min(width, int(across[-1]) + 1 + ROOM),
        min(height, int(down[-1]) + 1 + ROOM),
    )


def _lower_side(quad: Quad) -> float:
    """The shorter side of a line's box, in its pixels."""
    width, height = np.hypot(*(quad[1] - quad[0])), np.hypot(*(quad[3] - quad[0]))
    return float(min(width, height))


def cut_line(page: Grey, quad: Quad) -> Grey:
    """The line between four corners as an upright strip, shape (height, width)."""
    left, top = np.round(quad.min(axis=0)).astype(int)
    right, bottom = np.round(quad.max(axis=0)).astype(int)
    box = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)
    inside = 0 <= left < right <= page.shape[1] and 0 <= top < bottom <= page.shape[0]
    if inside and np.abs(quad - box).max() <= STRAIGHT:
        return _upright(page[top:bottom, left:right])
    width = max(1, round(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[3] - quad[2]))))
    height = max(1, round(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2]))))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    strip = cv2.warpPerspective(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return _upright(np.asarray(strip, np.uint8))


def _upright(strip: Grey) -> Grey:
    if strip.shape[0] >= UPRIGHT_RATIO * strip.shape[1]:
        strip = np.rot90(strip)
    return np.ascontiguousarray(strip)
