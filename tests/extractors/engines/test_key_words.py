"""Which words of a line count enough to be read a second time."""

from itertools import pairwise

import pytest

from extractors.engines.key_words import find_key_words
from records import Line


def line(text: str, confidence: float = 0.97) -> Line:
    return Line(page=1, box=(0, 0, 30 * len(text), 30), text=text, raw=text, confidence=confidence, engine="test")


def words(*texts: str) -> list[str]:
    lines = [line(text) for text in texts]
    return [texts[place.line][place.start : place.end] for place in find_key_words(lines)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("身份证号码350622197903162119，电话", ["350622197903162119"]),
        ("他的身份证是35062619530114784X。", ["35062619530114784X"]),
        ("电话13960077215从不接听", ["13960077215"]),
        ("打物业电话0596-2560411，对方", ["0596-2560411"]),
        ("到2025年11月30日我离厂", ["2025年11月30"]),
        ("从2025年6月开始", ["2025年6月"]),
        ("2026年1月日，2015年4日", ["2026年1月", "2015年4"]),
        ("欠我31,400.50元，给了3.5万元", ["31,400.50", "3.5"]),
        ("每月工资5600元", ["5600"]),
        ("作出（2019）闽0621民终607号判决", ["（2019）闽0621民终607"]),
        ("工资叁万壹仟肆佰元整", ["叁万壹仟肆佰"]),
        ("我叫谢长根，男", ["谢长根"]),
        ("求助人：谢长根", ["谢长根"]),
        ("我的身份证是35062", ["35062"]),
        ("2197903162119，住在", ["2197903162119"]),
        ("1396O07721S", ["1396O07721"]),
    ],
)
def test_words_that_count_are_found(text, found):
    assert words(text)[: len(found)] == found


@pytest.mark.parametrize("text", ["住在延安北路27号3栋", "第2条第15款", "我家有两个孩子读书", "一共12人去了", ""])
def test_other_words_are_left_alone(text):
    assert words(text, "结尾一行文字在这里。") == []


def test_a_name_alone_near_the_end_counts_and_a_greeting_does_not():
    assert words("谢长根", *["这是一行普通的文字。"] * 4, "此致", "敬礼", "林小川") == ["林小川"]


def test_a_line_of_low_confidence_counts_as_a_whole():
    text = "我家有两个孩子读书"
    (place,) = find_key_words([line(text, 0.7)])
    assert (place.start, place.end) == (0, len(text))


def test_no_two_places_of_a_line_overlap():
    text = "我叫林小川，2025年6月1日借了31,400元，电话13960077215"
    places = sorted(find_key_words([line(text)]), key=lambda place: place.start)
    assert len(places) == 4
    assert all(one.end <= other.start for one, other in pairwise(places))
