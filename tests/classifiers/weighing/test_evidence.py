"""Evidence laid out as a table: it adds up, and what is not asked for is left out."""

import pytest

from classifiers.weighing.evidence import FLOOR, UNMET, Evidence, lay_table, learned_evidence
from records import Cue

FIRST, SECOND = Cue(text="一", weight=1.0), Cue(text="二", weight=2.0)


def test_evidence_of_one_cell_adds_up_and_keeps_all_its_words():
    table = lay_table(
        ("yes", "no"),
        ("words", "model"),
        [Evidence("yes", "words", 1.0, (FIRST,)), Evidence("yes", "words", 2.0, (SECOND,))],
    )
    assert table.values.tolist() == [[3.0, 0.0], [0.0, 0.0]]
    assert table.cues == {("yes", "words"): (FIRST, SECOND)}


def test_evidence_on_an_answer_that_the_office_has_not_is_left_out():
    table = lay_table(("yes",), ("words",), [Evidence("gone", "words", 1.0, (FIRST,))])
    assert table.values.tolist() == [[0.0]]
    assert table.cues == {}


def test_a_kind_that_no_table_has_is_a_fault_of_the_program():
    with pytest.raises(KeyError):
        lay_table(("yes",), ("words",), [Evidence("yes", "unheard", 1.0)])


def test_an_answer_that_the_model_never_met_is_not_ruled_out():
    found = learned_evidence({"unit": {"A": -0.1, "B": -30.0}}, "unit", ("A", "B", "new"), kind="learned")
    assert [(one.answer, one.value) for one in found] == [("A", -0.1), ("B", FLOOR), ("new", UNMET)]
    assert FLOOR <= UNMET < -1


def test_without_a_model_there_is_no_evidence_rather_than_evidence_against_all():
    assert learned_evidence({}, "unit", ("A",), kind="learned") == []
