"""Read the words that count a second time, and say where two readings differ.

Two ask. The first engine looks again at the same words, cut out, stretched and blurred a little: what it read for sure
comes out the same, what was a near thing comes out otherwise. Where figures do, another engine is asked as well; that
one reads print well, hands and names badly, so its word counts only when it is sure of it and reads the neighbours
alike. What each finds, misses and costs is in docs/performance.md.
"""

import re
import shutil
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engines.engine import Grey, OcrEngine, Quad, RawLine
from extractors.engines.key_words import Kind, Place, find_key_words
from extractors.engines.rapidocr_engine import cut_line
from extractors.lines.text import normalize_line
from records import LetterError, Line, SetupError
from vocab import simplify

CERTAIN = 0.99
"""What the first engine read with this confidence or more is not asked about: next to nothing is wrong there."""

MOST_PLACES = 12
"""So many places a page are read again at most, the least sure first."""

AROUND = 2
"""Characters cut out with a place on each side."""

STRETCH = 1.25
BLUR = 0.03
"""For the second look a cut-out is stretched so much, and blurred by this share of the line's height: the engine reads
lines squeezed."""

SURE = 0.7
"""Below this confidence the other engine's reading says nothing."""

REACH = 0.55
"""A cut is moved to a white gap at most this share of a character away."""

LEAST_SIDE = 8
"""Pixels; what is smaller is not read again."""

LEFT_OVER = 0.6
"""So much of the unsureness is left when the second reading agrees: it finds a quarter to a half of what is wrong."""

_CROSS = re.compile(r"[Xx×*]")
_LATIN = str.maketrans("OoQIl|", "000111")
_NO_FIGURE = re.compile(r"[^0-9X.]")
_NO_POINT = re.compile(r"(?<![0-9])\.|\.(?![0-9])")
_FIGURE_SIGNS = frozenset("0123456789OoQIl|Xx×*.,·- ()")
"""Figures and what stands between them. The other engine reads a bad 1 as ] or 了 and a bad 0 as n."""


class StripReader(Protocol):
    """Another engine, that reads cut-outs."""

    name: str
    version: str

    def read_strips(self, strips: Sequence[Grey]) -> tuple[tuple[str, float], ...]:
        """Text and confidence of each cut-out, all in one call.

        Raises:
            LetterError: when it fails or takes too long.
        """
        ...


@dataclass(frozen=True)
class SecondReader:
    """Who reads a second time: the first engine itself and, where it is installed, another.

    The other one is opened when it is first asked: on most pages nobody asks it.
    """

    open_other: Callable[[], StripReader | None] = lambda: None

    @cached_property
    def other(self) -> StripReader | None:
        """The other engine, or none."""
        return self.open_other()


@dataclass(frozen=True)
class SecondReading:
    """A page's lines with what a second reading said, and whether the other engine failed on it."""

    lines: tuple[Line, ...]
    failed: bool = False


@dataclass(frozen=True)
class _Cut:
    """A place cut out: the picture, the words in it, and those before and behind."""

    place: Place
    strip: Grey
    before: str
    words: str
    behind: str


def open_second_reader(setting: str, engine: OcrEngine) -> SecondReader | None:
    """The second reader for an engine, or none: it is off, or the engine does not read single lines.

    Tesseract is the other engine where it is installed with its Chinese data. As the first engine it has no second
    reader: a call a line would cost more than the page, and RapidOCR needs the memory that such a machine lacks.
    """
    if setting == "off" or not engine.two_steps:
        return None
    return SecondReader(_open_tesseract)


def _open_tesseract() -> StripReader | None:
    if not shutil.which("tesseract"):
        return None
    from extractors.engines.tesseract_engine import TesseractEngine

    try:
        return TesseractEngine()
    except (SetupError, OSError, RuntimeError):
        return None


def read_again(
    page: Grey, lines: Sequence[Line], quads: Sequence[Quad], *, engine: OcrEngine, second: SecondReader
) -> SecondReading:
    """The lines of an upright page, with what a second reading says of the words that count.

    `quads` are the corners of the lines as `engine` found them. What agrees makes a line surer, what differs stands in
    `Line.second`. Another engine that fails or hangs leaves the first one's second look as it is.
    """
    asked = [place for place in find_key_words(lines) if lines[place.line].confidence < CERTAIN]
    asked = sorted(asked, key=lambda place: lines[place.line].confidence)[:MOST_PLACES]
    cuts = [cut for place in asked if (cut := _cut_out(page, lines[place.line], quads, place)) is not None]
    said = {cut.place: _look_again(cut, engine) for cut in cuts}
    doubtful = [cut for cut in cuts if cut.place.kind == "figures" and not _agrees(cut, said[cut.place])]
    failed = False
    if doubtful and second.other is not None:
        try:
            said |= _ask(doubtful, said, second.other)
        except LetterError:
            failed = True
    told: dict[int, list[tuple[Place, str]]] = defaultdict(list)
    for place, reading in said.items():
        if reading is not None:
            told[place.line].append((place, reading))
    again = tuple(_tell(line, told[number]) if number in told else line for number, line in enumerate(lines))
    return SecondReading(again, failed)


