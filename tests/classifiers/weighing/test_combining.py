"""The combiner learns what evidence is worth, and its chances are those of drawn answers."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import expit

from classifiers.weighing.combining import LEAST_CHANCE, Combiner, fit_combiner, fit_score, log_odds
from classifiers.weighing.evidence import EvidenceTable

ANSWERS, KINDS = ("a", "b", "c", "d"), ("words", "model", "noise")
FACTORS = np.array([0.8, 1.6, 0.0])
BIASES = np.array([0.4, 0.0, -0.4, 0.0])


def draw_tables(count, *, seed=0):
    chance = np.random.default_rng(seed)
    return [EvidenceTable(ANSWERS, KINDS, chance.normal(size=(4, 3))) for _ in range(count)]


def draw_truths(tables, *, seed=1):
    chance = np.random.default_rng(seed)
    true = Combiner(ANSWERS, KINDS, FACTORS, BIASES)
    return [{ANSWERS[chance.choice(4, p=true.find_chances(table))]: 1.0} for table in tables]


@pytest.fixture(scope="module")
def fitted():
    tables = draw_tables(3000)
    return fit_combiner(tables, draw_truths(tables))


def test_the_factors_that_answers_were_drawn_with_are_found_again(fitted):
    assert fitted.factors == pytest.approx(FACTORS, abs=0.12)
    assert fitted.biases - fitted.biases.mean() == pytest.approx(BIASES, abs=0.15)


def test_chances_hold_on_letters_that_were_not_learned_from(fitted):
    tables = draw_tables(3000, seed=5)
    truths = draw_truths(tables, seed=6)
    chances = np.array([fitted.find_chances(table) for table in tables])
    best = chances.max(axis=1)
    right = np.array([ANSWERS[row.argmax()] in truth for row, truth in zip(chances, truths, strict=True)])
    assert chances.sum(axis=1) == pytest.approx(np.ones(3000))
    for low, high in ((0.3, 0.5), (0.5, 0.7), (0.7, 0.9), (0.9, 1.0)):
        inside = (best >= low) & (best < high)
        assert right[inside].mean() == pytest.approx(best[inside].mean(), abs=0.05)


def test_a_fixed_factor_stays_as_it_is_set_and_the_others_are_learned():
    tables = draw_tables(1500)
    fitted = fit_combiner(tables, draw_truths(tables), fixed={"noise": 1.5})
    assert fitted.factors[2] == 1.5
    assert fitted.factors[1] > fitted.factors[0] > 0.3


def test_two_acceptable_answers_share_their_chance():
    tables = [EvidenceTable(("a", "b", "c"), ("words",), np.array([[1.0], [1.0], [0.0]]))] * 200
    found = fit_combiner(tables, [{"a": 2 / 3, "b": 1 / 3}] * 200).find_chances(tables[0])
    assert found == pytest.approx([2 / 3, 1 / 3, 0.0], abs=0.03)


def test_evidence_never_seen_teaches_nothing():
    tables = [EvidenceTable(("a", "b"), ("seen", "never"), np.array([[1.0, 0.0], [0.0, 0.0]]))] * 50
    assert abs(fit_combiner(tables, [{"a": 1.0}] * 50).factors[1]) < 1e-3


def test_other_answers_keep_the_biases_they_had_and_new_ones_have_none():
    combiner = Combiner(ANSWERS, KINDS, FACTORS, BIASES, slope=1.3, shift=0.2)
    fitted = combiner.fitted_to(("d", "new", "a"))
    assert fitted.answers == ("d", "new", "a")
    assert fitted.biases.tolist() == [0.0, 0.0, 0.4]
    assert (fitted.slope, fitted.shift) == (1.3, 0.2)
    assert fitted.factors is combiner.factors
    assert combiner.fitted_to(ANSWERS) is combiner


def test_a_new_answer_wins_by_its_evidence_alone():
    fitted = Combiner(ANSWERS, KINDS, FACTORS, BIASES).fitted_to(("a", "new"))
    table = EvidenceTable(("a", "new"), KINDS, np.array([[0.0, 0.0, 0.0], [2.0, 2.0, 0.0]]))
    assert fitted.find_chances(table).argmax() == 1


def test_the_score_says_how_often_the_best_answer_is_right():
    chance = np.random.default_rng(4)
    best = chance.beta(3, 1, 4000)
    right = chance.random(4000) < expit(1.4 * np.log(best / (1 - best)) + 0.5)
    slope, shift = fit_score(best.tolist(), right.tolist())
    assert (slope, shift) == (pytest.approx(1.4, abs=0.15), pytest.approx(0.5, abs=0.15))
    combiner = replace(Combiner(ANSWERS, KINDS, FACTORS, BIASES), slope=slope, shift=shift)
    scores = np.array([combiner.score(one) for one in best])
    assert scores.mean() == pytest.approx(right.mean(), abs=0.01)
    assert (np.diff(scores[np.argsort(best)]) >= 0).all()


def test_without_a_map_the_score_is_the_chance():
    assert Combiner(ANSWERS, KINDS, FACTORS, BIASES).score(0.83) == pytest.approx(0.83)


@pytest.mark.parametrize(("chance", "odds"), [(0.5, 0.0), (0.9, np.log(9)), (0.0, None), (1.0, None)])
def test_log_odds_never_leave_the_numbers(chance, odds):
    limit = np.log((1 - LEAST_CHANCE) / LEAST_CHANCE)
    assert log_odds(chance) == pytest.approx(odds if odds is not None else (limit if chance else -limit))
