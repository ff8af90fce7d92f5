"""Lines come in reading order, each once, joined where a paragraph goes on."""

import math
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.engines.engine import RawLine
from extractors.letters import assemble_letter
from extractors.lines.line_order import order_lines
from extractors.lines.text import normalize_line
from extractors.pages.page_readings import OrderedPage, PageReading
from records import Letter, Page, Scan, Span

WIDE, HIGH, STEP, LEFT, TOP = 30.0, 32.0, 57.0, 120.0, 150.0
SCAN = Scan(sha256="0" * 64, name="a", media_type="image/png", size=1, received_at=datetime(2026, 11, 23, tzinfo=UTC))


def box(text: str, *, row: float, column: float = 0.0, lean: float = 0.0) -> RawLine:
    """A line at a row and column, both counted in characters; the page leans by `lean` radians about its corner."""
    width = sum(WIDE if ord(character) > 0x2E7F else WIDE / 2 for character in text)
    left, top = LEFT + column * WIDE, TOP + row * STEP
    corners = np.array([[left, top], [left + width, top], [left + width, top + HIGH], [left, top + HIGH]])
    turn = np.array([[math.cos(lean), math.sin(lean)], [-math.sin(lean), math.cos(lean)]])
    return RawLine((corners @ turn).astype(np.float32), text, 0.98)


def text_of(raw: list[RawLine]) -> str:
    return letter_of(raw).text


def letter_of(*pages: list[RawLine]) -> Letter:
    readings = [
        PageReading(Page(number=number, source="image"), order_lines(raw, page=number, engine="fake"))
        for number, raw in enumerate(pages, start=1)
    ]
    return assemble_letter(SCAN, readings)


FULL = "三月以来楼下新开的烧烤店每天营业到凌晨两点油烟直接排进我家"
PROSE = [
    box("关于烧烤店油烟扰民的反映", row=0, column=9),
    box("尊敬的市信访局领导：", row=1),
    box(FULL[:-2], row=2, column=2),
    box(FULL, row=3),
    box("到现在没有解决。", row=4),
    box(FULL[:-2], row=5, column=2),
    box("谢谢。", row=6),
    box("此致", row=7, column=2),
    box("敬礼", row=8),
    box("反映人：陈阿明", row=9.5, column=20),
    box("2026年10月8日", row=10.5, column=20),
]
PROSE_TEXT = "\n".join(
    [
        "关于烧烤店油烟扰民的反映",
        "尊敬的市信访局领导：",
        FULL[:-2] + FULL + "到现在没有解决。",
        FULL[:-2] + "谢谢。",
        "此致",
        "敬礼",
        "反映人：陈阿明",
        "2026年10月8日",
    ]
)


def test_title_salutation_paragraphs_and_sign_off_stand_apart_and_prose_runs_on():
    assert text_of(PROSE) == PROSE_TEXT


@given(st.permutations(PROSE))
def test_the_order_in_which_the_engine_finds_lines_does_not_matter(shuffled):
    assert text_of(shuffled) == PROSE_TEXT


@pytest.mark.parametrize("degrees", [-4, -2, -0.7, 0.7, 2, 4])
def test_a_leaning_page_reads_as_an_upright_one(degrees):
    leaning = [
        box(
            line.text,
            row=(line.quad[0][1] - TOP) / STEP,
            column=(line.quad[0][0] - LEFT) / WIDE,
            lean=math.radians(degrees),
        )
        for line in PROSE
    ]
    assert text_of(leaning) == PROSE_TEXT


def test_a_table_gives_a_row_a_line_with_tabs_between_its_cells():
    raw = [
        box(FULL, row=0),
        *[box(text, row=1, column=column) for text, column in [("姓名", 0), ("电话", 8), ("签名", 18)]],
        *[box(text, row=2, column=column) for text, column in [("陈阿明", 0), ("13800000000", 8), ("陈阿明", 18)]],
        box("以上为联名人员。", row=3),
    ]
    lines = text_of(raw).split("\n")
    assert lines[1:] == ["姓名\t电话\t签名", "陈阿明\t13800000000\t陈阿明", "以上为联名人员。"]


