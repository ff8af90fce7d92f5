"""A page is turned upright whichever way it lies, and no more of it is read than that takes."""

from collections.abc import Sequence

import numpy as np
import pytest

from extractors.engines.engine import Grey, RawLine
from extractors.pages.orientation import PROBES, find_upright, read_upright
from extractors.pages.page_work import to_grey
from tests.drawing import LETTER, SHORT_LETTER, as_array, draw_page

TURNS = (0, 90, 180, 270)
ROWS = np.full((1000, 800), 255, np.uint8)
for top in range(100, 900, 50):
    ROWS[top : top + 24, 100 : 700 - 3 * (top % 7) * 10] = 0


def quad(left: float, top: float, right: float, bottom: float) -> np.ndarray:
    return np.array([[left, top], [right, top], [right, bottom], [left, bottom]], np.float32)


class Scripted:
    """An engine whose lines read as sure as told, upright and flipped; it counts what it reads."""

    name, version, two_steps, good_confidence = "scripted", "1", True, 0.9

    def __init__(self, *sure: tuple[float, float], width: int = 600) -> None:
        self.quads = [quad(50, 50 + 40 * at, 50 + width - at, 80 + 40 * at) for at in range(len(sure))]
        self.sure = {float(place[0][1]): pair for place, pair in zip(self.quads, sure, strict=True)}
        self.upright = self.flipped = 0

    def find_lines(self, page: Grey) -> tuple[RawLine, ...]:
        return tuple(RawLine(place) for place in self.quads)

    def read_lines(self, page: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
        if flipped:
            self.flipped += len(lines)
        else:
            self.upright += len(lines)
        return tuple(
            RawLine(line.quad, "字" * 20, self.sure.get(float(line.quad[0][1]), (1, 1))[flipped]) for line in lines
        )


def test_an_upright_page_that_reads_well_is_never_read_flipped():
    engine = Scripted(*[(0.97, 0.5)] * 12)
    upright = find_upright(ROWS, engine=engine)
    assert upright.turned == 0
    assert engine.flipped == 0
    assert len(upright.read) + len(upright.unread) == 12


def test_one_clear_line_is_enough_to_turn_a_page_on_its_head():
    engine = Scripted(*[(0.5, 0.97)] * 12)
    upright = find_upright(ROWS, engine=engine)
    assert upright.turned == 180
    assert (engine.upright, engine.flipped) == (1, 1)
    assert len(upright.read) == 1
    assert len(upright.unread) == 11


def test_lines_of_a_turned_page_stand_where_they_are_after_the_turn():
    engine = Scripted((0.5, 0.97), (0.5, 0.97))
    upright = find_upright(ROWS, engine=engine)
    (read,), (unread,) = upright.read, upright.unread
    assert read.quad.tolist() == quad(150, 920, 750, 950).tolist()
    assert unread.quad.tolist() == quad(151, 880, 750, 910).tolist()


def test_lines_that_say_little_are_followed_by_others():
    engine = Scripted((0.8, 0.8), (0.8, 0.79), (0.6, 0.95), (0.5, 0.95))
    assert find_upright(ROWS, engine=engine).turned == 180
    assert engine.flipped == 3


def test_a_line_read_well_the_wrong_way_is_outweighed_and_read_again():
    engine = Scripted((0.91, 0.2), *[(0.3, 0.98)] * 3, width=150)
    upright = find_upright(ROWS, engine=engine)
    assert upright.turned == 180
    # The first was never read flipped, so it is among those still to read.
    assert len(upright.unread) == 1 + 3 - len(upright.read)


def test_a_page_that_says_nothing_either_way_stays_as_it_is():
    engine = Scripted(*[(0.7, 0.7)] * 12)
    assert find_upright(ROWS, engine=engine).turned == 0
    assert engine.flipped == PROBES


@pytest.mark.parametrize("size", [(1000, 800), (30, 400), (5, 5)])
def test_a_page_without_lines_stays_as_it_is(size):
    upright = find_upright(np.full(size, 255, np.uint8), engine=Scripted())
    assert (upright.turned, upright.read, upright.unread) == (0, (), ())


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("lines", [LETTER, SHORT_LETTER, ("请尽快处理。",)], ids=["letter", "note", "one line"])
def test_a_page_is_turned_upright_from_every_direction(rapidocr, lines, turn):
    page = to_grey(as_array(draw_page(lines)))
    upright = find_upright(np.ascontiguousarray(np.rot90(page, -turn // 90)), engine=rapidocr)
    assert upright.turned == turn
    assert upright.page.shape == page.shape


@pytest.mark.parametrize("turn", TURNS)
def test_a_page_of_figures_is_turned_upright_from_every_direction(rapidocr, turn):
    rows = [f"2025年{month}月{month + 9}日    62172839405{month:02}   {month * 731}.60元" for month in range(1, 9)]
    page = to_grey(as_array(draw_page(rows)))
    assert find_upright(np.ascontiguousarray(np.rot90(page, -turn // 90)), engine=rapidocr).turned == turn


def test_every_line_is_read_once_and_none_is_lost(rapidocr):
    page = to_grey(as_array(draw_page(LETTER)))
    _, _, upright = read_upright(page, engine=rapidocr)
    _, turned, away = read_upright(np.ascontiguousarray(np.rot90(page, 2)), engine=rapidocr)
    assert turned == 180
    assert len(away) == len(upright)
    assert sorted(line.text for line in away)[-3:] == sorted(line.text for line in upright)[-3:]


@pytest.mark.tesseract
@pytest.mark.parametrize("turn", [0, 180])
def test_an_engine_that_reads_at_once_tells_it_too(tesseract, turn):
    page = to_grey(as_array(draw_page(SHORT_LETTER)))
    upright = find_upright(np.ascontiguousarray(np.rot90(page, -turn // 90)), engine=tesseract)
    assert upright.turned == turn
    assert all(line.text for line in upright.read + upright.unread)
