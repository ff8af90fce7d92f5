"""What is proposed for an identity number whose check figure does not fit."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric

from extractors.fields.id_numbers import birth_of, fits_check_figure
from extractors.fields.id_repairs import MOST, Known, ages_agree, propose_repairs, years_between

ON = date(2026, 11, 20)
ALIKE = {"0": "6", "1": "7", "3": "8", "5": "6", "6": "0", "7": "1", "8": "3", "9": "4"}


def make_id(body: str) -> str:
    return body + ric.calc_check_digit(body + "0")


RIGHT = make_id("35062319680214301")


def propose(number, vocabulary, **known):
    return propose_repairs(number, known=Known(received=ON, **known), vocabulary=vocabulary)


def test_a_number_that_fits_needs_no_repair(vocabulary):
    assert propose(RIGHT, vocabulary) == ()


@pytest.mark.parametrize("number", ["", RIGHT[:-1], RIGHT + "1", "350623680214301", "X" * 18])
def test_what_has_not_the_form_of_a_number_gets_no_proposal(number, vocabulary):
    assert propose(number, vocabulary) == ()


@given(st.integers(0, 16), st.integers(0, 9), st.integers(1, 9))
def test_every_proposal_fits_differs_in_one_figure_and_names_a_person_who_can_live(vocabulary, at, figure, order):
    right = make_id(f"3506231968021{order}301"[:17])
    wrong = f"{right[:at]}{figure}{right[at + 1 :]}"
    proposals = propose(wrong, vocabulary)
    assert len(proposals) <= MOST
    for proposal in proposals:
        assert fits_check_figure(proposal)
        assert sum(a != b for a, b in zip(wrong, proposal, strict=True)) == 1
        assert 0 <= years_between(birth_of(proposal), ON) <= 120


@pytest.mark.parametrize("at", range(6, 17))
def test_the_right_number_is_proposed_when_its_holder_s_age_and_sex_are_stated(at, vocabulary):
    wrong = RIGHT[:at] + ALIKE.get(RIGHT[at], "7") + RIGHT[at + 1 :]
    assert RIGHT in propose(wrong, vocabulary, age=58, male=True)


def test_the_second_reading_comes_first_when_it_fits(vocabulary):
    wrong = RIGHT[:8] + "5" + RIGHT[9:]
    assert propose(wrong, vocabulary, second=RIGHT)[0] == RIGHT


def test_a_second_reading_that_is_more_than_one_figure_off_is_not_proposed(vocabulary):
    wrong = RIGHT[:8] + "5" + RIGHT[9:]
    other = make_id("11010519491231002")
    assert other not in propose(wrong, vocabulary, second=other)


def test_a_division_of_the_city_comes_before_one_that_no_table_knows(vocabulary):
    wrong = "350699" + RIGHT[6:]
    assert all(proposal[:6] != "350699" for proposal in propose(wrong.replace("350699", "350683"), vocabulary))


def test_an_old_code_of_the_city_is_known(vocabulary):
    right = make_id("35068119810520471")
    wrong = "350661" + right[6:]
    assert right in propose(wrong, vocabulary)


def test_nobody_is_proposed_who_was_born_after_the_letter_came(vocabulary):
    born = make_id("35062320260101301")
    wrong = born[:-1] + ("0" if born[-1] != "0" else "1")
    before = propose_repairs(wrong, known=Known(received=date(2025, 1, 1)), vocabulary=vocabulary)
    assert all(birth_of(proposal) < date(2025, 1, 1) for proposal in before)


@pytest.mark.parametrize(
    ("stated", "full", "agrees"), [(58, 58, True), (60, 58, True), (57, 58, True), (61, 58, False), (56, 58, False)]
)
def test_a_stated_age_may_be_a_year_less_or_two_more(stated, full, agrees):
    assert ages_agree(stated, full) is agrees
