"""Intervals against tables and values reckoned by hand."""

import numpy as np
import pytest

from classifiers.reporting.intervals import Measured, measure_drawn, measure_f1, measure_mean, measure_share


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        # Newcombe 1998, Statistics in Medicine 17, table I, method 3
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_a_share_has_wilsons_interval(hits, of, low, high):
    found = measure_share(hits, of)
    assert found.value == hits / of
    assert found.low == pytest.approx(low, abs=5e-5)
    assert found.high == pytest.approx(high, abs=5e-5)


def test_of_no_letters_nothing_is_known():
    assert measure_share(0, 0) == Measured(None, 0.0, 1.0)
    assert measure_f1(0, 0, 0).value is None


def test_f1_and_its_interval_come_from_the_share_of_letters_that_the_class_touches():
    # 8 hits, 2 missed, 6 wrongly said: F* = 8 / 16, F1 = 2 x 8 / (10 + 14)
    found = measure_f1(8, 10, 14)
    star = measure_share(8, 16)
    assert found.value == pytest.approx(16 / 24)
    assert found.low == pytest.approx(2 * star.low / (1 + star.low))
    assert found.high == pytest.approx(2 * star.high / (1 + star.high))


def test_a_class_never_said_has_an_f1_of_nought_and_room_above():
    found = measure_f1(0, 7, 0)
    assert (found.value, found.low) == (0.0, 0.0)
    assert 0.3 < found.high < 0.6


def test_the_interval_of_f1_holds_the_truth_about_as_often_as_it_says():
    chance = np.random.default_rng(1)
    truth = 2 * 0.7 / (0.8 + 0.9)  # of 100 letters 70 hits, 10 missed, 20 wrongly said
    held = 0
    for hits, missed, wrong in chance.multinomial(100, [0.7, 0.1, 0.2], size=2000):
        found = measure_f1(hits, hits + missed, hits + wrong)
        held += found.low <= truth <= found.high
    assert 0.935 < held / 2000 < 0.97


def test_a_mean_of_one_letter_says_nothing_of_others():
    assert measure_mean(np.array([0.3])) == Measured(0.3, -1.0, 1.0)
    assert measure_mean(np.array([])).value is None
    assert measure_mean(np.array([0.0, 1.0] * 50)).width == pytest.approx(2 * 1.96 * 0.50252 / 10, abs=1e-4)


def test_an_interval_of_draws_always_holds_what_was_measured():
    assert measure_drawn(0.5, np.array([0.6, 0.7])).low == 0.5
    assert measure_drawn(0.5, np.array([np.nan])) == Measured(0.5, 0.0, 1.0)
