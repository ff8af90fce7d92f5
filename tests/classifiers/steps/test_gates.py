"""A gate says yes, no, or leaves it open; what it must notice it notices from the floor on."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.special import expit

from classifiers.steps.gates import SURE, judge_gate
from classifiers.weighing.combining import Combiner
from classifiers.weighing.evidence import EvidenceTable
from classifiers.weighing.judging_tasks import see_letter
from classifiers.weighing.weighing import Weighed
from records import Candidate, Cue, Judgement, Span
from records.reading import LIKELY
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()
FLOOR = 0.04
TEXT = "有人持刀，快救命"
JUDGING = SimpleNamespace(floors={"urgency": FLOOR}, made_by="model:test")
DOUBTS = ("letter.urgent", "urgency.possible")


def weighed_with(chance):
    """One word for yes that alone makes up the chance."""
    odds = float(np.log(chance / (1 - chance)))
    cue = Cue(text="持刀", weight=1.0, span=Span(start=2, end=4), source="urgency.violence")
    table = EvidenceTable(("urgent", "ordinary"), ("words",), np.array([[odds], [0.0]]), {("urgent", "words"): (cue,)})
    combiner = Combiner(("urgent", "ordinary"), ("words",), np.array([1.0]), np.zeros(2), slope=1.7, shift=0.4)
    return Weighed("urgency", table, combiner, {"urgent": float(expit(odds)), "ordinary": float(expit(-odds))})


def judge(chance, **given):
    sight = see_letter("", TEXT, {}, vocabulary=VOCABULARY)
    settings = {"answers": ("urgent", "ordinary"), "doubts": DOUBTS, **given}
    return judge_gate("urgency", weighed_with(chance), sight, JUDGING, **settings)


@pytest.mark.parametrize(
    ("chance", "answer", "doubt", "score"),
    [
        (0.9, "urgent", DOUBTS[0], 0.9),
        (SURE, "urgent", DOUBTS[0], 0.5),
        (0.49, None, DOUBTS[1], 0.51),
        (FLOOR + 0.001, None, DOUBTS[1], 0.959),
        (FLOOR - 0.001, "ordinary", None, 0.961),
    ],
)
def test_between_a_sure_yes_and_the_floor_a_person_is_asked(chance, answer, doubt, score):
    judged = judge(chance)
    assert (judged.answer, judged.doubt, judged.score) == (answer, doubt, pytest.approx(score))


def test_what_is_left_open_shows_both_answers_the_likelier_first():
    shown = judge(0.3).runners_up
    assert [(one.answer, one.score) for one in shown] == [("ordinary", 0.7), ("urgent", 0.3)]


def test_an_answer_shows_the_other_one():
    assert [one.answer for one in judge(0.9).runners_up] == ["ordinary"]
    assert [one.answer for one in judge(0.01).runners_up] == ["urgent"]


def test_other_evidence_lifts_the_chance_and_never_lowers_it():
    assert judge(0.01, at_least=0.8).answer == "urgent"
    assert judge(0.01, at_least=0.8).score == 0.8
    assert judge(0.9, at_least=0.1).score == pytest.approx(0.9)


def test_possible_asks_a_person_whatever_the_floor_says():
    assert judge(0.01, possible=True).doubt == DOUBTS[1]


def test_an_empty_doubt_is_none():
    assert judge(0.9, doubts=("", "channel.unsure")).doubt is None


@pytest.mark.parametrize("chance", [0.97, 0.6, 0.3, 0.01])
def test_the_cues_add_up_to_the_log_odds_of_the_score(chance):
    judged = judge(chance)
    assert sum(cue.weight for cue in judged.cues) == pytest.approx(np.log(judged.score / (1 - judged.score)), abs=0.005)


@pytest.mark.parametrize("chance", [0.97, 0.3])
def test_a_word_weighs_what_it_adds_to_the_chance_that_is_shown(chance):
    word, rest = judge(chance).cues
    assert word.text == "持刀"
    sign = 1 if chance >= SURE else -1  # against `ordinary`, when that is shown
    assert word.weight == pytest.approx(sign * np.log(chance / (1 - chance)), abs=0.005)
    assert rest.weight == pytest.approx(0, abs=0.005)


def gate(answer, yes):
    runners = (Candidate(answer="yes", score=yes),) if answer != "yes" else ()
    return Judgement(question="accusation", answer=answer, score=0.5, runners_up=runners, made_by="test")


@pytest.mark.parametrize(
    ("answer", "yes", "likely"),
    [("yes", 0.9, True), (None, LIKELY, True), (None, LIKELY - 0.01, False), ("no", 0.4, False)],
)
def test_what_is_left_open_counts_as_likely_from_a_chance_on(answer, yes, likely):
    assert gate(answer, yes).leans_to("yes") is likely
