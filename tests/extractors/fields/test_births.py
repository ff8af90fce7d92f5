"""A stated day of birth is the writer's birth date and no date of events."""

from datetime import date

import pytest
from stdnum.cn import ric

from extractors.fields.findings import find_all
from tests.extractors.sheet_of import make_letter

ON = "2026年3月1日"
STORY = "2025年6月2日村里修路，推倒了我家的围墙，到现在没有人赔。请求镇里照价赔偿。"
NUMBER = "35062319680214301"
RIGHT = NUMBER + ric.calc_check_digit(NUMBER + "0")


def values(opening, vocabulary):
    letter = make_letter(f"镇政府领导：\n{opening}{STORY}\n许木水\n{ON}")
    found = find_all(letter, vocabulary=vocabulary, received=date(2026, 3, 5))
    return {name: [f.value for f in found if f.field == name] for name in ("birth_date", "date", "age")} | {
        "doubts": [f.doubt for f in found if f.field == "birth_date"]
    }


@pytest.mark.parametrize(
    "opening",
    [
        "本人许木水，男，1968年2月14日出生，住后坑村8号。",
        "本人许木水，生于1968年2月14日，住后坑村8号。",
        "信访人：许木水，出生日期：1968-02-14。",
    ],
)
def test_the_writer_s_day_of_birth_is_his_birth_date_alone(opening, vocabulary):
    told = values(opening, vocabulary)
    assert (told["birth_date"], told["date"], told["age"]) == (["1968-02-14"], ["2025-06-02"], [])


@pytest.mark.parametrize(
    "opening", ["我叫许木水，我孙女2019年5月4日出生，没有户口。", "我叫许木水，2019年5月4日生意停了。"]
)
def test_what_is_no_day_of_the_writer_s_birth_stays_a_date(opening, vocabulary):
    told = values(opening, vocabulary)
    assert (told["birth_date"], told["date"]) == ([], ["2019-05-04", "2025-06-02"])


def test_the_number_says_it_more_surely_and_what_differs_is_doubted(vocabulary):
    same = values(f"我叫许木水，1968年2月14日生，身份证号{RIGHT}。", vocabulary)
    assert (same["birth_date"], same["doubts"]) == (["1968-02-14"], [None])
    other = values(f"我叫许木水，1958年2月14日生，身份证号{RIGHT}。", vocabulary)
    assert (other["birth_date"], other["doubts"]) == (["1968-02-14"], ["id.age-differs"])
