"""How old and of which sex the writer says to be."""

from datetime import date

import pytest

from extractors.fields.ages import find_ages, find_sexes
from tests.extractors.sheet_of import lay

ON = date(2026, 6, 1)


def age(words, vocabulary, names=("林水泉",)):
    sheet, blocks = lay(f"领导：\n{words}\n林水泉\n2026年6月1日")
    return [f.value for f in find_ages(sheet, blocks=blocks, names=names, on=ON, vocabulary=vocabulary)]


def sex(words, vocabulary, names=("林水泉",)):
    sheet, blocks = lay(f"领导：\n{words}\n林水泉\n2026年6月1日")
    return [f.value for f in find_sexes(sheet, blocks=blocks, names=names, vocabulary=vocabulary)]


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("我叫林水泉，今年67岁，想问一件事。", "67"),
        ("本人林水泉，现年五十八岁，农民。", "58"),
        ("我叫林水泉，男，68周岁，住在村东头。", "68"),
        ("我是林水泉，虚岁七十一，住在村东头。", "71"),
        ("我生于1956年，种了一辈子田。", "70"),
        ("本人1956年3月生，种了一辈子田。", "70"),
        ("我今年6O岁，住在村东头。", "60"),
        ("我叫林水泉男58岁在村里种田", "58"),
        ("林水泉，一九五六年出生，农民。", "70"),
    ],
)
def test_the_age_is_given_as_stated(words, years, vocabulary):
    assert age(words, vocabulary) == [years]


@pytest.mark.parametrize(
    "words",
    [
        "我母亲今年81岁，病在床上。",
        "我有两个孩子，大的8岁，小的3岁。",
        "我年近七十，走不动了。",
        "60岁以上的老人都有补贴，我没有。",
        "我们生产的茶叶2019年出厂。",
        "我今年种了67亩柚子。",
    ],
)
def test_nobody_else_s_age_and_no_guess_is_taken(words, vocabulary):
    assert age(words, vocabulary) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("我叫林水泉，男，农民。", ["male"]),
        ("本人林水泉（女），农民。", ["female"]),
        ("姓名：林水泉 性别：女", ["female"]),
        ("我叫林水泉男58岁在村里种田", ["male"]),
        ("我叫林水泉，我儿子小林，男，八岁。", []),
        ("我叫林水泉，男女老少都受害。", []),
        ("我叫林水泉，身份证号350623196802143010。", []),
    ],
)
def test_the_sex_is_taken_where_it_is_stated_and_nowhere_else(words, told, vocabulary):
    assert sex(words, vocabulary) == told
