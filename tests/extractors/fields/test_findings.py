from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.fields.findings import find_all
from tests.extractors.sheet_of import make_letter

RECEIVED = date(2026, 11, 23)
LETTER = """关于福达石材厂拖欠工资的求助信
尊敬的漳州市信访局领导：
您好！我叫谢大根，家住云霄县莆美镇高塘村27号，电话13960077215。2025年2月起我到漳浦县赤湖镇做工，欠我工资31,400元。恳请领导督促付清。
此致
敬礼！
谢大根
2026年1月12日"""
PIECES = [
    "我叫",
    "谢大根",
    "住漳浦县赤湖镇",
    "3号",
    "\n",
    "2024年3月5日",
    "，",
    "。",
    "请求",
    "一、",
    "电话13960077215",
    "举报",
    "贪污",
    "：",
    "\t",
    "元",
    "12万",
    "被",
    "的",
    "收",
]


def test_a_plain_letter_gives_every_field_it_states(vocabulary):
    found = find_all(make_letter(LETTER), vocabulary=vocabulary, received=RECEIVED)
    values = {(f.field, f.value) for f in found}
    assert values >= {
        ("title", "关于福达石材厂拖欠工资的求助信"),
        ("addressee", "漳州市信访局领导"),
        ("name", "谢大根"),
        ("phone", "13960077215"),
        ("address", "云霄县莆美镇高塘村27号"),
        ("place_code", "350623103"),
        ("letter_date", "2026-01-12"),
        ("date", "2025-02"),
        ("amount", "31400"),
        ("demand", "恳请领导督促付清"),
        (
            "summary",
            (
                "云霄县莆美镇高塘村谢大根反映福达石材厂拖欠工资，"
                "2025年2月起我到漳浦县赤湖镇做工，欠我工资31,400元，要求督促付清。"
            ),
        ),
        ("unit_named", "XFJ"),
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "\n\n",
        "一",
        "\t",
        "。。。",
        "：",
        "13960077215",
        "A" * 5000,
        "村" * 5000,
        "1" * 5000,
        "（" * 3000,
        "，请" * 2000,
        "一、" * 3000,
        "三百" * 3000,
        "，" * 9000,
        "张三\t13960077215\n" * 400,
    ],
)
def test_strange_letters_are_read_without_a_fault(text, vocabulary):
    for finding in find_all(make_letter(text), vocabulary=vocabulary, received=RECEIVED):
        assert 0 <= finding.confidence <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join))
def test_findings_stand_inside_the_letter_and_their_doubts_are_known(vocabulary, text):
    letter = make_letter(text, cut=11, wrong_every=3)
    for finding in find_all(letter, vocabulary=vocabulary, received=RECEIVED):
        assert finding.span.end <= len(letter.text)
        assert finding.doubt is None or finding.doubt in vocabulary.codes
        if finding.field == "phone":
            assert finding.value == "13960077215"


def test_reading_twice_finds_the_same(vocabulary):
    letter = make_letter(LETTER)
    first = find_all(letter, vocabulary=vocabulary, received=RECEIVED)
    assert find_all(letter, vocabulary=vocabulary, received=RECEIVED) == first
