import numpy as np
import pytest

from classifiers.learning.evaluation import coverage, measure_answers


def test_the_figures_of_a_small_set_are_those_counted_by_hand():
    report = measure_answers(["a", "a", "a", "b"], ["a", "a", "b", "b"], [0.9, 0.8, 0.6, 0.7])
    assert (report.letters, report.accuracy, report.mean_score) == (4, 0.75, pytest.approx(0.75))
    a, b = report.topics
    assert (a.precision, a.recall, a.f1) == (1.0, pytest.approx(2 / 3), pytest.approx(0.8))
    assert (b.precision, b.recall, b.f1) == (0.5, 1.0, pytest.approx(2 / 3))
    assert report.macro_f1 == pytest.approx((0.8 + 2 / 3) / 2)
    assert report.coverage_at_97 == 0.75


def test_a_topic_that_is_never_named_counts_as_nothing_in_macro_f1():
    assert measure_answers(["a", "b"], ["a", "a"], [0.5, 0.5]).macro_f1 == pytest.approx((2 / 3 + 0) / 2)


def test_coverage_is_the_largest_part_and_not_the_first():
    right = np.array([False] + [True] * 99)
    assert coverage(np.linspace(1, 0, 100), right, precision=0.97) == 1.0
    assert coverage(np.linspace(1, 0, 100), ~right, precision=0.97) == 0.01


def test_the_report_as_json_holds_plain_rounded_values():
    row = measure_answers(["a", "b", "b"], ["a", "b", "a"], [0.5, 0.5, 0.5]).as_json()
    assert row["accuracy"] == 0.6667
    assert row["topics"][0] == {"topic": "a", "letters": 1, "precision": 0.5, "recall": 1.0, "f1": 0.667}
