from hypothesis import given
from hypothesis import strategies as st

from extractors.fields.sheets import lay_out
from tests.extractors.sheet_of import make_letter

TOLD = (
    "2024年4月绥安镇修路征了我家祖田一亩六分讲好补偿款一共八万元可是到现在只发了三万元"
    "剩下的没有影子我去镇里问过四次都说等一等。"
)


def test_a_break_inside_a_sentence_is_taken_out_so_that_rules_see_the_sentence():
    sheet = lay_out(make_letter("尊敬的领导：\n" + TOLD, cut=20, wrong_every=1))
    assert TOLD in sheet.text


def test_a_break_after_a_full_stop_stays():
    sheet = lay_out(make_letter(f"{TOLD}\n{TOLD}"))
    assert [p.text for p in sheet.paragraphs] == [TOLD, TOLD]


def test_a_numbered_line_starts_a_paragraph_even_below_a_full_line():
    sheet = lay_out(make_letter("请求贵局依法查处这家工厂夜间生产的行为并且答复我们\n一、查处；\n二、赔偿。"))
    assert len(sheet.paragraphs) == 3


@given(st.text(alphabet="我們的國家，。\t", max_size=60), st.integers(3, 9), st.integers(1, 3))
def test_every_span_leads_back_to_the_words_in_the_letter(text, cut, wrong):
    letter = make_letter(text, cut=cut, wrong_every=wrong)
    sheet = lay_out(letter)
    assert len(sheet.text) == len(sheet.written) == len(sheet.offsets)
    for at, character in enumerate(sheet.written):
        assert sheet.span(at, at + 1).of(letter.text) == character


def test_rules_read_simplified_characters_and_values_keep_the_writer_s():
    sheet = lay_out(make_letter("關於請求協助辦理產權登記的陳情書"))
    assert sheet.text == "关于请求协助办理产权登记的陈情书"
    assert sheet.written == "關於請求協助辦理產權登記的陳情書"


def test_a_letter_without_a_word_has_one_empty_paragraph():
    assert [p.text for p in lay_out(make_letter("")).paragraphs] == [""]


def test_a_row_of_a_table_is_never_joined_to_the_line_above():
    sheet = lay_out(make_letter("农民工欠薪情况登记汇总表\n姓名\t电话\n李一\t2"))
    assert [p.is_row for p in sheet.paragraphs] == [False, True, True]
