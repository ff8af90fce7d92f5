"""Sheet, red ink and turn: what the picture of a page goes through before it is read."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors.pages.page_work import (
    drop_red,
    find_sheet,
    flatten_sheet,
    has_red_text,
    looks_sideways,
    reduce_picture,
    to_grey,
    turn_matrix,
    turn_page,
)
from tests.drawing import LETTER, SHORT_LETTER, as_array, draw_page, font

RED = (200, 30, 40)


def through(matrix: np.ndarray, point: tuple[float, float]) -> tuple[float, float]:
    x, y, scale = matrix @ np.array([*point, 1.0])
    return x / scale, y / scale


def plain_paper() -> Image.Image:
    return Image.new("RGB", (1240, 1754), "white")


def ruled() -> Image.Image:
    """Letter paper: red lines under the text, as offices have it printed."""
    page = plain_paper()
    pen = ImageDraw.Draw(page)
    for row in range(190, page.height - 100, 58):
        pen.line([(110, row), (page.width - 110, row)], fill=RED, width=3)
    return page


def squared() -> Image.Image:
    """Manuscript paper: a red box for each character."""
    page = plain_paper()
    pen = ImageDraw.Draw(page)
    for row in range(190, page.height - 140, 60):
        for column in range(124, page.width - 150, 31):
            pen.rectangle([column, row, column + 31, row + 40], outline=RED, width=2)
    return page


def sealed() -> Image.Image:
    page = plain_paper()
    pen = ImageDraw.Draw(page)
    pen.ellipse([800, 700, 1100, 1000], outline=RED, width=8)
    pen.regular_polygon((950, 850, 60), 5, fill=RED)
    for number, sign in enumerate("某某市芗城区某某"):
        pen.text((830 + 29 * number, 910), sign, font=font(26), fill=RED)
    return page


def ink(grey: np.ndarray) -> float:
    return float((grey < 128).mean())


@pytest.mark.parametrize("stain", [ruled, squared, sealed])
def test_red_ruling_and_seals_vanish_and_the_text_stays(stain):
    plain = as_array(draw_page(LETTER))
    stained = as_array(draw_page(LETTER, paper=stain()))
    assert ink(to_grey(stained)) > 1.1 * ink(to_grey(plain))
    assert not has_red_text(stained)
    assert ink(drop_red(stained)) == pytest.approx(ink(to_grey(plain)), rel=0.03)


def test_red_text_is_kept():
    red = as_array(draw_page(LETTER, ink=RED))
    assert has_red_text(red)
    assert np.array_equal(drop_red(red), to_grey(red))
    assert ink(drop_red(red)) > 0.005


def test_red_text_is_kept_on_ruled_paper_too():
    assert has_red_text(as_array(draw_page(LETTER, ink=RED, paper=ruled())))


@pytest.mark.parametrize("lean", [0.3, 1, 2, 4])
def test_ruling_that_leans_is_not_taken_for_text(lean):
    page = draw_page(LETTER, paper=ruled()).rotate(lean, fillcolor="white", resample=Image.Resampling.BICUBIC)
    assert not has_red_text(as_array(page))


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_red_ruling_vanishes_however_the_page_lies(turn):
    assert not has_red_text(turn_page(as_array(draw_page(LETTER, paper=ruled())), turn))


def test_a_page_without_red_has_no_red_text():
    assert not has_red_text(as_array(draw_page(LETTER)))


def test_a_grey_page_passes_as_it_is():
    grey = to_grey(as_array(draw_page(LETTER)))
    assert drop_red(grey) is grey
    assert to_grey(grey) is grey


@pytest.mark.parametrize("lines", [LETTER, SHORT_LETTER], ids=["letter", "five lines"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_lies_sideways_is_told(lines, turn):
    page = turn_page(to_grey(as_array(draw_page(lines))), turn)
    assert looks_sideways(page) == (turn % 180 == 90)


MARKED = np.zeros((60, 90), np.uint8)
MARK = (70, 20)
MARKED[MARK[1], MARK[0]] = 255


@pytest.mark.parametrize("degrees", [0, 90, 180, 270, 360])
def test_the_matrix_of_a_turn_leads_to_where_the_turned_page_has_the_mark(degrees):
    turned = turn_page(MARKED, degrees)
    (row,), (column,) = np.nonzero(turned)
    x, y = through(turn_matrix(degrees, (90, 60)), (MARK[0] + 0.5, MARK[1] + 0.5))
    assert (x, y) == (column + 0.5, row + 0.5)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_four_turns_lead_back(degrees):
    page = turn_page(MARKED, degrees)
    assert np.array_equal(turn_page(page, 360 - degrees), MARKED)
    size = (page.shape[1], page.shape[0])
    there_and_back = turn_matrix(360 - degrees, size) @ turn_matrix(degrees, (90, 60))
    assert np.allclose(there_and_back, np.eye(3))


def photograph(
    corners: list[tuple[float, float]], *, desk: int = 60, size: tuple[int, int] = (1600, 2000)
) -> np.ndarray:
    """A drawn page as it lies on a desk: its corners, clockwise from the page's top left, in the picture."""
    page = as_array(draw_page(LETTER))
    height, width = page.shape[:2]
    own = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    matrix = cv2.getPerspectiveTransform(own, np.array(corners, np.float32))
    return cv2.warpPerspective(page, matrix, size, borderValue=(desk, desk, desk))


