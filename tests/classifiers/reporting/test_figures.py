"""Figures of few answers, reckoned by hand."""

import numpy as np
import pytest

from classifiers.learning.answers import Answered
from classifiers.learning.evaluation import measure_answers
from classifiers.reporting.confusing import REST, fold_matrix, list_confusions
from classifiers.reporting.figures import measure, measure_macro_f1, measure_passing
from tests.classifiers.reporting.evaluated import draw_answers

FEW = tuple(
    Answered(str(number), label, said, score)
    for number, (label, said, score) in enumerate(
        [("a", "a", 0.95), ("a", "a", 0.85), ("a", "b", 0.75), ("b", "b", 0.65), ("b", "a", 0.95), ("c", "a", 0.25)]
    )
)


def test_a_class_is_told_with_what_it_holds_what_was_said_and_what_was_right():
    a, b, c = measure(FEW, threshold=0.8).classes
    assert (a.label, a.letters, a.said, a.hits) == ("a", 3, 4, 2)
    assert (a.precision.value, a.recall.value, a.f1.value) == (0.5, 2 / 3, pytest.approx(4 / 7))
    assert (b.precision.value, b.recall.value) == (0.5, 0.5)
    assert (c.said, c.precision.value, c.recall.value, c.f1.value) == (0, None, 0.0, 0.0)


def test_the_figures_are_those_of_training_where_both_tell_them():
    answers = draw_answers(list("abcdefg"), 300)
    found = measure(answers, threshold=0.9)
    known = measure_answers([a.label for a in answers], [a.said for a in answers], [a.score for a in answers])
    assert found.accuracy.value == known.accuracy
    assert found.macro_f1.value == pytest.approx(known.macro_f1)
    assert found.coverage_at_97 == known.coverage_at_97
    assert found.calibration_error == known.calibration_error
    assert {row.label: row.f1.value for row in found.classes} == pytest.approx({t.topic: t.f1 for t in known.topics})


def test_what_passes_is_counted_from_the_threshold_on():
    passing = measure_passing(np.array([0.9, 0.8, 0.7]), np.array([True, False, True]), threshold=0.8)
    assert (passing.letters, passing.wrong, passing.coverage.value, passing.precision.value) == (2, 1, 2 / 3, 0.5)


def test_the_coverage_curve_falls_by_score_and_takes_equal_scores_together():
    curve = measure(FEW, threshold=0.8).curve
    assert [(point.score, round(point.coverage, 3), round(point.precision, 3)) for point in curve] == [
        (0.95, 0.333, 0.5), (0.85, 0.5, 0.667), (0.75, 0.667, 0.5), (0.65, 0.833, 0.6), (0.25, 1.0, 0.5),
    ]  # fmt: skip


def test_a_long_curve_is_thinned_and_keeps_its_ends():
    answers = [Answered(str(n), "a", "a", n / 1000) for n in range(1000)]
    curve = measure(answers, threshold=0.5).curve
    assert len(curve) <= 200
    assert (curve[0].score, curve[-1].score) == (0.999, 0.0)


def test_bins_hold_every_letter_once_and_none_is_empty():
    bins = measure((*FEW, Answered("9", "a", "a", 1.0)), threshold=0.8).bins
    assert sum(row.letters for row in bins) == 7
    assert [(row.low, row.letters) for row in bins] == [(0.2, 1), (0.6, 1), (0.7, 1), (0.8, 1), (0.9, 3)]


def test_the_interval_of_macro_f1_narrows_with_letters_and_is_the_same_each_time():
    few, many = draw_answers(list("abc"), 60), draw_answers(list("abc"), 1500)
    assert measure_macro_f1(few) == measure_macro_f1(few)
    assert measure_macro_f1(many).width < measure_macro_f1(few).width / 3


def test_few_letters_that_are_all_right_leave_room_for_what_was_not_seen():
    answers = [Answered(str(n), "ab"[n % 2], "ab"[n % 2], 0.9) for n in range(12)]
    figures = measure(answers, threshold=0.5)
    assert figures.macro_f1 == figures.accuracy
    assert figures.macro_f1.low < 0.8
    assert figures.gap.value == pytest.approx(-0.1)
    assert figures.gap.low < -0.2 < 0 < figures.gap.high


def test_no_letters_and_one_letter_are_measured_without_a_fault():
    none = measure((), threshold=0.9)
    assert (none.letters, none.accuracy.value, none.macro_f1.value, none.classes, none.curve) == (0, None, None, (), ())
    one = measure(FEW[:1], threshold=0.9)
    assert (one.accuracy.value, one.macro_f1.value, one.passing.letters) == (1.0, 1.0, 1)
    assert one.accuracy.low < 0.3


def test_a_small_matrix_shows_every_class_and_a_large_one_folds_the_smallest():
    small = fold_matrix(FEW)
    assert small.labels == ("a", "b", "c")
    assert small.rows == ((2, 1, 0), (1, 1, 0), (1, 0, 0))
    assert (small.folded, small.rest_wrong) == (0, 0)
    answers = draw_answers([f"u{n:02}" for n in range(60)], 900, right=0.5)
    large = fold_matrix(answers)
    assert len(large.labels) == 18
    assert large.labels[-1] == REST
    assert large.folded == 43
    assert sum(map(sum, large.rows)) + large.rest_wrong == 900
    right = sum(row[place] for place, row in enumerate(large.rows))
    assert right == sum(answer.is_right for answer in answers)


def test_confusions_are_listed_by_number():
    pairs = list_confusions((*FEW, Answered("9", "c", "a", 0.5)))
    assert [(pair.label, pair.said, pair.letters) for pair in pairs] == [("c", "a", 2), ("a", "b", 1), ("b", "a", 1)]
