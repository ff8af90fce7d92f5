"""The gates: discipline first, then litigation, then administrative."""

import pytest

from classifiers.steps.channels import judge_channel
from records.reading import LIKELY
from tests.classifiers.seeing import answer

NO, YES = answer("litigation", "no"), answer("litigation", "yes", ("no", 0.1))
INNOCENT, ACCUSES = answer("accusation", "no", score=0.8), answer("accusation", "yes", ("no", 0.1))
APPEAL, ACCUSATION = answer("matter_class", "appeal"), answer("matter_class", "accusation")


def left_open(question, yes):
    return answer(question, None, ("no", 1 - yes), ("yes", yes), score=1 - yes)


def told(judged):
    return judged.answer, judged.doubt


def test_neither_accusing_nor_before_justice_is_administrative():
    judged = judge_channel(INNOCENT, NO, APPEAL)
    assert told(judged) == ("administrative", None)
    assert judged.score == min(INNOCENT.score, NO.score), "no surer than the less sure gate"


def test_what_is_before_justice_goes_there():
    assert told(judge_channel(INNOCENT, YES, APPEAL)) == ("litigation", None)


@pytest.mark.parametrize("litigation", [NO, YES, left_open("litigation", 0.5)])
def test_an_accusation_takes_the_discipline_channel_even_when_courts_are_named(litigation):
    assert told(judge_channel(ACCUSES, litigation, ACCUSATION)) == ("discipline", None)


@pytest.mark.parametrize("accusation", [ACCUSES, left_open("accusation", LIKELY)])
@pytest.mark.parametrize("litigation", [NO, YES])
def test_one_who_asks_for_his_own_and_accuses_besides_is_left_to_a_person(accusation, litigation):
    judged = judge_channel(accusation, litigation, APPEAL)
    assert told(judged) == (None, "channel.unsure")
    assert {runner.answer for runner in judged.runners_up} == {"discipline", "administrative"}


def test_an_open_class_with_accusation_likely_leaves_the_channel_open():
    open_class = answer("matter_class", None, ("appeal", 0.5), ("accusation", 0.4), score=0.5)
    assert told(judge_channel(left_open("accusation", 0.45), NO, open_class)) == (None, "channel.unsure")


def test_an_accusation_that_is_merely_not_excluded_does_not_stop_a_letter():
    assert judge_channel(left_open("accusation", LIKELY / 2), NO, APPEAL).answer == "administrative"


@pytest.mark.parametrize("yes", [0.05, 0.4, 0.49])
def test_open_litigation_leaves_the_channel_open_with_the_likelier_first(yes):
    judged = judge_channel(INNOCENT, left_open("litigation", yes), APPEAL)
    assert told(judged) == (None, "channel.unsure")
    assert [runner.answer for runner in judged.runners_up] == ["administrative", "litigation"]
    assert judged.score == judged.runners_up[0].score


def test_the_cues_are_those_of_the_gate_that_decided():
    cues = judge_channel(INNOCENT, YES, APPEAL).cues
    assert cues == YES.cues
