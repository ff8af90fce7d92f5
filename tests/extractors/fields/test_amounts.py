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
        ("包下56万块的工程", "560000"),
        ("凑了61000块请钩机", "61000"),
        ("差的56000块问谁都不知道", "56000"),
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
        ("欠我12 000元", "12000"),
        ("欠我一万二", "12000"),
        ("欠我6万8", "68000"),
        ("工钱两千三百五", "2350"),
        ("每斤五毛钱", "0.5"),
    ],
)
def test_a_sum_is_a_plain_decimal_in_yuan(words, value):
    assert values(f"{words}。")[0] == value


@pytest.mark.parametrize(
    "words",
    [
        "住3单元",
        "五块地",
        "一千块砖",
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


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("叁万壹仟肆佰元整（¥31,400.00）", "31400"),
        ("12000元（壹万贰仟元整）", "12000"),
        ("12000元（大写：壹万贰仟元整）", "12000"),
        ("12000元，大写壹万贰仟元整", "12000"),
        ("大写：壹万贰仟元整 小写：12000元", "12000"),
        ("人民币壹万贰仟整（小写：12000元）", "12000"),
        ("￥12,000.00（人民币壹万贰仟元整）", "12000.00"),
        ("壹萬貳仟元整（12000元）", "12000"),
        ("1.2万元（壹万贰仟圆整）", "12000"),
        ("叁佰贰拾元伍角（320.50元）", "320.5"),
    ],
)
def test_a_sum_told_in_capitals_and_figures_is_one_finding_over_both(words, value):
    sheet, blocks = lay(f"今欠{words}。")
    found = find_amounts(sheet, blocks=blocks)
    assert [(f.value, f.doubt) for f in found] == [(value, None)]
    covered = found[0].span.of(sheet.letter.text)
    assert any(c in covered for c in "壹贰叁貳")
    assert any(c in covered for c in "0123")


def test_capitals_and_figures_that_differ_are_doubted_and_the_other_value_is_only_proposed():
    sheet, blocks = lay("今欠12000元（壹万叁仟元整）。")
    found = find_amounts(sheet, blocks=blocks)
    assert [(f.value, f.doubt, f.proposals) for f in found] == [("12000", "amount.differs", ("13000",))]
    assert found[0].confidence <= 0.5


def test_two_sums_that_only_stand_near_each_other_are_two():
    assert values("先付12000元，后付叁仟元整。") == ["12000", "3000"]
    assert values("欠12000元，3000元。") == ["12000", "3000"]


def test_a_column_of_sums_is_read_by_its_head():
    assert values("姓名\t欠薪金额（万元）\n李一\t1.25\n王二\t0.8") == ["12500", "8000"]


@given(st.decimals(1, 10**8, places=2))
def test_figures_with_thousands_marks_keep_their_decimals(amount):
    assert Decimal(values(f"欠我{amount:,}元。")[0]) == amount
