"""Tell a page that is written from the top down from one that lies on its side, and lines that stand on their head.

Engines read a character that lies on its left side as well as one that stands, and so a column as well as a row. But
they do not read one that lies on its right side: a character that can be read when it is turned clockwise was lying.
"""

from collections.abc import Sequence

import numpy as np

from extractors.engines.engine import Grey, OcrEngine, RawLine
from extractors.pages.orientation import line_sides
from extractors.pages.page_work import turn_page

WIDER = 1.1
"""A page so much wider than high may be a sheet on its side."""

PROBES = 4
"""So many single characters are read turned clockwise."""

POOR = 0.8
"""A line read with less confidence may stand on its head ..."""

BETTER = 0.15
"""... and does when it reads so much better turned over."""

QUARTER = 270
"""What undoes a turn that was taken for granted: three quarters counter-clockwise."""


def stand_columns(
    page: Grey, turned: int, lines: tuple[RawLine, ...], *, engine: OcrEngine
) -> tuple[Grey, int, tuple[RawLine, ...]]:
    """The page, its scan's turn and its lines, turned back when the characters lie on their left side.

    Only a page wider than high is looked at: a letter's sheet is higher than wide.
    """
    if page.shape[1] <= WIDER * page.shape[0] or not engine.two_steps:
        return page, turned, lines
    probes = _single_characters(page, lines)
    standing = sum(_reads_as(character, turn_page(cut, QUARTER), engine) for cut, character in probes)
    if standing <= len(probes) / 2:
        return page, turned, lines
    return turn_page(page, QUARTER), (turned + QUARTER) % 360, turn_lines(lines, (page.shape[1], page.shape[0]))


def turn_lines(lines: Sequence[RawLine], size: tuple[int, int]) -> tuple[RawLine, ...]:
    """The lines of a page of `size` (width, height) after it was turned clockwise by 90 degrees."""
    turned = []
    for line in lines:
        x, y = line.quad[:, 0], line.quad[:, 1]
        corners = np.roll(np.stack([size[1] - y, x], axis=1), 1, axis=0)
        turned.append(RawLine(np.asarray(corners, np.float32), line.text, line.confidence))
    return tuple(turned)


def read_upside_down(page: Grey, lines: Sequence[RawLine], *, engine: OcrEngine) -> tuple[tuple[RawLine, ...], bool]:
    """The lines, those that stand on their head read turned over, and whether there were any.

    Only lines that read poorly are tried.
    """
    if not engine.two_steps:
        return tuple(lines), False
    poor = [line for line in lines if line.confidence < POOR and line_sides(line)[0] > 2 * line_sides(line)[1]]
    flipped = {id(old): new for old, new in zip(poor, engine.read_lines(page, poor, flipped=True), strict=True)}
    better = {key for key, new in flipped.items() if new.confidence >= POOR and len(new.text) > 1}
    better = {id(old) for old in poor if id(old) in better and flipped[id(old)].confidence > old.confidence + BETTER}
    return tuple(flipped[id(line)] if id(line) in better else line for line in lines), bool(better)


def _single_characters(page: Grey, lines: Sequence[RawLine]) -> list[tuple[Grey, str]]:
    """Characters from the middle of the surest lines of Han alone, cut out, with what they were read as."""
    found = []
    for line in sorted(lines, key=lambda line: -line.confidence):
        text = line.text
        if len(text) < 3 or not all("\u4e00" <= character <= "\u9fff" for character in text):
            continue
        left, top = line.quad.min(axis=0)
        right, bottom = line.quad.max(axis=0)
        for at in (len(text) // 3, 2 * len(text) // 3):
            low, high = left + (right - left) * at / len(text), left + (right - left) * (at + 1) / len(text)
            room = 0.08 * (high - low)
            cut = page[max(0, round(top)) : round(bottom), max(0, round(low - room)) : round(high + room)]
            if min(cut.shape) >= 8:
                found.append((np.ascontiguousarray(cut), text[at]))
        if len(found) >= PROBES:
            break
    return found[:PROBES]


def _reads_as(character: str, cut: Grey, engine: OcrEngine) -> bool:
    height, width = cut.shape
    quad = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    return engine.read_lines(cut, [RawLine(quad)])[0].text.strip() == character
