import numpy as np
import pytest

from classifiers.learning.calibration import calibration_gap, choose_threshold, fit_calibrator


def draw(count, scale, seed):
    chance = np.random.default_rng(seed)
    margins = chance.normal(size=(count, 3))
    chances = np.exp(scale * margins)
    chances /= chances.sum(axis=1, keepdims=True)
    return margins, np.array([chance.choice(3, p=row) for row in chances])


def test_scores_say_how_often_the_best_answer_is_right():
    calibrator = fit_calibrator(*draw(4000, 2.5, seed=1))
    margins, topics = draw(4000, 2.5, seed=2)
    chances = calibrator.find_chances(margins)
    right = chances.argmax(axis=1) == topics
    assert np.allclose(chances.sum(axis=1), 1)
    assert chances.max(axis=1).mean() == pytest.approx(right.mean(), abs=0.02)
    assert calibration_gap(chances.max(axis=1), right) < 0.03


def test_a_topic_that_the_margins_wrong_is_mended():
    margins, topics = draw(4000, 2.5, seed=3)
    shifted = margins - np.array([0.4, 0, 0])
    calibrator = fit_calibrator(shifted, topics)
    assert calibrator.bias[0] + 2.5 * -0.4 > calibrator.bias[1] - 1.0 + 0.3


def test_with_few_letters_one_scale_for_all_topics_is_left():
    weights = fit_calibrator(*draw(12, 2.5, seed=4)).weights
    assert np.abs(weights - np.diag(np.diag(weights))).max() < 0.1
    assert np.ptp(np.diag(weights)) < 0.2


def test_the_same_margins_give_the_same_map():
    first, second = (fit_calibrator(*draw(300, 2.5, seed=5)) for _ in range(2))
    assert np.array_equal(first.weights, second.weights)
    assert np.array_equal(first.bias, second.bias)


def test_tilt_lifts_the_small_topic():
    margins, topics = draw(2000, 1.0, seed=6)
    kept = (topics != 2) | (np.arange(2000) % 10 == 0)
    plain, tilted = (fit_calibrator(margins[kept], topics[kept], tilt=tilt) for tilt in (0.0, 0.5))
    assert tilted.find_chances(margins)[:, 2].mean() > plain.find_chances(margins)[:, 2].mean() + 0.03


def test_the_threshold_lets_pass_as_many_as_the_errors_allow():
    scores = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    right = np.array([True, True, False, True, False])
    assert choose_threshold(scores, right, most_errors=0.0) == 0.8
    assert choose_threshold(scores, right, most_errors=0.25) == 0.6
    assert choose_threshold(scores, right, most_errors=1.0) == 0.5


def test_letters_of_one_score_pass_together_or_not_at_all():
    assert choose_threshold(np.array([0.9, 0.7, 0.7]), np.array([True, True, False]), most_errors=0.1) == 0.9


def test_where_no_threshold_serves_the_model_always_steps_back():
    assert choose_threshold(np.array([0.99, 0.5]), np.array([False, True]), most_errors=0.1) == 1.0
