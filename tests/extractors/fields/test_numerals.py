from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fields.numerals import read_digits, read_number, read_year


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("三百二十", "320"),
        ("壹万贰仟叁佰", "12300"),
        ("1.2万", "12000"),
        ("3万5千", "35000"),
        ("一万二", "12000"),
        ("三百五", "350"),
        ("一万零二", "10002"),
        ("十", "10"),
        ("二十三", "23"),
        ("三亿五千万", "350000000"),
        ("31,405.50", "31405.50"),
        ("两千", "2000"),
        ("廿三", "23"),
        ("二〇二六", "2026"),
        ("4万2千", "42000"),
    ],
)
def test_numbers_of_every_style_are_read(words, number):
    assert read_number(words) == Decimal(number)


@pytest.mark.parametrize("words", ["", "万", "元", "几千", ".", "1.2.3", "abc"])
def test_words_that_write_no_number_give_none(words):
    assert read_number(words) is None


@pytest.mark.parametrize(
    ("words", "year"), [("2026", 2026), ("二〇二六", 2026), ("二O二六", 2026), ("2○26", 2026), ("2O24", 2024)]
)
def test_a_year_is_read_though_its_zero_was_misread(words, year):
    assert read_year(words) == year


@pytest.mark.parametrize("words", ["二六", "三十二", "20266", "二十六年"])
def test_other_than_four_figures_are_no_year(words):
    assert read_year(words) is None


@given(st.integers(0, 10**12))
def test_arabic_figures_read_as_themselves(number):
    assert read_number(str(number)) == number
    assert read_digits(str(number)) == str(number)
