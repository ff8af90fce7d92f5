import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fields.areas import find_areas
from tests.extractors.sheet_of import lay


def values(text):
    sheet, _ = lay(text)
    return [f.value for f in find_areas(sheet)]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("1亩", "666.67"),
        ("3亩", "2000"),
        ("三亩", "2000"),
        ("叁亩", "2000"),
        ("2.5亩", "1666.67"),
        ("一亩三分", "866.67"),
        ("1亩2分5厘", "833.33"),
        ("两亩半", "1666.67"),
        ("十二亩地", "8000"),
        ("120亩", "80000"),
        ("三亩多地", "2000"),
        ("10余亩", "6666.67"),
        ("1.2万亩", "8000000"),
        ("三分地", "200"),
        ("五分菜地", "333.33"),
        ("0.8公顷", "8000"),
        ("两公顷", "20000"),
        ("89.5平方米", "89.5"),
        ("120平米", "120"),
        ("120㎡", "120"),
        ("120m²", "120"),
        ("120M2", "120"),
        ("一百二十平方米", "120"),
        ("壹佰贰拾平方米", "120"),
        ("1,250平方米", "1250"),
        ("120个平方", "120"),
        ("2.3平方公里", "2300000"),
        ("12O平方米", "120"),
        ("3畝", "2000"),
    ],
)
def test_an_area_is_a_plain_decimal_in_square_metres(words, value):
    assert values(f"我家有{words}，被占了。") == [value]


@pytest.mark.parametrize(
    "words", ["几亩地", "十几亩", "数百亩", "三分之一", "三分钱", "考了八十分", "十分地道", "平方根", "亩产"]
)
def test_what_is_no_certain_area_is_left_alone(words):
    assert values(f"我家有{words}，就这样。") == []


def test_both_ends_of_a_range_are_areas_and_share_the_unit():
    assert values("每户3至5亩。") == ["2000", "3333.33"]


def test_an_area_whose_unit_stands_before_it_is_read_by_its_label():
    assert values("建筑面积（㎡）：118.6") == ["118.6"]


def test_several_areas_come_in_the_order_written():
    assert values("水田2亩，山地1公顷，旧厝80平方米") == ["1333.33", "10000", "80"]


@given(st.decimals(1, 10**5, places=2))
def test_square_metres_in_figures_keep_their_value(area):
    assert float(values(f"面积{area}平方米。")[0]) == float(area)
