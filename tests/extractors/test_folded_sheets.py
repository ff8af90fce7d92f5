"""The pages of folded sheets come in the order of the letter, or with a doubt."""

import pytest

from extractors.engines.engine import RawLine
from extractors.letters import assemble_letter
from extractors.lines.line_order import order_lines
from extractors.pages.page_readings import PageReading
from records import Letter, Page, Span
from tests.extractors.lines.test_columns import A, B
from tests.extractors.lines.test_line_order import SCAN, box

SIZE = (1480, 1000)
SECOND = [f"第二页{number}{A[4:]}" for number in range(6)]
THIRD = [f"第三页{number}{B[4:]}" for number in range(6)]
FIRST = ["尊敬的市信访局领导：", *(f"第一页{number}{A[4:]}" for number in range(5))]
LAST = ["第四页到现在没有解决。", "此致", "敬礼", "反映人：陈阿明", "2026年10月8日"]


def sheet(number: int, left: list[str], right: list[str]) -> PageReading:
    """A picture of two pages."""
    raw: list[RawLine] = []
    for column, lines in ((0.0, left), (24.0, right)):
        raw += [box(text, row=row, column=column) for row, text in enumerate(lines)]
    page = Page(number=number, source="image", size=SIZE)
    return PageReading(page, order_lines(raw, page=number, engine="fake", size=SIZE))


def read(*sheets: PageReading) -> Letter:
    return assemble_letter(SCAN, sheets)


def texts(letter: Letter) -> list[str]:
    return [line.text for line in letter.lines]


def doubted(letter: Letter) -> list[int]:
    return [page.number for page in letter.pages if "page.order-unsure" in page.doubts]


@pytest.mark.parametrize("outside_first", [True, False])
def test_the_outside_of_a_sheet_begins_and_ends_the_letter(outside_first):
    outside, inside = (1, 2) if outside_first else (2, 1)
    letter = read(sheet(outside, LAST, FIRST), sheet(inside, SECOND, THIRD))
    assert texts(letter) == FIRST + SECOND + THIRD + LAST
    assert [page.number for page in letter.pages] == [1, 2]
    assert doubted(letter) == []


def test_a_sheet_written_on_one_side_is_read_from_left_to_right():
    letter = read(sheet(1, FIRST, LAST))
    assert texts(letter) == FIRST + LAST
    assert doubted(letter) == []


def test_a_sheet_with_its_first_page_on_the_right_and_nothing_on_the_left_is_sure():
    letter = read(sheet(1, [], FIRST))
    assert texts(letter) == FIRST
    assert doubted(letter) == []


def test_a_left_page_that_does_not_end_the_letter_leaves_the_order_in_doubt():
    letter = read(sheet(1, SECOND, FIRST))
    assert texts(letter) == FIRST + SECOND
    assert doubted(letter) == [1]


def test_paragraphs_do_not_run_across_the_fold():
    letter = read(sheet(1, SECOND, THIRD))
    assert texts(letter) == SECOND + THIRD


def test_words_lead_back_to_the_page_and_the_half_they_stand_on():
    letter = read(sheet(1, LAST, FIRST), sheet(2, SECOND, THIRD))
    for words, number, left in (("尊敬的", 1, False), ("第二页0", 2, True), ("第三页0", 2, False), ("敬礼", 1, True)):
        start = letter.text.index(words)
        (place,) = letter.boxes(Span(start=start, end=start + len(words)))
        assert place.page == number
        assert (place.box[0] < SIZE[0] / 2) == left


def test_pages_that_are_no_folded_sheets_stay_in_the_order_of_the_scan():
    single = PageReading(Page(number=1, source="image"), order_lines([box(A, row=0)], page=1, engine="fake"))
    letter = read(sheet(3, LAST, FIRST), single, sheet(2, SECOND, THIRD))
    assert texts(letter) == [A, *FIRST, *SECOND, *THIRD, *LAST]


def test_what_a_second_reading_says_reaches_the_letter_of_a_folded_sheet():
    reading = sheet(1, FIRST, SECOND)
    lines = [line.model_copy(update={"second": f"另{number}"}) for number, line in enumerate(reading.ordered.lines)]
    letter = read(PageReading(reading.page, reading.ordered.reread(lines)))
    assert [line.second for line in letter.lines] == [f"另{number}" for number in range(len(lines))]
