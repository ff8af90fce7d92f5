"""Which way up a page lies: told by its ink, by the shape of its lines, and by reading a few of them both ways."""

from collections.abc import Sequence

import numpy as np

from extractors.engine import Grey, OcrEngine, RawLine
from extractors.page_work import looks_sideways, turn_page

PROBES = 4
"""So many of the widest lines decide whether a page stands on its head."""

SURE = 0.9
"""A page whose probes read with this confidence stands upright."""


def read_upright(grey: Grey, *, engine: OcrEngine) -> tuple[Grey, int, tuple[RawLine, ...]]:
    """The upright page, the clockwise turn its scan had in degrees, and its lines, read.

    Sideways is told by how ink alternates and by the shape of the lines found; head-down by reading the
    widest lines both ways.
    """
    turned = 90 if looks_sideways(grey) else 0
    page = turn_page(grey, turned)
    found = engine.find_lines(page)
    if _run_down(found):
        turned = (turned + 90) % 360
        page = turn_page(grey, turned)
        found = engine.find_lines(page)
    probes, rest = _split_probes(found)
    read = engine.read_lines(page, probes)
    if read and (turned % 180 or mean_confidence(read) < SURE):
        flipped = engine.read_lines(page, probes, flipped=True)
        if mean_confidence(flipped) > mean_confidence(read):
            page = turn_page(page, 180)
            turned = (turned + 180) % 360
            if engine.two_steps:
                read = tuple(_turn_line(line, page) for line in flipped)
                rest = tuple(_turn_line(line, page) for line in rest)
            else:
                read, rest = (), engine.find_lines(page)
    return page, turned, read + engine.read_lines(page, rest)


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


def _split_probes(lines: Sequence[RawLine]) -> tuple[tuple[RawLine, ...], tuple[RawLine, ...]]:
    widest = sorted(lines, key=lambda line: -line_sides(line)[0])
    return tuple(widest[:PROBES]), tuple(widest[PROBES:])


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