def _cut_out(page: Grey, line: Line, quads: Sequence[Quad], place: Place) -> _Cut | None:
    """The place and its neighbours as an upright strip; nothing for a line that runs downwards."""
    quad = min(quads, key=lambda quad: float(np.abs(_box(quad) - line.box).sum()))
    strip = cut_line(page, quad)
    height, width = strip.shape
    if np.linalg.norm(quad[0] - quad[3]) > np.linalg.norm(quad[0] - quad[1]) or min(height, width) < LEAST_SIDE:
        return None
    start, end = max(0, place.start - AROUND), min(len(line.text), place.end + AROUND)
    widths = [2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in line.text]
    unit = width / sum(widths)
    ink = _ink_columns(strip)
    left = 0 if start == 0 else _white_near(ink, unit * sum(widths[:start]), 2 * unit)
    right = width if end == len(line.text) else _white_near(ink, unit * sum(widths[:end]), 2 * unit)
    if right - left < LEAST_SIDE:
        return None
    return _Cut(
        place,
        np.ascontiguousarray(strip[:, left:right]),
        line.text[start : place.start],
        line.text[place.start : place.end],
        line.text[place.end : end],
    )


def _box(quad: Quad) -> NDArray[np.float32]:
    return np.concatenate([quad.min(axis=0), quad.max(axis=0)])


def _ink_columns(strip: Grey) -> NDArray[np.int64]:
    """How many pixels of ink each column has."""
    _, ink = cv2.threshold(strip, 0, 1, cv2.THRESH_BINARY_INV + cv2.THRESH_OTSU)
    edge = len(ink) // 12
    return np.asarray(ink[edge : len(ink) - edge].sum(axis=0), np.int64)


def _white_near(ink: NDArray[np.int64], at: float, character: float) -> int:
    """The middle of the white gap near a column, wide gaps before near ones; the column itself without any."""
    low, high = max(0, round(at - REACH * character)), min(len(ink), round(at + REACH * character))
    edges = np.flatnonzero(np.diff(np.concatenate([[1], np.minimum(ink[low:high], 1), [1]])))
    gaps = [(to - start, low + (start + to) / 2) for start, to in zip(edges[::2], edges[1::2], strict=True)]
    return round(max(gaps, key=lambda gap: gap[0] - abs(gap[1] - at) / 4, default=(0, at))[1])


def _look_again(cut: _Cut, engine: OcrEngine) -> str | None:
    """The first engine's own reading of the cut-out, stretched and blurred."""
    wide = cv2.resize(cut.strip, None, fx=STRETCH, fy=1, interpolation=cv2.INTER_CUBIC)
    sight = np.asarray(cv2.GaussianBlur(wide, (0, 0), max(0.4, BLUR * len(wide))), np.uint8)
    height, width = sight.shape
    quad = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    (read,) = engine.read_lines(sight, [RawLine(quad)])
    return _match(cut, read.text)


def _ask(cuts: Sequence[_Cut], said: dict[Place, str | None], other: StripReader) -> dict[Place, str | None]:
    """What stands in each place after the other engine was heard: its word settles, for the first reading or against.

    Where both second readings differ from the first and from each other, the other engine's is shown.
    """
    readings = other.read_strips([cut.strip for cut in cuts])
    heard = {}
    for cut, (text, confidence) in zip(cuts, readings, strict=True):
        reading = _match(cut, text) if confidence >= SURE else None
        if reading is not None and set(reading) - _FIGURE_SIGNS - set(_fold(cut.words)):
            reading = None
        heard[cut.place] = said[cut.place] if reading is None else reading
    return heard


def _agrees(cut: _Cut, reading: str | None) -> bool:
    return reading is not None and same_value(cut.place.kind, cut.words, reading)


def _match(cut: _Cut, text: str) -> str | None:
    """The part of a second reading that stands for the place; nothing when its neighbours were not read alike."""
    whole, other = _fold(cut.before + cut.words + cut.behind), _fold(normalize_line(text).replace(" ", ""))
    start, end = len(cut.before), len(cut.before) + len(cut.words)
    steps = SequenceMatcher(None, whole, other, autojunk=False).get_opcodes()
    alike = {at for tag, low, high, _, _ in steps if tag == "equal" for at in range(low, high)}
    around = [at for at in range(len(whole)) if not start <= at < end and whole[at].isalnum()]
    if 2 * sum(at in alike for at in around) < len(around) or not other:
        return None
    return other[_follow(steps, start, first=True) : _follow(steps, end, first=False)]


def _follow(steps: Sequence[tuple[str, int, int, int, int]], at: int, *, first: bool) -> int:
    """Where a place that starts (`first`) or ends at `at` does so in the other reading; what was added there counts."""
    for _, low, high, to_low, to_high in steps if first else reversed(steps):
        if low == high:
            continue
        if first and at == high:
            return to_high
        if not first and at == low:
            return to_low
        if low < at < high:
            return min(to_low + at - low, to_high)
    return steps[0][3] if first else steps[-1][4]


def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def same_value(kind: Kind, one: str, other: str) -> bool:
    """Whether two readings mean the same: for figures the figures and the decimal point, else letters and signs."""
    return _value(kind, one) == _value(kind, other)


def _value(kind: Kind, words: str) -> str:
    if kind == "words":
        return "".join(sign for sign in simplify(_fold(words)) if sign.isalnum())
    figures = _CROSS.sub("X", _fold(words)).translate(_LATIN)
    return _NO_POINT.sub("", _NO_FIGURE.sub("", figures))


def _tell(line: Line, said: Sequence[tuple[Place, str]]) -> Line:
    """The line with what the second reading said: surer when all of it agrees, else with the other reading."""
    text = line.text
    for place, reading in sorted(said, key=lambda one: -one[0].start):
        if not same_value(place.kind, line.text[place.start : place.end], reading):
            text = text[: place.start] + reading + text[place.end :]
    if text != line.text:
        return line.model_copy(update={"second": text})
    confidence = round(1 - (1 - line.confidence) * LEFT_OVER, 4)
    return line.model_copy(update={"second": text, "confidence": confidence})
