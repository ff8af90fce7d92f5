"""Ink outside the lines' boxes is noticed when it looks like text, and nothing else is."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from extractors.engines.engine import Grey, RawLine
from extractors.pages.ink import find_unread
from extractors.pages.short_lines import find_cut_short
from tests.drawing import LETTER, as_array, draw_page, font

SIZE, STEP, LEFT, TOP = 31, 59, 124, 150


def line_of(row: int, text: str) -> RawLine:
    """The box that an engine gives the row of a drawn letter."""
    start = LEFT + SIZE * (len(text) - len(text.lstrip("　")))
    end = LEFT + font(SIZE).getlength(text)
    top = TOP + row * STEP - 2
    quad = np.array([[start, top], [end, top], [end, top + 42], [start, top + 42]], np.float32)
    return RawLine(quad, text.strip("　"), 0.99)


LINES = tuple(line_of(row, text) for row, text in enumerate(LETTER))


def written(**drawn: object) -> Image.Image:
    return draw_page(LETTER, **drawn)


def grey(page: Image.Image) -> Grey:
    return as_array(page.convert("L"))


def without(*rows: int) -> tuple[RawLine, ...]:
    return tuple(line for row, line in enumerate(LINES) if row not in rows)


def covers(places: Sequence[tuple[float, float, float, float]], line: RawLine) -> bool:
    """Whether the places lie on a line's box and cover most of it."""
    left, right = line.quad[:, 0].min(), line.quad[:, 0].max()
    top, bottom = line.quad[:, 1].min(), line.quad[:, 1].max()
    inside = [place for place in places if place[1] > top - 30 and place[3] < bottom + 30]
    return sum(place[2] - place[0] for place in inside) > 0.8 * (right - left)


def test_a_page_whose_lines_were_all_found_has_nothing_unread():
    assert find_unread(grey(written()), LINES) == ()


@pytest.mark.parametrize("row", range(len(LETTER)))
def test_each_line_of_a_letter_is_missed_when_it_was_not_found(row):
    places = find_unread(grey(written()), without(row))
    assert covers(places, LINES[row])


def test_several_lines_that_were_not_found_are_all_told():
    places = find_unread(grey(written()), without(1, 4, 10))
    assert all(covers(places, LINES[row]) for row in (1, 4, 10))


def test_a_page_on_which_nothing_was_found_has_its_lines_unread():
    assert len(find_unread(grey(written()), ())) >= 6


@pytest.mark.parametrize("ink", [(120, 120, 120), (90, 100, 170)], ids=["pencil", "pale blue"])
def test_a_paler_hand_is_missed_too(ink):
    assert covers(find_unread(grey(written(ink=ink)), without(3)), LINES[3])


def test_a_leaning_page_is_looked_at_along_its_lean():
    page = written().rotate(1.5, resample=Image.Resampling.BICUBIC, fillcolor="white", center=(0, 0))
    turn = np.array([[np.cos(0.02618), -np.sin(0.02618)], [np.sin(0.02618), np.cos(0.02618)]])
    lines = [RawLine((line.quad @ turn).astype(np.float32), line.text, 0.99) for line in LINES]
    assert find_unread(grey(page), lines) == ()
    assert find_unread(grey(page), lines[:3] + lines[4:])


