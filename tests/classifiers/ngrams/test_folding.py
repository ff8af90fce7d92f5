from hypothesis import given
from hypothesis import strategies as st

from classifiers.ngrams.folding import cut_out, fold_text, fold_with_places, keep_words

WRITTEN = st.text(alphabet=st.sampled_from("我们小區電梯壞了，０１３８ 2 9\t\n①Ａｂ c㎡。①²Ⅷ½ éÅ\u3000\0"), max_size=60)


@given(WRITTEN)
def test_folding_with_places_gives_the_same_text(text):
    assert fold_with_places(text).text == fold_text(text)


@given(WRITTEN)
def test_folding_twice_is_folding_once(text):
    assert fold_text(fold_text(text)) == fold_text(text)


@given(st.text(max_size=40))
def test_every_folded_character_has_a_place_in_the_text_in_order(text):
    folded = fold_with_places(text)
    assert len(folded.places) == len(folded.text)
    assert all(0 <= start < end <= len(text) for start, end in folded.places)
    assert all(before[1] <= after[0] for before, after in zip(folded.places, folded.places[1:], strict=False))


def test_a_span_quotes_the_words_as_written():
    text = "請修 電\n梯，1380000 0000"
    folded = fold_with_places(text)
    assert folded.text == "请修电梯,0"
    start = folded.text.index("电梯")
    assert folded.span(start, start + 2).of(text) == "電\n梯"
    assert folded.span(5, 6).of(text) == "1380000 0000"


def test_words_of_an_alphabet_stay_apart_and_chinese_has_no_white_space():
    assert fold_text("The  lift\nis BROKEN") == fold_text("Ｔｈｅ\u3000lift is broken") == "the lift is broken"
    assert fold_text("小区 WIFI\n坏 了 3 5 号 A 楼") == "小区wifi坏了0号a楼"


def test_no_null_character_is_left_for_where_letters_are_counted_it_is_none():
    assert fold_text("\0坏\0了 lift\0is") == "坏了lift is"


def test_the_space_between_two_words_quotes_what_parts_them():
    text = "the \n lift"
    assert fold_with_places(text).span(3, 4).of(text) == " \n "


def test_all_numbers_look_the_same_so_that_none_can_be_learned():
    assert fold_text("电话13800001234") == fold_text("电话０５９６") == "电话0"


def test_words_are_cut_out_once_and_an_absent_heading_changes_nothing():
    assert cut_out("修电梯修电梯", "修电梯") == "修电梯"
    assert cut_out("修电梯", "停水") == cut_out("修电梯", "") == "修电梯"


def test_punctuation_is_no_word():
    assert keep_words(["电梯", "，", "0.0", "……", "a"]) == ["电梯", "0.0", "a"]
