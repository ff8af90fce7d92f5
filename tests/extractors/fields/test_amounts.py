from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.fields.amounts import find_amounts
from tests.extractors.sheet_of import lay


def values(text):
    sheet, blocks = lay(text)
    return [f.value for f in find_amounts(sheet, blocks=blocks)]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("欠我31,405.50元", "31405.50"),
        ("欠我1.2万元", "12000"),
        ("欠我壹万贰仟元整", "12000"),
        ("欠我三百二十元", "320"),
        ("欠我3万5千元", "35000"),
        ("欠我五千多元", "5000"),
        ("欠我10余万元", "100000"),
        ("欠我八百多块", "800"),
        ("每斤五块钱", "5"),
        ("欠我叁佰元伍角", "300.5"),
        ("欠我¥12,000.00", "12000.00"),
        ("欠我人民币3000", "3000"),
        ("欠我8,O00元", "8000"),
        ("欠我1.5亿元", "150000000"),
        ("欠款30万，一直不还", "300000"),
        ("，三元钱一斤", "3"),
        ("从一块二提高到三元", "1.2"),
        ("欠我5圆", "5"),
    ],
)
def test_a_sum_is_a_plain_decimal_in_yuan(words, value):
    assert values(f"{words}。")[0] == value


@pytest.mark.parametrize(
    "words",
    [
        "住3单元",
        "五块地",
        "一万五千人",
        "几千元",
        "十几万元",
        "5000美元",
        "2024元旦",
        "一元化",
        "多元",
        "种了30万株",
        "第3元",
        "电话0596-2039517",
        "公元2024年",
    ],
)
def test_what_is_no_certain_sum_is_left_alone(words):
    assert values(f"{words}。") == []


def test_both_ends_of_a_range_are_sums_and_share_the_unit():
    assert values("罚款3至5万元。") == ["30000", "50000"]


def test_a_sum_told_in_capitals_and_figures_is_told_as_first_written():
    assert values("欠叁万壹仟肆佰元整（¥31,400.00）。") == ["31400", "31400"]


def test_a_column_of_sums_is_read_by_its_head():
    assert values("姓名\t欠薪金额（万元）\n李一\t1.25\n王二\t0.8") == ["12500", "8000"]


@given(st.decimals(1, 10**8, places=2))
def test_figures_with_thousands_marks_keep_their_decimals(amount):
    assert Decimal(values(f"欠我{amount:,}元。")[0]) == amount
