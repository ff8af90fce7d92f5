"""Typed text: paragraphs that a program cut to a width are whole again, rows keep their cells, lines have no places."""

import pytest

from extractors.sources.typed_text import NOWHERE, TypedLine, TypedText, check_length, make_lines, split_lines
from records import LetterError
from tests.drawing import LETTER

BODY = "村口的路灯坏了两个月，晚上老人出门很不安全，我们多次向村里反映，村里说没有钱修，请镇里派人来看一看，早日修好。"


def text_of(typed: TypedText) -> str:
    lines = make_lines(typed, page=1)
    return "".join((line.joint if number else "") + line.text for number, line in enumerate(lines))


def test_lines_cut_to_a_width_become_paragraphs_again():
    text = text_of(TypedText(split_lines("\n".join(LETTER))))
    assert text.count("\n") == 7
    assert "今年三月以来，楼下新开的烧烤店每天营业到凌晨两点，油烟直接排进我家的窗户" in text
    assert "反映人：陈阿明\n2026年10月8日" in text


@pytest.mark.parametrize("width", [10, 15, 18])
def test_the_width_does_not_matter(width):
    rows = [("　　" + BODY)[at : at + width] for at in range(0, len(BODY) + 2, width)]
    assert text_of(TypedText(split_lines("\n".join([*rows, "　　此致", "敬礼"])))) == BODY + "\n此致\n敬礼"


def test_paragraphs_that_nobody_cut_stay_apart():
    text = "第一段说路灯\n第二段说道路\n第三段说用水\n\n" + BODY
    assert text_of(TypedText(split_lines(text))) == text.replace("\n\n", "\n")


def test_latin_words_are_never_glued_together():
    text = "the street light has been broken\nfor two months and it is so dark\nthat old people cannot go out ok"
    assert text_of(TypedText(split_lines(text))) == text


def test_tabs_part_cells():
    assert text_of(TypedText(split_lines("姓名\t电话\n林小红\t13960011223"))) == "姓名\t电话\n林小红\t13960011223"


def test_a_row_whose_first_cell_is_empty_is_a_row_of_its_own():
    lines = (TypedLine("前文"), TypedLine("", "\n"), TypedLine("甲", "\t"), TypedLine("", "\t"), TypedLine("乙", "\t"))
    assert text_of(TypedText(lines)) == "前文\n甲\t乙"


def test_a_line_says_that_it_stands_nowhere_and_keeps_what_was_typed():
    (line,) = make_lines(TypedText((TypedLine("路灯 坏了,"),)), page=3)
    assert (line.page, line.box, line.text, line.raw) == (3, NOWHERE, "路灯坏了，", "路灯 坏了,")
    assert (line.confidence, line.engine) == (1.0, "document")


def test_a_text_longer_than_any_letter_is_refused():
    check_length(200_000)
    with pytest.raises(LetterError, match="too-much-text"):
        check_length(200_001)
