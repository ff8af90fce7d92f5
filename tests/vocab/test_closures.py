"""The accused closure: the unit, all below it, what it became and was; above it only by a person's word."""

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records import Candidate
from tests.vocab.accused_trees import UNKNOWN, above_slowly, barred_slowly, draw_vocabulary
from vocab import Unit, load_vocabulary
from vocab.closures import Closure, accused_closure, listed_codes

VOCABULARY = load_vocabulary()


def unit(code, *, kind="vertical", parent=None, was=()):
    return Unit(
        code=code, name=f"局{code}", kind=kind, duties="", aliases=(), parent=parent, successor_of=was, valid_from=None
    )


def closed(named, *units, phrases=None):
    table = replace(VOCABULARY, units={row.code: row for row in units}, phrases=phrases or {})
    return accused_closure(named, vocabulary=table)


@pytest.mark.parametrize(
    ("accused", "barred", "to_confirm"),
    [
        ("JYJ", {"JYJ"}, {"SDZF", "GWH"}),  # one code for the city's bureau and the counties'
        ("ZZB", {"ZZB", "BIANBAN"}, {"SDZF", "GWH"}),
        ("XZJD", {"XZJD"}, {"SDZF", "GWH"}),
        ("SDZF", {"SDZF", "XZJD"}, {"GWH"}),
        ("GWH", {"GWH", "XZJD"}, {"SDZF"}),
        ("XFJY", {"XFJY"}, {"YJGLJ", "SDZF", "GWH"}),
    ],
)
def test_a_unit_bars_itself_and_all_below_and_leaves_those_above_to_a_person(accused, barred, to_confirm):
    closure = accused_closure([accused], vocabulary=VOCABULARY)
    assert (set(closure.barred), set(closure.to_confirm)) == (barred, to_confirm)


@pytest.mark.parametrize("organ", ["FY", "JCY", "GAJ", "SFJ", "GUOAN"])
def test_above_courts_and_police_is_the_committee_that_leads_them(organ):
    assert "ZFW" in accused_closure([organ], vocabulary=VOCABULARY).to_confirm


def test_accused_discipline_organs_leave_no_organ_to_name():
    assert accused_closure(["JWJW"], vocabulary=VOCABULARY).organs == frozenset()
    assert accused_closure(["JYJ"], vocabulary=VOCABULARY).organs == {"JWJW"}


def test_a_renamed_unit_is_barred_under_both_names_and_a_merged_one_under_all():
    rows = (unit("OLD"), unit("NEW", was=("OLD",)), unit("DESK", parent="NEW"), unit("OTHER", was=("局OLD",)))
    assert closed(["OLD"], *rows).barred == {"OLD", "NEW", "DESK", "OTHER"}
    assert closed(["NEW"], *rows).barred == {"OLD", "NEW", "DESK"}, "what else came of the old unit is not accused"


def test_a_renamed_superior_is_to_be_confirmed_under_both_names():
    rows = (unit("A"), unit("B", was=("A",)), unit("LOW", parent="A"))
    assert closed(["LOW"], *rows).to_confirm == {"A", "B"}


def test_loops_in_a_table_end():
    rows = (unit("A", parent="B", was=("B",)), unit("B", parent="A", was=("A",)), unit("C", parent="C"))
    assert closed(["A"], *rows).barred == {"A", "B"}
    assert closed(["C"], *rows) == Closure(barred=frozenset({"C"}))


def test_a_code_that_no_table_knows_is_barred_as_it_is():
    assert closed([UNKNOWN], unit("A")).barred == {UNKNOWN}


def test_nobody_accused_bars_nobody():
    assert accused_closure([], vocabulary=VOCABULARY).is_empty


@pytest.mark.parametrize(
    ("words", "above"),
    [("崎岭村村支书", {"XZJD"}), ("城关小学校长", {"JYJ"}), ("镇卫生院医生", {"WJW"}), ("物业", set())],
)
def test_bodies_without_a_code_have_a_unit_above_them(words, above):
    assert listed_codes([words], "bodies_below_units", vocabulary=VOCABULARY) == above


def test_above_a_village_stand_township_county_and_zone():
    closure = accused_closure([], vocabulary=VOCABULARY, above=["XZJD"])
    assert (closure.barred, closure.to_confirm) == (frozenset(), {"XZJD", "SDZF", "GWH"})


@pytest.mark.parametrize("name", ["accused_short_names", "bodies_below_units"])
def test_the_lists_of_words_for_units_name_units_that_there_are(name):
    codes = {entry.partition("=")[0] for entry in VOCABULARY.phrases[name]}
    assert codes <= VOCABULARY.units.keys()
    assert all(entry.partition("=")[2] for entry in VOCABULARY.phrases[name])


@pytest.mark.parametrize("name", ["political_legal_units", "over_political_legal_units"])
def test_the_lists_of_units_name_units_that_there_are(name):
    assert set(VOCABULARY.phrases[name]) <= VOCABULARY.units.keys()


def test_a_co_units_answer_loses_only_the_accused():
    closure = Closure(barred=frozenset({"A"}), to_confirm=frozenset({"P"}))
    answer, ranked, doubt = closure.sift("A B P", (Candidate(answer="A C", score=0.2),), 0.5)
    assert (answer, doubt) == ("B", "unit.accused")
    assert [(runner.answer, runner.score) for runner in ranked] == [("P", 0.5), ("C", 0.2)]


@settings(max_examples=3000, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_the_closure_is_what_looking_at_every_pair_finds(seed: int) -> None:
    random = Random(seed)
    vocabulary = draw_vocabulary(random)
    named = set(random.sample([*vocabulary.units, UNKNOWN], random.randint(0, min(3, len(vocabulary.units)))))
    closure = accused_closure(named, vocabulary=vocabulary)
    barred = barred_slowly(named, vocabulary)
    assert closure.barred == barred
    assert closure.to_confirm >= above_slowly(barred, vocabulary)
    assert not closure.to_confirm & barred
    assert closure.barred <= accused_closure(named | {next(iter(vocabulary.units))}, vocabulary=vocabulary).barred
