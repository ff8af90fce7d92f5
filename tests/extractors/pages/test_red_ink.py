"""Text in red is found where the red channel lost it; seals, finger prints and ruling are not."""

import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors.pages.red_ink import find_red_text
from tests.drawing import LETTER, as_array, draw_page, font
from tests.extractors.pages.test_ink import LINES

RED = (205, 35, 45)


def places(page: Image.Image) -> tuple[tuple[float, float, float, float], ...]:
    return find_red_text(as_array(page), LINES, height=42)


def test_a_page_without_red_has_no_red_text():
    assert places(draw_page(LETTER)) == ()
    assert find_red_text(as_array(draw_page(LETTER).convert("L")), LINES, height=42) == ()


@pytest.mark.parametrize(
    ("words", "at", "size"),
    [
        ("漳州市信访局", (420, 40), 64),
        ("陈阿明", (800, 1000), 40),
        ("请城管局阅处，月底前报结果。王建国", (200, 1300), 46),
    ],
    ids=["letterhead", "signature", "remark"],
)
def test_words_in_red_are_found_where_they_stand(words, at, size):
    page = draw_page(LETTER)
    ImageDraw.Draw(page).text(at, words, font=font(size), fill=RED)
    (place,) = places(page)
    assert place == pytest.approx((*at, at[0] + size * len(words), at[1] + size), abs=0.8 * size)


def test_red_words_that_a_line_covers_were_read():
    page = draw_page(LETTER, ink=RED)
    assert places(page) == ()


def sealed(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    pen.ellipse((700, 900, 950, 1150), outline=RED, width=6)
    for at, character in zip([(730, 1010), (760, 950), (805, 920), (850, 950), (880, 1010)], "翠堤湾小区", strict=True):
        pen.text(at, character, font=font(34), fill=RED)


def pressed(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    for ring in range(0, 40, 7):
        pen.ellipse((800 + ring, 1000 + ring * 1.3, 890 - ring, 1120 - ring * 1.3), outline=RED, width=4)


def carved(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    pen.rectangle((800, 1000, 890, 1090), outline=RED, width=5)
    for number, character in enumerate("陈阿明印"):
        pen.text((808 + 38 * (number % 2), 1006 + 40 * (number // 2)), character, font=font(36), fill=RED)


def ruled(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    for y in range(140, 1700, 59):
        pen.line((100, y, 1140, y + 5), fill=RED, width=2)


@pytest.mark.parametrize("mark", [sealed, pressed, carved, ruled])
def test_seals_finger_prints_and_ruling_are_no_text(mark):
    page = draw_page(LETTER)
    mark(page)
    assert places(page) == ()


def test_a_signature_in_red_is_found_on_paper_with_red_ruling():
    page = draw_page(LETTER)
    ruled(page)
    ImageDraw.Draw(page).text((700, 1030), "反映人陈阿明", font=font(40), fill=RED)
    assert any(abs(place[1] - 1030) < 40 for place in places(page))


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 900, 3), (12, 12, 3)])
def test_a_speck_in_colour_is_taken(shape):
    assert find_red_text(np.full(shape, 200, np.uint8), (), height=10) == ()
