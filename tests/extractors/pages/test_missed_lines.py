"""What the first look missed is read on a second, and told when it cannot be read."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors.engines.engine import Grey, RawLine
from extractors.pages.missed_lines import read_missed
from extractors.pages.page_reader import read_picture
from tests.drawing import LETTER, as_array, draw_page, font
from tests.extractors.pages.test_ink import LINES, grey, without


class Counting:
    """An engine that finds nothing and counts how often it was asked."""

    name, version, two_steps, good_confidence = "counting", "1", True, 0.9

    def __init__(self) -> None:
        self.asked = 0

    def find_lines(self, page: Grey) -> tuple[RawLine, ...]:
        self.asked += 1
        return ()

    def read_lines(self, page: Grey, lines: Sequence[RawLine], *, flipped: bool = False) -> tuple[RawLine, ...]:
        return tuple(RawLine(line.quad, "", 0.0) for line in lines)


def test_a_page_on_which_nothing_is_missing_does_not_trouble_the_engine():
    engine = Counting()
    page = draw_page(LETTER)
    completed = read_missed(grey(page), LINES, engine=engine, picture=as_array(page))
    assert (completed.lines, completed.unread, completed.unsure) == (LINES, (), False)
    assert engine.asked == 0


def test_what_cannot_be_read_stays_told():
    engine = Counting()
    completed = read_missed(grey(draw_page(LETTER)), without(4), engine=engine)
    assert completed.lines == without(4)
    assert len(completed.unread) == 1
    assert engine.asked == 1


@pytest.mark.parametrize("rows", [(3,), (0, 9), (2, 3, 4)])
def test_missing_lines_are_read_where_they_stand(rapidocr, rows):
    completed = read_missed(grey(draw_page(LETTER)), without(*rows), engine=rapidocr)
    assert completed.unread == ()
    added = sorted(completed.lines[len(LINES) - len(rows) :], key=lambda line: line.quad[0][1])
    assert [line.text for line in added] == [LETTER[row].strip("　") for row in rows]
    for line, row in zip(added, rows, strict=True):
        assert np.abs(line.quad - LINES[row].quad).max() < 20


def test_a_letterhead_and_a_remark_in_red_are_read_and_a_seal_is_not(rapidocr):
    page = draw_page(LETTER)
    pen = ImageDraw.Draw(page)
    pen.text((420, 40), "漳州市信访局", font=font(64), fill=(205, 35, 45))
    pen.text((200, 1300), "请城管局阅处。王建国", font=font(46), fill=(205, 35, 45))
    pen.ellipse((800, 950, 1050, 1200), outline=(205, 35, 45), width=6)
    pen.text((850, 990), "翠堤湾", font=font(40), fill=(205, 35, 45))
    reading = read_picture(as_array(page), number=1, dpi=150, engine=rapidocr)
    texts = [line.text for line in reading.ordered.lines]
    assert (texts[0], texts[-1]) == ("漳州市信访局", "请城管局阅处。王建国")
    assert "翠堤湾" not in "".join(texts)
    assert "page.ink-unread" not in reading.page.doubts


def test_a_line_on_its_head_is_read_and_its_place_is_doubted(rapidocr):
    page = draw_page(LETTER)
    strip = Image.new("RGB", (760, 50), "white")
    ImageDraw.Draw(strip).text((5, 6), "补充：电话改为13800000000", font=font(34), fill=(20, 20, 20))
    page.paste(strip.rotate(180), (200, 1200))
    reading = read_picture(as_array(page), number=1, dpi=150, engine=rapidocr)
    assert "13800000000" in reading.ordered.lines[-1].text
    assert "page.order-unsure" in reading.page.doubts
