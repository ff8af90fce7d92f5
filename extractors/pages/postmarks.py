"""Read the day of a postmark on an envelope.

A Chinese postmark is a ring with the place along it and the day in its middle line: 2026.09.18.08, year, month, day,
hour. The engine reads that line where it lies nearly level; where no line of the page is such a day, the rings are cut
out and turned. A day is told when it is read whole and surely, and never put together from pieces.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engines.engine import Grey, OcrEngine, Quad, RawLine
from extractors.lines.text import normalize_line
from extractors.pages.page_work import Picture, reduce_picture, to_grey
from records import Finding, Letter, Span

SURE = 0.9
"""A day is taken from a line that reads with at least this confidence."""

OLDEST_DAYS = 366
"""A letter is not longer on its way; an older day was read wrongly or is no postmark's."""

SIDE = 900
"""Longest side in pixels of the envelope on which rings are looked for."""

RING = (0.04, 0.08)
"""A ring's radius against the envelope's longer side: 25 to 30 mm across on sheets of 176 to 324 mm."""

MOST_RINGS = 2
TURNS = (0, -25, 25)
"""Degrees by which a ring is turned until its day is read: a stamp is seldom put on more aslant."""

CUT = 240
"""Half the side in pixels of the cut-out that a ring is brought to."""

_DAY = re.compile(r"(20[0-9]{2})[.．·\-—年 ]+([01]?[0-9])[.．·\-—月 ]+([0-3]?[0-9])日?(?:[.．·\-— ]*[0-2]?[0-9]时?)?")
_CLOSE = re.compile(r"(20[0-9]{2})([01][0-9])([0-3][0-9])(?:[0-2][0-9])?")


def find_postmark_dates(letter: Letter, *, received: date) -> Iterator[Finding]:
    """Yield the day of the earliest postmark on the letter's envelopes; nothing when none was read surely."""
    envelopes = {page.number for page in letter.pages if page.kind == "envelope"}
    found = []
    for line, start in zip(letter.lines, letter.starts, strict=True):
        day = read_day(line.text) if line.page in envelopes and line.confidence >= SURE else None
        if day is not None and 0 <= (received - day).days <= OLDEST_DAYS:
            found.append((day, start, line))
    for day, start, line in sorted(found, key=lambda one: one[0])[:1]:
        yield Finding(
            field="postmark_date",
            value=day.isoformat(),
            span=Span(start=start, end=start + len(line.text)),
            rule="postmark",
            confidence=line.confidence,
        )


def read_day(text: str) -> date | None:
    """The day of a line that is nothing but a day, with or without the hour."""
    match = _DAY.fullmatch(text.strip()) or _CLOSE.fullmatch(text.strip())
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def read_postmarks(picture: Picture, lines: Sequence[RawLine], *, engine: OcrEngine) -> tuple[RawLine, ...]:
    """The lines that bear the day in an envelope's postmarks, beyond those read already.

    `picture` is the upright envelope as it was scanned: a red postmark is no longer on the page that was read.
    """
    if not engine.two_steps or any(read_day(normalize_line(line.text)) for line in lines):
        return ()
    grey = to_grey(picture)
    found = []
    for x, y, radius in _find_rings(grey):
        line = _read_ring(grey, (x, y), radius, engine)
        if line is not None:
            found.append(line)
    return tuple(found)


def _find_rings(grey: Grey) -> list[tuple[float, float, float]]:
    """Middle and radius in pixels of the page of what looks like rings, the clearest first."""
    scale = min(1.0, SIDE / max(grey.shape))
    small = cv2.GaussianBlur(reduce_picture(grey, scale), (5, 5), 0)
    low, high = (round(share * max(small.shape)) for share in RING)
    rings = cv2.HoughCircles(
        small, cv2.HOUGH_GRADIENT, dp=1.5, minDist=low, param1=120, param2=45, minRadius=low, maxRadius=high
    )
    if rings is None:
        return []
    return [(float(x / scale), float(y / scale), float(r / scale)) for x, y, r in rings.reshape(-1, 3)[:MOST_RINGS]]


def _read_ring(grey: Grey, middle: tuple[float, float], radius: float, engine: OcrEngine) -> RawLine | None:
    for degrees in TURNS:
        turn = np.asarray(cv2.getRotationMatrix2D(middle, degrees, CUT / (1.15 * radius)), np.float64)
        turn[:, 2] += np.array([CUT, CUT]) - middle
        size = (2 * CUT, 2 * CUT)
        cut = np.asarray(cv2.warpAffine(grey, turn, size, flags=cv2.INTER_AREA, borderValue=255), np.uint8)
        for line in engine.read_lines(cut, engine.find_lines(cut)):
            if line.confidence >= SURE and read_day(normalize_line(line.text)):
                return RawLine(_back(line.quad, turn), line.text, line.confidence)
    return None


def _back(quad: Quad, turn: NDArray[np.float64]) -> Quad:
    inverse = cv2.invertAffineTransform(turn)
    return np.asarray(cv2.transform(quad[None].astype(np.float32), inverse)[0], np.float32)
