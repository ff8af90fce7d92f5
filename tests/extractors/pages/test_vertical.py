"""A page written from the top down is read from the right, however it was laid on the glass."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors.engines.engine import RawLine
from extractors.letters import assemble_letter
from extractors.pages.page_reader import read_picture
from extractors.pages.page_work import turn_matrix
from extractors.pages.vertical import turn_lines
from records import Span
from tests.drawing import as_array, font
from tests.extractors.lines.test_line_order import SCAN
from tests.extractors.pages.test_page_reader import errors
from tests.extractors.pages.test_page_work import through

COLUMNS = (
    "尊敬的市信访局领导",
    "　　我是芗城区南坑街道的居民陈阿明住在延安北路一栋三楼",
    "今年三月以来楼下新开的烧烤店每天营业到凌晨两点油烟直接",
    "排进我家的窗户孩子整夜咳嗽我们多次找店主协商没有结果",
    "恳请有关部门到现场查看责令店家安装净化设备",
    "　　　　　　　　　　反映人陈阿明",
)


def written_down(columns: Sequence[str], *, size: int = 36) -> np.ndarray:
    page = Image.new("RGB", (1240, 1754), "white")
    pen = ImageDraw.Draw(page)
    for column, text in enumerate(columns):
        for row, character in enumerate(text):
            pen.text((1080 - 66 * column, 130 + 40 * row), character, font=font(size), fill=(20, 20, 20))
    return as_array(page)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_columns_are_read_from_the_right_and_the_page_stands_as_it_was_written(rapidocr, turn):
    picture = np.ascontiguousarray(np.rot90(written_down(COLUMNS), -turn // 90))
    reading = read_picture(picture, number=1, dpi=150, engine=rapidocr)
    assert reading.page.rotation == turn
    assert reading.page.size == (1240, 1754)
    letter = assemble_letter(SCAN, [reading])
    assert errors(letter.text, "".join(COLUMNS).replace("　", "")) < 0.03
    start = letter.text.index("油烟")
    (place,) = letter.boxes(Span(start=start, end=start + 2))
    left, top, right, bottom = place.box
    row = COLUMNS[2].index("油烟")
    assert left - 15 <= 1080 - 66 * 2 <= right - 15
    assert (top, bottom) == pytest.approx((130 + 40 * row, 130 + 40 * (row + 2)), abs=25)


def test_turned_lines_lie_where_the_page_takes_them():
    quad = np.array([[10, 20], [110, 20], [110, 50], [10, 50]], np.float32)
    (turned,) = turn_lines([RawLine(quad, "字", 0.9)], (400, 300))
    corners = sorted(tuple(map(round, through(turn_matrix(270, (400, 300)), (x, y)))) for x, y in quad)
    assert sorted(tuple(map(round, corner)) for corner in turned.quad.tolist()) == corners
    assert turned.quad[0].tolist() == turned.quad.min(axis=0).tolist()
