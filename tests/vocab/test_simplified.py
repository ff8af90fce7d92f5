"""Simplifying must not move a character, or every span of a traditional letter would be wrong."""

from hypothesis import given
from hypothesis import strategies as st

from vocab import simplify

HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), max_size=40)


@given(st.one_of(st.text(max_size=60), HAN))
def test_the_length_is_kept_so_that_spans_stay_true(text):
    assert len(simplify(text)) == len(text)


@given(HAN)
def test_simplifying_twice_is_simplifying_once_in_length_and_place(text):
    once = simplify(text)
    assert len(simplify(once)) == len(once)


def test_traditional_words_become_simplified():
    assert simplify("漳州市臺港澳事務辦公室，懇請協助") == "漳州市台港澳事务办公室，恳请协助"


def test_simplified_text_stays_as_it_is():
    text = "请求贵局依法查处，\n责令该厂退还定金。\t电话：0596-2876540"
    assert simplify(text) == text
