"""Evidence is weighed by the tables of the office, also when its units are not those of the training."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from classifiers.learning.tasks import join_pair
from classifiers.weighing.combining import Combiner
from classifiers.weighing.evidence import OWN
from classifiers.weighing.judging_model import own_name
from classifiers.weighing.judging_tasks import see_letter
from classifiers.weighing.unit_evidence import KINDS, list_units
from classifiers.weighing.weighing import weigh_task
from vocab import load_vocabulary

VOCABULARY = load_vocabulary()
FACTORS = np.array([0.5, 0.6, 0.6, 1.2, 0.2, 1.5, 0.2])
POLLUTION = {"topic2": {join_pair(("环境保护", "环境污染")): 0.9}}


def judging_of(answers, biases):
    combiner = Combiner(tuple(answers), KINDS, FACTORS, np.array(biases))
    return SimpleNamespace(combiner=lambda _task: combiner, own={})


def weigh(answers, biases, text="化工厂夜里排放废气。", *, learned=None, vocabulary=VOCABULARY):
    sight = see_letter("", text, learned or {}, vocabulary=vocabulary)
    return weigh_task("unit", sight, judging_of(answers, biases), before=POLLUTION, vocabulary=vocabulary)


def test_every_unit_of_the_office_gets_a_chance_and_together_they_are_one():
    units = list_units(VOCABULARY)
    chances = weigh(units, [0.0] * len(units)).chances
    assert tuple(chances) == units
    assert sum(chances.values()) == pytest.approx(1)
    assert max(chances, key=chances.get) == "STHJJ"


def test_a_unit_that_the_model_never_met_can_win_by_what_the_letter_says():
    known = [unit for unit in list_units(VOCABULARY) if unit != "JYJ"]
    chances = weigh(known, [0.0] * len(known), "教育局，教育局，教育局，教育局，请教育局处理，找过教育局。").chances
    assert chances["JYJ"] > chances["MZJ"]
    assert max((unit for unit in chances if unit != "STHJJ"), key=chances.get) == "JYJ"


def test_a_unit_that_is_gone_from_the_tables_is_no_answer():
    units = [*list_units(VOCABULARY), "GONE"]
    assert "GONE" not in weigh(units, [0.0] * (len(units) - 1) + [50.0]).chances


def test_an_office_without_the_lead_gives_its_chance_to_others():
    ended = replace(VOCABULARY.units["STHJJ"], valid_to="2020")
    office = replace(VOCABULARY, units={**VOCABULARY.units, "STHJJ": ended})
    units = list_units(VOCABULARY)
    chances = weigh(units, [0.0] * len(units), vocabulary=office).chances
    assert "STHJJ" not in chances
    assert sum(chances.values()) == pytest.approx(1)


def test_an_answer_keeps_its_bias_when_others_come_and_go():
    units = [unit for unit in list_units(VOCABULARY) if unit != "MZJ"][5:]
    combiner = weigh(["MZJ", *units], [3.0, *([0.0] * len(units))]).combiner
    assert combiner.answers == list_units(VOCABULARY)
    assert combiner.biases[combiner.answers.index("MZJ")] == 3.0
    assert np.count_nonzero(combiner.biases) == 1


def test_without_learned_models_rules_and_tables_still_speak():
    units = list_units(VOCABULARY)
    weighed = weigh(units, [0.0] * len(units))
    assert not weighed.table.values[:, KINDS.index("learned")].any()
    assert weighed.chances["STHJJ"] > 1 / len(units)


def test_an_office_s_own_model_is_one_more_voice():
    units = list_units(VOCABULARY)
    combiner = Combiner(units, (*KINDS, OWN), np.append(FACTORS, 1.0), np.zeros(len(units)))
    judging = SimpleNamespace(combiner=lambda _task: combiner, own={"unit": None})
    learned = {own_name("unit"): {"CGJ": 0.0, "STHJJ": -7.0}}
    sight = see_letter("", "化工厂夜里排放废气。", learned, vocabulary=VOCABULARY)
    chances = weigh_task("unit", sight, judging, before=POLLUTION, vocabulary=VOCABULARY).chances
    assert chances["CGJ"] > chances["STHJJ"]
