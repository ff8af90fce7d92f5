"""The pages of a scan become one letter, in the order of their numbers."""

import pytest

from extractors.letters import assemble_letter
from extractors.lines.line_order import order_lines
from extractors.pages.page_readings import OrderedPage, PageReading
from records import Page
from tests.extractors.lines.test_line_order import FULL, SCAN, box

FIRST = [box(FULL, row=0), box(FULL, row=1)]
SECOND = [box(FULL, row=0), box("谢谢。", row=1)]


def reading(number: int, raw: list, *doubts: str) -> PageReading:
    return PageReading(Page(number=number, source="image", doubts=doubts), order_lines(raw, page=number, engine="fake"))


def test_a_paragraph_that_runs_over_the_edge_of_a_page_stays_one():
    assert assemble_letter(SCAN, [reading(1, FIRST), reading(2, SECOND)]).text == FULL * 3 + "谢谢。"


def test_a_page_that_starts_with_an_indent_starts_a_paragraph():
    second = [box(FULL[:-2], row=0, column=2), box(FULL, row=1), box(FULL, row=2)]
    letter = assemble_letter(SCAN, [reading(1, FIRST), reading(2, second)])
    assert letter.text == FULL * 2 + "\n" + FULL[:-2] + FULL * 2


def test_a_page_that_ends_short_of_the_margin_ends_its_paragraph():
    first = [*FIRST, box("到此为止。", row=2)]
    assert assemble_letter(SCAN, [reading(1, first), reading(2, SECOND)]).text.startswith(FULL * 2 + "到此为止。\n")


def test_a_table_does_not_run_on_to_the_next_page():
    row = [
        box(text, row=2, column=column)
        for text, column in [("陈阿明", 0), ("13800000000", 8), ("签名签名签名签名", 20)]
    ]
    letter = assemble_letter(SCAN, [reading(1, [*FIRST, *row]), reading(2, SECOND)])
    assert "签名签名签名签名\n" + FULL in letter.text


def test_pages_stand_in_the_order_of_their_numbers():
    letter = assemble_letter(SCAN, [reading(2, SECOND), reading(1, [box("第一页。", row=0), box(FULL, row=1)])])
    assert [page.number for page in letter.pages] == [1, 2]
    assert letter.text.startswith("第一页。")


@pytest.mark.parametrize(("kind", "joint"), [("blank", ""), ("letter", "\n")])
def test_a_sentence_runs_on_over_an_empty_back_and_not_over_a_page_nobody_read(kind, joint):
    back = reading(2, [], "page.unread")
    back = PageReading(back.page.model_copy(update={"kind": kind}), back.ordered)
    letter = assemble_letter(SCAN, [reading(1, FIRST), back, reading(3, SECOND)])
    assert letter.text == FULL * 2 + joint + FULL + "谢谢。"
    assert len(letter.pages) == 3


def test_a_scan_without_a_line_is_a_letter_without_text():
    empty = PageReading(
        Page(number=1, source="image", doubts=("page.blank",)), OrderedPage((), runs_on=False, starts_flush=False)
    )
    letter = assemble_letter(SCAN, [empty])
    assert (letter.text, letter.lines, len(letter.pages)) == ("", (), 1)
