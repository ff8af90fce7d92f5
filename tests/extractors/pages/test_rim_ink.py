"""Writing at a page's edge is told from what scanning leaves there."""

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from extractors.pages.page_looks import look_at
from extractors.pages.page_work import to_grey, turn_page
from extractors.pages.rim_ink import count_rim_strokes
from extractors.stacks.glances import RIM, glance_at
from tests.drawing import font
from tests.extractors.odd_pages import paper, shine_through, written

MM = 1240 / 210
"""Pixels of a millimetre on a page of A4 at 150 dpi."""


def say(words: str, x: float, y: float, mm: float, *, sheet: np.ndarray | None = None) -> np.ndarray:
    """A page with words whose left upper corner lies so many millimetres from that of the page."""
    image = Image.fromarray(paper() if sheet is None else sheet)
    ImageDraw.Draw(image).text((x * MM, y * MM), words, font=font(round(mm * MM)), fill=(20, 20, 20), anchor="lt")
    return np.asarray(image)


def lidded(noise: float = 0) -> np.ndarray:
    sheet = cv2.copyMakeBorder(paper(1700, 1200), 14, 40, 30, 10, cv2.BORDER_CONSTANT, value=(20, 20, 20))
    return (sheet + np.random.default_rng(5).normal(0, noise, sheet.shape)).clip(0, 255).astype(np.uint8)


def holed(at: int, radius: int, line: int = -1, *, apart: int = 550) -> np.ndarray:
    sheet = paper()
    for y in range(200, 1700, apart):
        cv2.circle(sheet, (at, y), radius, (20, 20, 20), line)
    return sheet


def stapled() -> np.ndarray:
    sheet = paper()
    cv2.line(sheet, (30, 60), (82, 90), (60, 60, 60), 4)
    return sheet


def folded() -> np.ndarray:
    sheet = paper()
    cv2.line(sheet, (30, 0), (34, 1754), (120, 120, 120), 3)
    cv2.line(sheet, (0, 1735), (1240, 1740), (120, 120, 120), 3)
    return sheet


def torn(*, lid: bool) -> np.ndarray:
    """Torn down its left side; the lid shows there, or nothing but the tear's own shadow."""
    sheet, dice = paper(), np.random.default_rng(3)
    edge = np.cumsum(dice.normal(0, 2.5, len(sheet)))
    for row, at in zip(sheet, np.clip(edge - edge.min(), 0, 80).astype(int), strict=True):
        if lid:
            row[:at] = 8
        else:
            row[at : at + 3] = dice.integers(60, 180)
    return sheet


def shadowed() -> np.ndarray:
    return (paper() * (1 - 0.75 * np.exp(-np.arange(1240) / 12))[None, :, None]).astype(np.uint8)


def dusty() -> np.ndarray:
    sheet, dice = paper(), np.random.default_rng(1)
    for x, y in dice.integers((5, 5), (60, 1750), (30, 2)).tolist():
        cv2.ellipse(sheet, (x, y), dice.integers(1, 5, 2).tolist(), 30, 0, 360, (70, 70, 70), -1)
    return sheet


BARE = {
    "lid": lidded(),
    "noisy lid": lidded(25),
    "punched": holed(40, 18),
    "rims of holes": holed(35, 18, 2),
    "torn from a pad": holed(30, 14, apart=45),
    "stapled": stapled(),
    "folded": folded(),
    "torn on the lid": torn(lid=True),
    "torn": torn(lid=False),
    "shadowed": shadowed(),
    "dusty": dusty(),
}


@pytest.mark.parametrize("turn", [0, 90])
@pytest.mark.parametrize("sheet", BARE)
def test_what_scanning_leaves_at_the_edge_is_no_writing(sheet, turn):
    assert count_rim_strokes(to_grey(turn_page(BARE[sheet], turn)), RIM) == 0


@pytest.mark.parametrize("sheet", ["lid", "noisy lid", "punched", "stapled", "folded", "torn on the lid", "shadowed"])
def test_a_stacks_bare_page_stays_blank_whatever_is_at_its_edge(sheet):
    assert glance_at(BARE[sheet], number=2).blank


@pytest.mark.parametrize(
    ("words", "x", "y", "mm"),
    [
        ("急", 5, 140, 5),
        ("急", 2, 140, 9),
        ("急", 203, 50, 5.5),
        ("此致敬礼", 30, 289.6, 4.3),
        ("已阅", 100, 1, 5),
    ],
)
def test_a_page_with_a_few_words_at_its_edge_is_not_blank(words, x, y, mm):
    page = say(words, x, y, mm)
    assert not look_at(page).is_blank
    glance = glance_at(page, number=2)
    assert (glance.blank, glance.faint) == (False, False)


@pytest.mark.parametrize("words", ["急", "申诉"])
def test_words_beside_a_lid_that_shows_are_seen(words):
    page = say(words, 8, 140, 5, sheet=lidded())
    assert count_rim_strokes(to_grey(page), RIM)
    assert not glance_at(page, number=2).blank


def test_words_at_the_edge_of_a_back_through_which_the_front_shows_keep_it_from_passing_for_that():
    back = shine_through(paper(), written(), 0.25)
    assert glance_at(back, number=2).faint
    assert not glance_at(say("此致敬礼", 30, 290, 4.3, sheet=back), number=2).faint


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (40, 40), (70, 4000)])
def test_on_a_strip_there_is_no_edge(shape):
    assert count_rim_strokes(np.full(shape, 250, np.uint8), RIM) == 0