def ruled(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    for y in range(TOP - 12, 1650, STEP):
        pen.line((100, y, 1150, y + 6), fill=(60, 60, 60), width=2)


def squared(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    for y in range(900, 1600, 59):
        pen.line((100, y, 1140, y), fill=(90, 120, 90), width=2)
        pen.line((100, y + 45, 1140, y + 45), fill=(90, 120, 90), width=2)
        for x in range(100, 1141, 52):
            pen.line((x, y, x, y + 45), fill=(90, 120, 90), width=2)


def folded(page: Image.Image) -> None:
    ImageDraw.Draw(page).rectangle((0, 1000, 1239, 1006), fill=(150, 150, 150))


def edged(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    pen.rectangle((0, 0, 12, 1753), fill=(30, 30, 30))
    pen.rectangle((0, 1744, 1239, 1753), fill=(60, 60, 60))


def punched(page: Image.Image) -> None:
    for y in (640, 1110):
        ImageDraw.Draw(page).ellipse((50, y, 86, y + 36), fill=(25, 25, 25))


def stapled(page: Image.Image) -> None:
    ImageDraw.Draw(page).line((70, 60, 140, 84), fill=(80, 80, 80), width=5)


def specked(page: Image.Image) -> None:
    spots = np.random.default_rng(3).integers(0, (1240, 1754), (900, 2))
    for x, y in spots:
        ImageDraw.Draw(page).rectangle((x, y, x + 1, y + 1), fill=(40, 40, 40))


def underlined(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    for y in (1000, 1080, 1160):
        pen.line((300, y, 1000, y), fill=(20, 20, 20), width=3)


def barcoded(page: Image.Image) -> None:
    pen = ImageDraw.Draw(page)
    x = 400
    for width in np.random.default_rng(5).integers(2, 7, 60):
        pen.rectangle((x, 1300, x + width, 1400), fill=(10, 10, 10))
        x += int(width) + 4


def photographed(page: Image.Image) -> None:
    shades = np.random.default_rng(9).normal(0, 1, (30, 40))
    scene = Image.fromarray((128 + 50 * shades).clip(0, 255).astype(np.uint8)).resize(
        (700, 500), Image.Resampling.BICUBIC
    )
    page.paste(scene.convert("RGB"), (250, 1050))


def shining_through(page: Image.Image) -> None:
    back = draw_page(LETTER, top=180).transpose(Image.Transpose.FLIP_LEFT_RIGHT).filter(ImageFilter.GaussianBlur(2))
    pale = np.asarray(back.convert("L"), np.float32) / 255
    seen = np.asarray(page, np.float32) * (1 - 0.14 * (1 - pale))[..., None]
    page.paste(Image.fromarray(seen.astype(np.uint8)))


@pytest.mark.parametrize(
    "mark",
    [
        ruled,
        squared,
        folded,
        edged,
        punched,
        stapled,
        specked,
        underlined,
        barcoded,
        photographed,
        shining_through,
    ],
)
def test_what_is_no_text_is_set_aside_and_a_missing_line_beside_it_is_not(mark):
    page = written()
    mark(page)
    assert find_unread(grey(page), LINES) == ()
    assert find_unread(grey(page), without(4))


def test_the_rest_of_a_red_seal_is_no_text_where_the_colours_are_known():
    page = written()
    pen = ImageDraw.Draw(page)
    pen.ellipse((700, 900, 1000, 1200), outline=(170, 40, 45), width=9)
    pen.text((760, 960), "翠堤湾小区", font=font(38), fill=(170, 40, 45))
    picture = as_array(page)
    red = np.ascontiguousarray(picture[:, :, 0])
    assert find_unread(red, LINES)
    assert find_unread(red, LINES, picture=picture) == ()


def test_a_place_that_is_known_to_be_something_else_is_no_text():
    page = grey(written())
    left, top = LINES[4].quad.min(axis=0) - 8
    right, bottom = LINES[4].quad.max(axis=0) + 8
    assert find_unread(page, without(4), known=[(left, top, right, bottom)]) == ()


@pytest.mark.parametrize("shape", [(1, 1), (1, 3000), (3000, 1), (12, 12), (39, 900)])
def test_a_speck_or_a_strip_has_nothing_unread(shape):
    assert find_unread(np.full(shape, 250, np.uint8), ()) == ()


def test_a_line_of_which_only_the_beginning_was_read_is_told():
    cut = RawLine(LINES[3].quad, LINES[3].text[:8], 0.99)
    lines = (*without(3), cut)
    (place,) = find_cut_short(grey(written()), lines)
    assert place == pytest.approx((*cut.quad.min(axis=0), *cut.quad.max(axis=0)), abs=0.1)


def test_wide_gaps_in_a_line_are_no_missing_words():
    line = LINES[3]
    spaced = RawLine(line.quad, "此致敬礼", 0.99)
    page = written()
    ImageDraw.Draw(page).rectangle((LEFT + 90, TOP + 3 * STEP - 4, 1020, TOP + 3 * STEP + 44), fill="white")
    assert find_cut_short(grey(page), (*without(3), spaced)) == ()


def test_lines_that_were_read_whole_are_not_cut_short():
    assert find_cut_short(grey(written()), LINES) == ()
    assert find_cut_short(grey(written()), ()) == ()
