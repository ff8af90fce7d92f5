"""Read what the first look at a page missed: ink outside the lines' boxes, and text in red.

Each such place is cut out and the engine looks for lines there once more: on a cut-out they are several times larger
than on the whole page. What reads well joins the page's lines; what does not is told as unread.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from extractors.engines.engine import Grey, OcrEngine, Quad, RawLine
from extractors.lines.text import normalize_line
from extractors.pages.ink import find_unread, line_height
from extractors.pages.orientation import line_sides
from extractors.pages.page_work import to_grey
from extractors.pages.red_ink import find_red_text
from extractors.pages.short_lines import find_cut_short
from extractors.pages.vertical import read_upside_down
from records import Box

MOST_PLACES = 12
"""A page with more unread places is no letter that was read but for a few lines; these are tried, the rest is told."""

GOOD = 0.75
"""What is read on a second look counts from this confidence on: there is more at stake than a stroke too many."""

ROOM = 0.7
"""A cut-out reaches over its ink by so many line heights."""

ENLARGED_SIDE = 600
"""A cut-out smaller than this is enlarged twice."""

WORDS = 3.0
"""Red ink that was not read is told when it is so many line heights long: less may be a finger print."""


@dataclass(frozen=True)
class Completed:
    """A page's lines with those of the second look, and the places that stay unread.

    `unsure` tells that some line stands on its head, so that nobody knows where it belongs.
    """

    lines: tuple[RawLine, ...]
    unread: tuple[Box, ...]
    unsure: bool = False


def read_missed(
    page: Grey,
    lines: Sequence[RawLine],
    *,
    engine: OcrEngine,
    picture: NDArray[np.uint8] | None = None,
    known: Sequence[Box] = (),
) -> Completed:
    """Complete the lines of an upright page.

    `picture` is the same page in colour, where there is one; `known` are places that are explained otherwise. A page
    on which nothing is missing costs some milliseconds.
    """
    lines, unsure = read_upside_down(page, lines, engine=engine)
    height = line_height(lines) or page.shape[0] / 70
    places = list(find_unread(page, lines, picture=picture, known=known))
    added, turned = _read_places(page, places, lines, engine=engine, height=height)
    red: tuple[Box, ...] = ()
    if picture is not None and picture.ndim == 3:
        red = find_red_text(picture, [*lines, *added], height=height)
        if red:
            more, over = _read_places(to_grey(picture), red, [*lines, *added], engine=engine, height=height)
            added, turned = added + more, turned or over
    every = (*lines, *added)
    unread = find_unread(page, every, picture=picture, known=known) if places and added else tuple(places)
    left = [box for box in red if box[2] - box[0] >= WORDS * height and not _holds_line(box, every)]
    return Completed(every, (*unread, *left, *find_cut_short(page, every)), unsure or turned)


def _read_places(
    page: Grey, places: Sequence[Box], lines: Sequence[RawLine], *, engine: OcrEngine, height: float
) -> tuple[list[RawLine], bool]:
    found: list[RawLine] = []
    unsure = False
    for place in _join(places, height)[:MOST_PLACES]:
        read, upside_down = _read_place(page, place, engine=engine, room=ROOM * height)
        unsure = unsure or upside_down
        for line in read:
            if line.confidence >= GOOD and normalize_line(line.text) and not _stands_in(line, [*lines, *found]):
                found.append(line)
    return found, unsure


def _join(places: Sequence[Box], height: float) -> list[Box]:
    """Places in one row, or so near that their cut-outs overlap, are looked at together."""
    joined: list[Box] = []
    for place in sorted(places, key=lambda box: box[1]):
        for number, other in enumerate(joined):
            near = place[1] <= other[3] + ROOM * height and other[1] <= place[3] + ROOM * height
            if near and place[0] <= other[2] + 3 * height and other[0] <= place[2] + 3 * height:
                low, high = np.minimum(place, other), np.maximum(place, other)
                joined[number] = (float(low[0]), float(low[1]), float(high[2]), float(high[3]))
                break
        else:
            joined.append(place)
    return joined


def _read_place(page: Grey, place: Box, *, engine: OcrEngine, room: float) -> tuple[tuple[RawLine, ...], bool]:
    """The lines of one place, in pixels of the page, and whether any stands on its head."""
    high, wide = page.shape
    left, top = max(0, int(place[0] - room)), max(0, int(place[1] - room))
    right, bottom = min(wide, int(place[2] + room) + 1), min(high, int(place[3] + room) + 1)
    part = np.ascontiguousarray(page[top:bottom, left:right])
    scale = 2.0 if max(part.shape) < ENLARGED_SIDE else 1.0
    if scale > 1:
        part = np.asarray(cv2.resize(part, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC), np.uint8)
    corner = np.array([left, top], np.float32)
    found = engine.find_lines(part)
    if not found and place[3] - place[1] <= 4 * room and engine.two_steps:
        # So short that nothing was found: the ink itself is the line.
        found = (RawLine(_quad(place, (left, top), scale, room / 4)),)
    read, upside_down = read_upside_down(part, engine.read_lines(part, found), engine=engine)
    return tuple(RawLine(line.quad / scale + corner, line.text, line.confidence) for line in read), upside_down


def _quad(box: Box, corner: tuple[int, int], scale: float, room: float) -> Quad:
    """A box of the page, with some room round it, as the corners of a line on the cut-out."""
    left, top = box[0] - corner[0] - room, box[1] - corner[1] - room
    right, bottom = box[2] - corner[0] + room, box[3] - corner[1] + room
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32) * np.float32(scale)


def _stands_in(line: RawLine, lines: Sequence[RawLine]) -> bool:
    """Whether a line lies, for the most part, where another was read."""
    return any(_overlap(line, other) > 0.4 for other in lines)


def _overlap(line: RawLine, other: RawLine) -> float:
    """The share of a line's box that lies in another's."""
    if (line.quad.max(0) <= other.quad.min(0)).any() or (other.quad.max(0) <= line.quad.min(0)).any():
        return 0.0
    shared, _ = cv2.intersectConvexConvex(line.quad, other.quad)
    width, height = line_sides(line)
    return float(shared) / max(1.0, width * height)


def _holds_line(box: Box, lines: Sequence[RawLine]) -> bool:
    """Whether some line's middle lies in a place: what else is red there is a frame."""
    middles = (line.quad.mean(axis=0) for line in lines)
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in middles)