LEANING = [(220, 180), (1380, 240), (1440, 1850), (160, 1780)]


@pytest.mark.parametrize("desk", [20, 90, 140])
def test_a_sheet_on_a_dark_desk_is_found(desk):
    found = find_sheet(photograph(LEANING, desk=desk))
    assert found is not None
    assert np.abs(found - np.array(LEANING)).max() < 15


def shadowed(picture: np.ndarray, *, softness: float) -> np.ndarray:
    """A shadow across the lower right half, its edge `softness` pixels wide."""
    height, width = picture.shape[:2]
    y, x = np.mgrid[0:height, 0:width]
    dark = 1 / (1 + np.exp(-(0.7 * x + y - 0.75 * height) / softness))
    return (picture * (1 - 0.55 * dark)[..., None]).astype(np.uint8)


def test_a_sheet_under_a_shadow_is_found_whole():
    found = find_sheet(shadowed(photograph(LEANING), softness=40))
    assert found is not None
    assert np.abs(found - np.array(LEANING)).max() < 25


def test_what_a_hard_shadow_leaves_of_a_sheet_is_not_cut_out():
    picture = photograph(LEANING)
    picture[900:] = (picture[900:] * 0.3).astype(np.uint8)
    found = find_sheet(picture)
    assert found is None or np.abs(found - np.array(LEANING)).max() < 25


def test_a_sheet_with_a_hand_on_it_or_that_leaves_the_picture_is_not_cut():
    held = cv2.ellipse(photograph(LEANING), (150, 1750), (380, 190), -30, 0, 360, (196, 150, 120), -1)
    cut_off = photograph([(160, -90), (1680, 160), (1440, 1940), (-60, 1800)])
    for picture in (held, shadowed(cut_off, softness=40)):
        found = find_sheet(picture)
        assert found is None or cv2.contourArea(found) > 0.8 * cv2.contourArea(np.array(LEANING, np.float32))


@pytest.mark.parametrize("scale", [0.5, 0.4, 0.11])
def test_a_reduced_picture_has_its_size_and_keeps_its_brightness(scale):
    page = as_array(draw_page(LETTER))
    small = reduce_picture(page, scale)
    assert small.shape == (round(1754 * scale), round(1240 * scale), 3)
    assert small.mean() == pytest.approx(page.mean(), abs=1.5)


@pytest.mark.parametrize("turn", [0, 90])
def test_the_edge_of_a_scanner_s_lid_does_not_turn_a_page(turn):
    page = to_grey(as_array(draw_page(LETTER)))
    lidded = cv2.copyMakeBorder(page, 0, 0, 0, 110, cv2.BORDER_CONSTANT, value=8)
    assert looks_sideways(turn_page(lidded, turn)) == (turn == 90)


def test_a_flattened_sheet_is_flat_and_its_matrix_leads_there():
    picture = photograph(LEANING)
    corners = np.array(LEANING, np.float32)
    flat, matrix = flatten_sheet(picture, corners)
    height, width = flat.shape[:2]
    assert (width, height) == (1282, 1611)  # the longer of the opposite sides
    for corner, own in zip(LEANING, [(0, 0), (width, 0), (width, height), (0, height)], strict=True):
        assert through(matrix, corner) == pytest.approx(own, abs=0.5)
    assert np.median(flat[:40]) > 200
    assert np.median(flat[-40:]) > 200


def test_a_page_that_fills_the_picture_is_no_sheet_on_a_desk():
    assert find_sheet(as_array(draw_page(LETTER))) is None


def test_a_dark_page_without_a_sheet_is_left_as_it_is():
    assert find_sheet(np.full((800, 600), 40, np.uint8)) is None


def test_a_small_note_on_a_large_desk_is_not_taken_for_the_page():
    picture = np.full((2000, 1600), 50, np.uint8)
    picture[900:1100, 700:900] = 250
    assert find_sheet(picture) is None


def test_something_bright_that_has_not_four_corners_is_no_sheet():
    assert find_sheet(cv2.circle(np.full((2000, 1600), 50, np.uint8), (800, 1000), 700, 250, -1)) is None


@pytest.mark.parametrize("shape", [(1, 1), (1, 4000), (4000, 1), (3, 3), (20, 9000), (9000, 20), (23, 23), (40, 40)])
def test_a_strip_or_a_speck_is_no_trouble(shape):
    for picture in (np.full(shape, 200, np.uint8), np.full((*shape, 3), (230, 20, 20), np.uint8)):
        assert find_sheet(picture) is None
        grey = drop_red(picture)
        assert grey.shape == shape
        assert looks_sideways(grey) in (True, False)
