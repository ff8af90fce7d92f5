import pytest

from extractors.fields.demands import find_demands
from extractors.fields.titles import compose_title, find_titles
from tests.extractors.sheet_of import lay

BODY = "局领导：\n村口的路坏了两年，雨天没法走，晴天都是灰。请求派人来修。\n洪大树"


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("关于修路的请求", "关于修路的请求"),
        ("关于乡镇农技站合并后\n人员编制不落实的情况反映", "关于乡镇农技站合并后人员编制不落实的情况反映"),
        ("投诉书", "投诉书"),
        ("關於修路的請求", "關於修路的請求"),
        ("控告信\n控告人：王五，男", "控告信"),
    ],
)
def test_the_heading_is_quoted_without_a_break(heading, title):
    sheet, blocks = lay(f"{heading}\n{BODY}")
    assert [f.value for f in find_titles(sheet, blocks=blocks)] == [title]


@pytest.mark.parametrize("heading", ["", "13960077215", "第1页", "2026年3月1日", "村" * 120])
def test_a_letter_without_a_heading_has_no_title(heading):
    sheet, blocks = lay(f"{heading}\n{BODY}")
    assert find_titles(sheet, blocks=blocks) == ()


def compose(text, vocabulary):
    sheet, blocks = lay(text)
    demands = find_demands(sheet, blocks=blocks, vocabulary=vocabulary)
    found = compose_title(sheet, blocks=blocks, vocabulary=vocabulary, demands=demands)
    return sheet.letter, (found[0] if found else None)


@pytest.mark.parametrize(
    ("body", "title"),
    [
        ("我要反映村口公路破损的问题。这条路坏了两年，没有人管。请求派人来修。", "关于村口公路破损的问题"),
        ("现就小区电梯经常停运一事向贵局投诉。请求督促物业修好。", "关于小区电梯经常停运的问题"),
        ("2025年6月起，老板拖欠我们工资四万元，打电话也不接。请求帮我们讨回。", "关于老板拖欠我们工资四万元的问题"),
        ("楼下烧烤店每天半夜排油烟，我家窗户都不敢开。望尽快处理。", "关于楼下烧烤店每天半夜排油烟的问题"),
    ],
)
def test_without_a_heading_a_title_is_put_together_from_the_letter_s_words(body, title, vocabulary):
    letter, found = compose(f"局领导：\n{body}\n洪大树", vocabulary)
    assert (found.value, found.rule) == (title, "title.composed")
    assert found.value == f"关于{found.parts[0].of(letter.text)}的问题"
    assert found.confidence < 0.6


def test_a_private_letter_gets_no_title(vocabulary):
    assert compose("阿明表弟：\n家里的房子漏水，你有空回来看看。\n阿英", vocabulary)[1] is None
