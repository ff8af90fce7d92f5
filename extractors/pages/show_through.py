"""Set aside what shines through from the back of a sheet: pale, and mirrored.

Mirrored writing is proved by reading it in a mirror: it reads at 0.99 there and at 0.7 as it stands.
"""

from collections.abc import Sequence

import numpy as np

from extractors.engines.engine import Grey, OcrEngine, RawLine
from extractors.pages.contrast import against_paper, spread
from extractors.pages.orientation import line_sides, mean_confidence
from extractors.pages.page_looks import PageLook, count_pale

SURE = 0.985
"""A page that reads with this confidence shows nothing of its back that disturbs."""

MIRRORED = 0.85
"""Lines of the back read with less than this as they stand."""

PALE_SHAPES = 30
"""So many pale shapes that touch no dark one are writing of the back."""

PROBES = 4
"""So many of the widest lines are read in the mirror."""

LONG = 4.0
"""Only lines so many times as long as high are read in the mirror: many single characters are their own image there."""

INK, PALE = 0.15, 0.5
"""Against its paper, the first share and less becomes black and the second and more white."""

SHARED = 0.3
"""Two lines stand in one place when this share of the smaller one's box lies in the other's."""


def read_front(page: Grey, lines: Sequence[RawLine], *, engine: OcrEngine) -> tuple[Grey, tuple[RawLine, ...]]:
    """The page without what shines through, and its lines; both as they are when nothing does or it reads no better.

    A pale line that does not read better in a mirror was written on the front, and stays.
    """
    before = mean_confidence(lines)
    if not engine.two_steps or not lines or not _shows_back(page, lines, engine):
        return page, tuple(lines)
    front = bleach(page)
    read = engine.read_lines(front, engine.find_lines(front))
    if mean_confidence(read) <= before:
        return page, tuple(lines)
    other = [line for line in lines if not any(_overlap(line, known) for known in read)]
    own = [line for line, seen in zip(other, _mirror(page, other, engine), strict=True) if seen < line.confidence]
    return (page if own else front), (*read, *own)


def _shows_back(page: Grey, lines: Sequence[RawLine], engine: OcrEngine) -> bool:
    """Whether writing of the back is among the lines: a bad one reads well in a mirror, or pale shapes are many."""
    bad = [line for line in lines if line.confidence < MIRRORED and line_sides(line)[0] > LONG * line_sides(line)[1]]
    bad = sorted(bad, key=lambda line: -line_sides(line)[0])[:PROBES]
    if any(seen > max(MIRRORED, line.confidence) for line, seen in zip(bad, _mirror(page, bad, engine), strict=True)):
        return True
    return mean_confidence(lines) < SURE and count_pale(page) >= PALE_SHAPES


def is_back(page: Grey, lines: Sequence[RawLine], *, look: PageLook, engine: OcrEngine) -> bool:
    """Whether all that was read on a pale page is the other side's writing."""
    if not engine.two_steps or not look.is_pale or mean_confidence(lines) >= MIRRORED:
        return False
    probes = sorted(lines, key=lambda line: -line_sides(line)[0])[:PROBES]
    seen = _mirror(page, probes, engine)
    return bool(probes) and float(np.mean(seen)) > max(MIRRORED, mean_confidence(probes))


def bleach(page: Grey) -> Grey:
    """The page with its paper and what is pale on it white, and its ink black."""
    return spread(against_paper(page), INK, PALE)


def _mirror(page: Grey, lines: Sequence[RawLine], engine: OcrEngine) -> list[float]:
    """How surely each line reads in a mirror."""
    if not lines:
        return []
    edge = np.array([page.shape[1], 0], np.float32)
    turned = [RawLine(np.abs(edge - line.quad)[[1, 0, 3, 2]].astype(np.float32)) for line in lines]
    return [line.confidence for line in engine.read_lines(np.ascontiguousarray(page[:, ::-1]), turned)]


def _overlap(one: RawLine, other: RawLine) -> bool:
    low = np.maximum(one.quad.min(axis=0), other.quad.min(axis=0))
    high = np.minimum(one.quad.max(axis=0), other.quad.max(axis=0))
    shared = float(np.prod(np.maximum(0, high - low)))
    smaller = min(float(np.prod(np.ptp(line.quad, axis=0))) for line in (one, other))
    return shared > SHARED * smaller
