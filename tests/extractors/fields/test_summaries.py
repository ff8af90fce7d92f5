import pytest

from extractors.fields.summaries import LONGEST, find_summaries
from extractors.fields.titles import find_titles
from tests.extractors.sheet_of import lay


def find(text):
    sheet, blocks = lay(text)
    titles = find_titles(sheet, blocks=blocks)
    return find_summaries(sheet, blocks=blocks, title=titles[0] if titles else None)


def test_a_heading_that_tells_the_matter_is_the_summary():
    assert (
        find("关于拖欠工资的投诉\n局领导：\n老板不付工钱，一拖再拖。请求处理。\n洪大树")[0].value
        == "关于拖欠工资的投诉"
    )


@pytest.mark.parametrize("lead", ["您好！", "我叫洪大树，男，60岁。", "控告人：洪大树，男。\n"])
def test_else_the_first_sentence_that_tells_something_is(lead):
    found = find(f"投诉书\n局领导：\n{lead}老板拖欠工钱四万元，一拖再拖。请求处理。\n洪大树")
    assert found[0].value == "老板拖欠工钱四万元，一拖再拖"


def test_a_long_sentence_is_cut_at_a_pause_and_stays_the_letter_s_own_words():
    sentence = "，".join(["老板一拖再拖不付工钱"] * 30)
    value = find(f"投诉书\n局领导：\n{sentence}。\n洪大树")[0].value
    assert value is not None
    assert len(value) <= LONGEST
    assert sentence.startswith(value + "，")


def test_an_empty_letter_has_no_summary():
    assert find("") == ()