def test_a_line_that_the_engine_split_is_one_line_again():
    raw = [box(FULL, row=0), box(FULL[:12], row=1), box(FULL[12:], row=1.05, column=12.3), box("谢谢。", row=2)]
    assert text_of(raw) == FULL + FULL + "谢谢。"


def test_a_line_that_keeps_a_number_whole_at_the_margin_goes_on():
    raw = [box(FULL, row=0), box(FULL[:-5], row=1), box("13800000000可以打。", row=2), box(FULL, row=3)]
    assert text_of(raw).startswith(FULL + FULL[:-5] + "13800000000可以打。\n")


def test_a_wide_step_down_parts_paragraphs():
    raw = [box(FULL, row=0), box(FULL, row=1), box(FULL, row=2), box(FULL, row=4.5)]
    assert text_of(raw) == FULL * 3 + "\n" + FULL


def test_lines_that_say_nothing_are_dropped():
    ordered = order_lines([box("　 ", row=0), box("\u200b", row=1), box("谢谢。", row=2)], page=1, engine="fake")
    assert [line.text for line in ordered.lines] == ["谢谢。"]


def test_nothing_gives_nothing():
    assert order_lines([], page=1, engine="fake") == OrderedPage((), runs_on=False, starts_flush=False)


def test_a_line_says_what_the_engine_gave_beside_what_it_became():
    (line,) = order_lines([RawLine(box("a", row=0).quad, "２０２６ 年", 1.7)], page=3, engine="fake").lines
    assert (line.raw, line.text, line.confidence, line.page, line.engine) == ("２０２６ 年", "2026年", 1.0, 3, "fake")


@st.composite
def scattered(draw) -> list[RawLine]:
    """Boxes anywhere, over each other, of any size and lean, some without height or width."""
    lines = []
    for number in range(draw(st.integers(0, 14))):
        left, top = draw(st.floats(0, 2000)), draw(st.floats(0, 3000))
        width, height = draw(st.floats(0, 1500)), draw(st.floats(0, 120))
        slope = draw(st.floats(-0.2, 0.2)) * width
        quad = [[left, top], [left + width, top + slope], [left + width, top + slope + height], [left, top + height]]
        lines.append(RawLine(np.array(quad, np.float32), f"第{number}行", draw(st.floats(0, 1))))
    return lines


@given(scattered())
def test_every_line_appears_exactly_once_wherever_it_stands(raw):
    ordered = order_lines(raw, page=1, engine="fake")
    assert sorted(line.raw for line in ordered.lines) == sorted(line.text for line in raw)
    letter = letter_of(raw)
    for line in raw:
        assert letter.text.count(normalize_line(line.text)) == 1


@given(scattered(), st.data())
def test_the_place_of_any_words_lies_in_the_boxes_of_their_lines(raw, data):
    letter = letter_of(raw)
    start = data.draw(st.integers(0, len(letter.text)))
    span = Span(start=start, end=data.draw(st.integers(start, len(letter.text))))
    places = letter.boxes(span)
    touched = [
        line
        for line, at in zip(letter.lines, letter.starts, strict=True)
        if max(at, span.start) < min(at + len(line.text), span.end)
    ]
    assert len(places) == len(touched)
    for place, line in zip(places, touched, strict=True):
        assert place.page == line.page
        assert line.box[0] - 0.1 <= place.box[0] <= place.box[2] <= line.box[2] + 0.1
        assert line.box[1] - 0.1 <= place.box[1] <= place.box[3] <= line.box[3] + 0.1
        along = 1 if line.box[3] - line.box[1] > 1.8 * (line.box[2] - line.box[0]) else 0  # cut along the writing
        assert (place.box[1 - along], place.box[3 - along]) == (line.box[1 - along], line.box[3 - along])


@given(scattered())
def test_every_line_stands_in_the_text_where_the_letter_says(raw):
    letter = letter_of(raw)
    for line, start in zip(letter.lines, letter.starts, strict=True):
        assert letter.text[start : start + len(line.text)] == line.text
