"""Faint writing is made strong before it is read; pages with real ink, and empty ones, stay as they are."""

import numpy as np
import pytest

from extractors.pages.contrast import against_paper, strengthen_faint
from extractors.pages.page_looks import look_at
from extractors.pages.page_reader import read_picture
from tests.drawing import SHORT_LETTER, as_array, draw_page

PAPER = 250


def faint_page(contrast: int) -> np.ndarray:
    """A page in grey whose ink is only so much darker than its paper, with the paper's own grain."""
    drawn = as_array(draw_page(SHORT_LETTER, ink=(0, 0, 0)))[:, :, 0].astype(np.float64) / 255
    grain = np.random.default_rng(1).normal(0, 1.5, drawn.shape)
    return np.clip(PAPER - contrast * (1 - drawn) + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("contrast", [16, 24, 40])
def test_what_the_eye_just_sees_is_read(rapidocr, contrast):
    reading = read_picture(faint_page(contrast), number=1, dpi=150, engine=rapidocr)
    text = "".join(line.text for line in reading.ordered.lines)
    assert "村口的路灯坏了两个月" in text
    assert "林小红" in text


def test_a_page_with_dark_ink_is_not_touched():
    page = faint_page(200)
    assert strengthen_faint(page, look_at(page)) is page


def test_empty_paper_is_blank_and_not_stretched_to_noise():
    page = faint_page(0)
    look = look_at(page)
    assert look.is_blank
    assert strengthen_faint(page, look) is page


def test_a_shadow_is_paper_and_ink_on_it_keeps_its_share():
    page = np.full((800, 600), 240.0)
    page[100:120, 100:140] = page[500:520, 100:140] = 120
    page *= np.linspace(1, 0.5, 800)[:, None]
    share = against_paper(page.astype(np.uint8))
    assert abs(int(share[110, 120]) - int(share[510, 120])) < 6
    assert share[300, 300] > 245
    assert share[700, 300] > 245
