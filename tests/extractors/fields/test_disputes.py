"""A value on disputed ink is doubted and shows both readings, unless its own check settles the dispute."""

from datetime import date

import pytest

from extractors.fields.disputes import mark_disputed, read_otherwise
from extractors.fields.findings import find_all
from records import Finding, Letter, Span
from tests.extractors.sheet_of import make_letter

GOOD_ID, BAD_ID = "350622197903162119", "350622197903162118"


def reread(letter: Letter, first: str, second: str) -> Letter:
    """The letter as if a second reading had given other words somewhere."""
    lines = [line.model_copy(update={"second": line.text.replace(first, second, 1)}) for line in letter.lines]
    return letter.model_copy(update={"lines": tuple(lines)})


def finding(letter: Letter, field: str, words: str, **more: object) -> Finding:
    start = letter.text.index(words)
    span = Span(start=start, end=start + len(words))
    return Finding(field=field, value=words, span=span, rule="test", confidence=0.9, **more)


@pytest.mark.parametrize(
    ("field", "words", "other"),
    [
        ("phone", "13960077215", "13960077275"),
        ("amount", "4,126元", "14,126元"),
        ("date", "2021年1月28日", "2021年11月28日"),
        ("name", "罗秀涛", "罗秀清"),
    ],
)
def test_a_disputed_value_is_doubted_with_both_readings(field, words, other):
    letter = reread(make_letter(f"前面的文字，{words}，后面的文字"), words, other)
    (marked,) = mark_disputed([finding(letter, field, words)], letter)
    assert (marked.value, marked.doubt, marked.second) == (words, "value.disputed", other)
    assert marked.confidence < 0.9


def test_values_beside_the_disputed_words_are_not_doubted():
    letter = reread(make_letter("电话13960077215，欠我4,126元，2021年1月28日"), "4,126", "14,126")
    for field, words in (("phone", "13960077215"), ("date", "2021年1月28日")):
        told = finding(letter, field, words)
        assert mark_disputed([told], letter) == (told,)


def test_a_fitting_check_figure_settles_the_dispute():
    letter = reread(make_letter(f"身份证{GOOD_ID}"), GOOD_ID, BAD_ID)
    told = finding(letter, "id_no", GOOD_ID)
    assert mark_disputed([told], letter) == (told,)


def test_a_second_reading_whose_check_figure_fits_is_proposed_and_repairs_nothing():
    letter = reread(make_letter(f"身份证{BAD_ID}"), BAD_ID, GOOD_ID)
    (marked,) = mark_disputed([finding(letter, "id_no", BAD_ID, doubt="id.checksum")], letter)
    assert (marked.value, marked.doubt, marked.second) == (BAD_ID, "id.checksum", GOOD_ID)


def test_long_texts_are_not_doubted_for_a_character():
    letter = reread(make_letter("请求查清厂房排污一事"), "污", "汗")
    told = finding(letter, "demand", "查清厂房排污一事")
    assert mark_disputed([told], letter) == (told,)


@pytest.mark.parametrize("second", [None, "欠我4,126元"])
def test_agreement_and_silence_leave_findings_as_they_are(second):
    letter = make_letter("欠我4,126元")
    letter = letter.model_copy(update={"lines": (letter.lines[0].model_copy(update={"second": second}),)})
    told = finding(letter, "amount", "4,126元")
    assert mark_disputed([told], letter) == (told,)


def test_a_number_broken_over_two_lines_is_disputed_where_either_differs():
    letter = make_letter("我的身份证是350622" + "197903162119", cut=12)
    assert len(letter.lines) == 2
    lines = (
        letter.lines[0],
        letter.lines[1].model_copy(update={"second": letter.lines[1].text.replace("2119", "2179")}),
    )
    letter = letter.model_copy(update={"lines": lines})
    span = Span(start=6, end=len(letter.text))
    assert read_otherwise(letter, span) == "350622197903162179"


def test_the_finders_mark_what_is_disputed(vocabulary):
    page = "情况反映\n市信访局领导：\n我叫林小川，他欠我工资4126元。\n请求处理。\n反映人：林小川\n2026年1月12日"
    letter = reread(make_letter(page), "4126", "14126")
    found = find_all(letter, vocabulary=vocabulary, received=date(2026, 11, 23))
    assert [(one.field, one.second) for one in found if one.doubt == "value.disputed"] == [("amount", "14126元")]
