import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.lines.text import normalize_line


@pytest.mark.parametrize(
    ("raw", "normal"),
    [
        ("电 话 : １３９ ６０００ ００００", "电话：139 6000 0000"),
        ("２０２４年３月 5 日", "2024年3月5日"),
        ("总价31,405.50元,已付", "总价31,405.50元，已付"),
        ("(2024)闽06民初12号", "（2024）闽06民初12号"),
        ("我 , 你", "我，你"),
        ("好。“是”（否）、《信》；！？……", "好。“是”（否）、《信》；！？……"),
        ("张\u200b三\u202e\ufeff", "张三"),
        ("⻓泰区⺠政局", "长泰区民政局"),
        ("⼈民", "人民"),
        ("见ABC 公司", "见ABC 公司"),
        ("时间10:30", "时间10:30"),
        ("一.查清.", "一.查清。"),
        ("  　 ", ""),
        ("a\tb\nc", "a b c"),
    ],
)
def test_a_line_gets_the_one_form_that_finders_read(raw, normal):
    assert normalize_line(raw) == normal


@given(st.text())
def test_normalizing_twice_is_normalizing_once(raw):
    once = normalize_line(raw)
    assert normalize_line(once) == once


@given(st.text(alphabet="我的 ，。：,:;.()（）0O1a　\u3000\u200b一"))
def test_normalizing_twice_is_normalizing_once_for_what_pages_hold(raw):
    once = normalize_line(raw)
    assert normalize_line(once) == once


@given(st.text())
def test_no_line_keeps_a_break_or_an_invisible_character(raw):
    assert not set(normalize_line(raw)) & set("\n\r\t\x00\u200b\u202e\ufeff")
