"""Which way up a page lies: told by its ink, by the shape of its lines, and by reading a few of them both ways."""

from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

import numpy as np

from extractors.engines.engine import Grey, OcrEngine, RawLine
from extractors.pages.page_work import looks_sideways, turn_page

PROBES = 8
"""So many lines are read at most to tell whether a page stands on its head."""

SURE = 0.9
"""A line that reads with this confidence is taken to stand upright, where nothing speaks for a turn ..."""

FILLED = 0.6
"""... and it has characters for this share of its room: on its head, a line may read surely as one sign alone."""

WRONG_WAY = 0.6
"""What a line on its head reads with, as a rule: how far a sure line is above it speaks for the page."""

ENOUGH = 4.0
"""So many characters' worth of confidence decide: a line of 20 characters that reads 0.2 surer one way does."""

LONGEST = 24
"""A line counts for no more characters than this: one line alone must not outweigh all others."""


@dataclass(frozen=True)
class Upright:
    """A page that stands upright: the clockwise turn its scan had in degrees, and its lines, some of them read."""

    page: Grey
    turned: int
    read: tuple[RawLine, ...]
    unread: tuple[RawLine, ...]


@dataclass(frozen=True)
class _Verdict:
    """How the probes read: upright and flipped (only where that was asked); whether the page stands on its head."""

    upright: tuple[RawLine, ...]
    flipped: tuple[RawLine | None, ...]
    on_its_head: bool


def read_upright(grey: Grey, *, engine: OcrEngine) -> tuple[Grey, int, tuple[RawLine, ...]]:
    """The upright page, the clockwise turn its scan had in degrees, and its lines, read."""
    upright = find_upright(grey, engine=engine)
    return upright.page, upright.turned, upright.read + engine.read_lines(upright.page, upright.unread)


def find_upright(grey: Grey, *, engine: OcrEngine) -> Upright:
    """Turn a page upright, reading no more of it than that takes.

    Sideways is told by how ink alternates and by the shape of the lines found; head-down by reading lines both
    ways, one after the other until it is clear. An upright page that reads well is never read flipped.
    """
    turned = 90 if looks_sideways(grey) else 0
    page = turn_page(grey, turned)
    found = engine.find_lines(page)
    if _run_down(found):
        turned = (turned + 90) % 360
        page = turn_page(grey, turned)
        found = engine.find_lines(page)
    probes, rest = _choose_probes(found)
    verdict = _read_both_ways(page, probes, engine=engine, turned=bool(turned % 180))
    rest = (*probes[len(verdict.upright) :], *rest)
    if not verdict.on_its_head:
        return Upright(page, turned, verdict.upright, rest)
    page, turned = turn_page(page, 180), (turned + 180) % 360
    if not engine.two_steps:
        return Upright(page, turned, (), engine.find_lines(page))
    read = [_turn_line(line, page) for line in verdict.flipped if line]
    asked = zip(verdict.upright, verdict.flipped, strict=True)
    again = [RawLine(line.quad) for line, flipped in asked if flipped is None]
    return Upright(page, turned, tuple(read), tuple(_turn_line(line, page) for line in (*again, *rest)))


def line_sides(line: RawLine) -> tuple[float, float]:
    """Width and height of a line's box in pixels, along its own lean."""
    return float(np.hypot(*(line.quad[1] - line.quad[0]))), float(np.hypot(*(line.quad[3] - line.quad[0])))


def _run_down(lines: Sequence[RawLine]) -> bool:
    """Whether most of the lines' surface lies in boxes much higher than wide."""
    down = along = 0.0
    for line in lines:
        width, height = line_sides(line)
        if height > 2 * width:
            down += width * height
        elif width > 2 * height:
            along += width * height
    return down > along


def _choose_probes(lines: Sequence[RawLine]) -> tuple[tuple[RawLine, ...], tuple[RawLine, ...]]:
    """The widest lines, which say most, and all others."""
    widest = sorted(lines, key=lambda line: -line_sides(line)[0])
    return tuple(widest[:PROBES]), tuple(widest[PROBES:])


def _read_both_ways(page: Grey, probes: Sequence[RawLine], *, engine: OcrEngine, turned: bool) -> _Verdict:
    """Read probe after probe until it is clear which way up they stand.

    A line speaks by how many characters it gives one way more than the other, each counting by its confidence. On a
    page that was not turned, one that reads well is not flipped: it speaks by how far it is above what a line on its
    head reads with.
    """
    upright: list[RawLine] = []
    flipped: list[RawLine | None] = []
    evidence = 0.0
    for probe in probes:
        (line,) = engine.read_lines(page, [probe])
        width, height = line_sides(probe)
        room = min(LONGEST, width / max(1.0, height))
        signs = _count_signs(line.text, room)
        head_down = None
        if turned or line.confidence < SURE or signs < FILLED * room:
            (head_down,) = engine.read_lines(page, [probe], flipped=True)
            evidence += signs * line.confidence - _count_signs(head_down.text, room) * head_down.confidence
        else:
            evidence += signs * (line.confidence - WRONG_WAY)
        upright.append(line)
        flipped.append(head_down)
        if abs(evidence) >= ENOUGH:
            break
    return _Verdict(tuple(upright), tuple(flipped), on_its_head=evidence < 0)


def _count_signs(text: str, room: float) -> float:
    """How many Han characters wide a text is (Unicode Annex 11), no more than its line has room for."""
    return min(room, sum(1.0 if east_asian_width(sign) in "WF" else 0.5 for sign in text))


def _turn_line(line: RawLine, page: Grey) -> RawLine:
    """A line's corners after the page was turned by 180°."""
    height, width = page.shape
    corners = np.roll(np.array([width, height], np.float32) - line.quad, 2, axis=0)
    return RawLine(corners, line.text, line.confidence)


def mean_confidence(lines: Sequence[RawLine]) -> float:
    """The lines' confidence, each weighing as much as it has characters; 0 without any."""
    weights = [len(line.text) for line in lines]
    if not sum(weights):
        return 0.0
    return round(float(np.average([line.confidence for line in lines], weights=weights)), 4)
