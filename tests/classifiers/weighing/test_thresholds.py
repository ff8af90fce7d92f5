"""Thresholds keep what the office was promised, on data drawn by chance."""

from math import comb

import numpy as np
import pytest

from classifiers.weighing.thresholds import (
    NOTHING_PASSES,
    ROOM,
    choose_floor,
    choose_threshold_for,
    least_letters,
    upper_limit,
)

BUDGET, CONFIDENCE = 0.03, 0.95


@pytest.mark.parametrize(
    ("errors", "count", "limit"),
    # One-sided 95 % limits: 1 - 0.05 ** (1 / n) without an error, else as tabled for two-sided 90 %.
    [(0, 10, 0.25887), (0, 59, 0.04951), (0, 299, 0.00997), (1, 10, 0.39416), (5, 100, 0.10225)],
)
def test_the_limit_is_that_of_clopper_and_pearson(errors, count, limit):
    assert upper_limit(errors, count, confidence=0.95) == pytest.approx(limit, abs=5e-5)


@pytest.mark.parametrize(("errors", "count", "confidence"), [(50, 100, 0.95), (3, 40, 0.9), (17, 600, 0.99)])
def test_at_the_limit_so_few_errors_are_as_rare_as_the_confidence_leaves(errors, count, confidence):
    rate = upper_limit(errors, count, confidence=confidence)
    seen = sum(comb(count, n) * rate**n * (1 - rate) ** (count - n) for n in range(errors + 1))
    assert seen == pytest.approx(1 - confidence)


@pytest.mark.parametrize("count", [1, 7])
def test_when_all_is_wrong_nothing_is_promised(count):
    assert upper_limit(count, count, confidence=0.95) == 1.0


def test_no_letters_promise_nothing():
    assert upper_limit(0, 0, confidence=0.95) == 1.0


@pytest.mark.parametrize(("budget", "letters"), [(0.03, 99), (0.05, 59), (0.01, 299)])
def test_the_least_letters_are_those_that_just_suffice_without_an_error(budget, letters):
    assert least_letters(budget, confidence=0.95) == letters
    assert upper_limit(0, letters, confidence=0.95) <= budget < upper_limit(0, letters - 1, confidence=0.95)


def draw(chance, count, *, boast=0.0):
    """Scores with answers that are right as often as the score says, or less often by `boast`."""
    scores = chance.beta(4, 0.6, count)
    return scores, chance.random(count) < np.clip(scores - boast, 0, 1)


@pytest.mark.parametrize("boast", [0.0, 0.01])
def test_answers_above_the_threshold_keep_the_budget_as_surely_as_asked(boast):
    chance = np.random.default_rng(7)
    everything = (np.arange(20000) + 0.5) / 20000
    weight = everything**3 * (1 - everything) ** -0.4  # the density that `draw` draws scores from
    passing, broken = 0, 0
    for _ in range(400):
        found = choose_threshold_for(*draw(chance, 3000, boast=boast), budget=BUDGET, confidence=CONFIDENCE)
        if found.score > 1:
            continue
        passing += 1
        above = everything >= found.score
        errors = 1 - np.clip(everything[above] - boast, 0, 1)
        broken += np.average(errors, weights=weight[above]) > BUDGET
    assert passing >= 200
    assert broken <= 0.05 * 400 + 2.33 * np.sqrt(400 * 0.05 * 0.95)  # 1 % chance to fail where it keeps its word


def test_the_threshold_tells_what_passed_and_what_was_wrong():
    scores, right = draw(np.random.default_rng(1), 2000)
    found = choose_threshold_for(scores, right, budget=BUDGET, confidence=CONFIDENCE)
    passed = scores >= found.score
    assert found.share == passed.mean()
    assert found.errors == (~right[passed]).sum()
    assert found.bound == upper_limit(found.errors, int(passed.sum()), confidence=CONFIDENCE)
    assert found.bound <= BUDGET


def test_a_larger_budget_lets_more_pass():
    scores, right = draw(np.random.default_rng(2), 2000)
    shares = [choose_threshold_for(scores, right, budget=b, confidence=CONFIDENCE).share for b in (0.02, 0.05, 0.2)]
    assert shares[0] < shares[1] < shares[2]


def test_with_too_few_letters_nothing_passes():
    few = ROOM * least_letters(BUDGET, confidence=CONFIDENCE) - 1
    assert choose_threshold_for([0.99] * few, [True] * few, budget=BUDGET, confidence=CONFIDENCE) == NOTHING_PASSES
    enough = choose_threshold_for([0.99] * (few + 1), [True] * (few + 1), budget=BUDGET, confidence=CONFIDENCE)
    assert enough.share == 1.0


def test_errors_among_the_surest_let_nothing_pass():
    right = [False] * 60 + [True] * 940
    scores = [0.99] * 500 + [0.6] * 500
    assert choose_threshold_for(scores, right, budget=BUDGET, confidence=CONFIDENCE) == NOTHING_PASSES


@pytest.mark.parametrize(("letters", "missed"), [(159, 0.03), (55, 0.05), (400, 0.02)])
def test_the_floor_misses_no_more_than_asked_on_average(letters, missed):
    chance = np.random.default_rng(3)
    share = [
        (chance.beta(1.2, 1.5, 400) < choose_floor(chance.beta(1.2, 1.5, letters).tolist(), missed=missed)).mean()
        for _ in range(800)
    ]
    assert missed / 3 < np.mean(share) <= missed * 1.05


def test_too_few_letters_set_the_floor_at_the_lowest_chance_seen():
    assert choose_floor([0.4, 0.1, 0.9], missed=0.02) == 0.1


def test_without_letters_everything_counts_as_noticed():
    assert choose_floor([], missed=0.02) == 0.0
