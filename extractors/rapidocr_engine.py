"""RapidOCR (PP-OCRv6 small on ONNX Runtime): the default engine. Its models come inside the wheel."""

from collections.abc import Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import cv2
import numpy as np

from extractors.engine import Grey, Quad, RawLine
from records import SetupError

DETECTION_SIDE = 960
"""Longest side in pixels of the image on which lines are looked for: 1280 finds no more (docs/performance.md)."""

UPRIGHT_RATIO = 1.5
"""A line this much higher than wide is turned before it is read: its text runs downwards."""


class RapidOcrEngine:
    """Lines are found on a reduced page and read one at a time.

    A batch of lines is padded to its widest, which costs more than the batch saves; the engine's own
    upside-down test a line turns upright lines, so it is off (docs/performance.md).
    """

    name = "rapidocr"
    two_steps = True
    good_confidence = 0.97

    def __init__(self) -> None:
        """Load both models, for one thread.

        Raises:
            SetupError: `setup.no-engine` when the package or its models cannot be loaded.
        """
        try:
            from rapidocr import RapidOCR

            self.version = version("rapidocr")
            engine = RapidOCR(
                params={
                    "Global.log_level": "critical",
                    "Global.use_cls": False,
                    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                    # Memory kept for the next line instead of given back: 0.17 GB for a fifteenth of the time.
                    "EngineConfig.onnxruntime.enable_cpu_mem_arena": True,
                    "Rec.rec_batch_num": 1,
                    # Lines narrower than this are padded to it: cells of a table cost half with 160 instead of 320.
                    "Rec.rec_img_shape": [3, 48, 160],
                    "Det.limit_side_len": DETECTION_SIDE,
                    "Det.limit_type": "max",
                }
            )
            # The two steps are called apart, so that the flip test can read four lines and not the page; there is no
            # public way to them.
            self._detector: Any = engine._load_det_model()  # type: ignore[no-untyped-call]  # noqa: SLF001
            self._recognizer: Any = engine._load_rec_model()  # type: ignore[no-untyped-call]  # noqa: SLF001
        except (ImportError, PackageNotFoundError, OSError, AttributeError) as error:
            raise SetupError("setup.no-engine", f"rapidocr: {type(error).__name__}") from error

    def find_lines(self, page: Grey) -> tuple[RawLine, ...]:
        """The lines' corners, without text."""
        quads = self._detector(cv2.merge([page, page, page])).boxes
        return () if quads is None else tuple(RawLine(np.asarray(quad, np.float32)) for quad in quads)

    def read_lines(self, page: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
        """Each line cut out, straightened and read."""
        from rapidocr.ch_ppocr_rec import TextRecInput

        read = []
        for line in lines:
            strip = cut_line(page, line.quad)
            if flipped:
                strip = np.ascontiguousarray(strip[::-1, ::-1])
            found = self._recognizer(TextRecInput(img=[cv2.merge([strip, strip, strip])], return_word_box=False))
            read.append(RawLine(line.quad, found.txts[0], float(found.scores[0])))
        return tuple(read)


def cut_line(page: Grey, quad: Quad) -> Grey:
    """The line between four corners as an upright strip, shape (height, width)."""
    width = max(1, round(max(np.linalg.norm(quad[0] - quad[1]), np.linalg.norm(quad[3] - quad[2]))))
    height = max(1, round(max(np.linalg.norm(quad[0] - quad[3]), np.linalg.norm(quad[1] - quad[2]))))
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    turn = cv2.getPerspectiveTransform(quad.astype(np.float32), corners)
    strip = cv2.warpPerspective(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    if height >= UPRIGHT_RATIO * width:
        strip = np.rot90(strip)
    return np.ascontiguousarray(strip, dtype=np.uint8)
