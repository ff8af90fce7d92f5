import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from extractors.fields.id_numbers import find_id_numbers, fits_check_figure
from tests.extractors.sheet_of import lay

VALID = "35062219790316211" + "9"


def find(text):
    return [(f.value, f.doubt) for f in find_id_numbers(lay(text)[0])]


def test_the_example_is_a_valid_number():
    assert fits_check_figure(VALID)


@pytest.mark.parametrize(
    "words",
    [
        f"身份证号码{VALID}，电话",
        f"身份证号：{VALID[:6]} {VALID[6:14]} {VALID[14:]}",
        f"本人（{VALID}）",
        f"公民身份号码为{VALID.replace('0', 'O')}。",
        f"身份证{VALID[:9]}.{VALID[9:]}",
        f"身份证号\t{VALID}",
    ],
)
def test_a_number_is_found_through_spaces_and_misread_figures(words):
    assert find(words) == [(VALID, None)]


def test_a_small_x_becomes_a_capital():
    number = next(
        body + "x" for body in (f"35060219700913{n:03}" for n in range(1000)) if ric.calc_check_digit(body + "0") == "X"
    )
    assert find(f"身份证号{number}") == [(number.upper(), None)]


def test_a_wrong_check_figure_is_doubted_and_the_value_stays_as_read():
    wrong = VALID[:-1] + "0"
    assert find(f"身份证号{wrong}") == [(wrong, "id.checksum")]


@pytest.mark.parametrize("number", [VALID[:-1], VALID + "3"])
def test_a_figure_too_few_or_too_many_behind_a_label_is_kept_with_a_doubt(number):
    assert find(f"身份证号码{number}，") == [(number, "id.checksum")]


@pytest.mark.parametrize(
    "words",
    [
        "账号6217001820001234567",
        f"银行卡号{VALID}",
        "电话13960077215",
        "编号202401051234567890",
        "（2024）闽06民初1234号",
        "35062219790316",
        "卡号123456789012345678",
    ],
)
def test_other_long_numbers_are_no_identity_numbers(words):
    assert find(words) == []


def test_cells_that_ran_together_give_the_number_whose_check_figure_fits():
    assert (VALID, None) in find(f"1黄劭华13960077215{VALID}2024年")


@given(st.integers(1, 999))
def test_every_number_with_its_check_figure_is_found_without_doubt(order):
    body = f"35062219790316{order:03}"
    number = body + ric.calc_check_digit(body + "0")
    assert find(f"本人身份证{number}。") == [(number, None)]
