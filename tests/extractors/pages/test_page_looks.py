"""Whether a page bears ink, before anything is read."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors.pages.page_looks import count_pale, look_at
from extractors.pages.page_work import to_grey, turn_page
from tests.drawing import font
from tests.extractors.odd_pages import paper, scene, shine_through, written


def punched() -> np.ndarray:
    sheet = paper()
    for y in (600, 1150):
        cv2.circle(sheet, (70, y), 18, (20, 20, 20), -1)
    return sheet


def folded() -> np.ndarray:
    sheet = paper()
    for at in (600, 1150):
        cv2.line(sheet, (0, at), (1240, at + 6), (205, 205, 205), 3)
    cv2.line(sheet, (620, 0), (622, 1754), (170, 170, 170), 2)
    return sheet


def lidded() -> np.ndarray:
    return cv2.copyMakeBorder(paper(), 0, 40, 30, 0, cv2.BORDER_CONSTANT, value=(8, 8, 8))


def dusty() -> np.ndarray:
    sheet = paper()
    for x, y in np.random.default_rng(2).integers(100, 1100, (25, 2)):
        cv2.circle(sheet, (int(x), int(y)), 1, (90, 90, 90), -1)
    return sheet


def shaded() -> np.ndarray:
    return (paper() * np.linspace(1, 0.6, 1240)[None, :, None]).astype(np.uint8)


@pytest.mark.parametrize("sheet", [paper, punched, folded, lidded, dusty, shaded], ids=lambda sheet: sheet.__name__)
@pytest.mark.parametrize("turn", [0, 90])
def test_a_bare_sheet_is_blank_whatever_scanning_left_on_it(sheet, turn):
    assert look_at(turn_page(sheet(), turn)).is_blank


@pytest.mark.parametrize("tint", [90, 170])
def test_a_dark_sheet_is_blank_too(tint):
    assert look_at(paper(tint=tint)).is_blank


@pytest.mark.parametrize(("ink", "words"), [((20, 20, 20), "3"), ((200, 30, 40), "已阅"), ((200, 200, 205), "看不清")])
def test_a_page_number_a_red_note_and_faint_pencil_are_no_blank_page(ink, words):
    sheet = Image.fromarray(paper())
    ImageDraw.Draw(sheet).text((600, 1600), words, font=font(34), fill=ink)
    assert not look_at(np.asarray(sheet)).is_blank


def test_one_line_of_the_smallest_print_is_no_blank_page():
    sheet = Image.fromarray(paper(3508, 2480))
    ImageDraw.Draw(sheet).text((900, 3200), "2026091812345678", font=font(20), fill=(20, 20, 20))
    assert not look_at(np.asarray(sheet)).is_blank


def test_a_long_picture_of_a_screen_is_not_passed_over():
    screen = Image.fromarray(paper(9000, 720))
    ImageDraw.Draw(screen).text((40, 5000), "你好，我要反映", font=font(24), fill=(20, 20, 20))
    assert not look_at(np.asarray(screen)).is_blank


def test_what_shines_through_is_pale_and_a_letter_is_not():
    back = look_at(shine_through(paper(), written(), 0.25))
    assert back.is_pale
    assert not back.is_blank
    assert not look_at(written()).is_pale


def test_a_photograph_is_told_from_paper_also_when_it_fills_half_a_sheet():
    assert look_at(scene()).is_picture
    sheet = paper()
    sheet[200:1100, 120:1120] = scene(900, 1000)
    assert look_at(sheet).is_picture
    assert not look_at(written()).is_picture
    assert not look_at(shaded()).is_picture


def test_pale_shapes_are_counted_beside_dark_ones_only_where_they_stand_alone():
    assert count_pale(to_grey(written())) < 5
    assert count_pale(to_grey(shine_through(written(), written()[::-1], 0.25))) > 30


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (40, 40), (70, 4000)])
def test_a_strip_is_never_passed_over(shape):
    assert not look_at(np.full(shape, 250, np.uint8)).is_blank or min(shape) >= 60
    assert count_pale(np.full(shape, 250, np.uint8)) == 0
