"""Two models on the same letters, and drift, against values reckoned by hand."""

from math import log

import pytest

from classifiers.learning.answers import Answered
from classifiers.reporting.comparing import compare_answers, find_mcnemar
from classifiers.reporting.drifting import compare_mixes, compare_scores, measure_drift
from classifiers.reporting.evaluations import Evaluation, OtherModel
from tests.classifiers.reporting.evaluated import draw_answers


@pytest.mark.parametrize(
    ("one", "other", "p"),
    [
        (0, 0, 1.0),
        (3, 3, 1.0),
        (5, 0, 2 / 32),
        (1, 9, 2 * 11 / 1024),  # (1 + 10) of 2^10 sequences, on either side
        (2, 8, 2 * 56 / 1024),  # 1 + 10 + 45
    ],
)
def test_mcnemars_exact_test_counts_coins(one, other, p):
    assert find_mcnemar(one, other) == pytest.approx(p)
    assert find_mcnemar(other, one) == pytest.approx(p)


def say(*said: str) -> list[Answered]:
    return [Answered(str(n), label, answer, 0.9) for n, (label, answer) in enumerate(zip("aaabb", said, strict=True))]


def test_letters_are_counted_by_which_of_the_two_is_right():
    found = compare_answers(say("a", "a", "b", "b", "a"), say("a", "b", "b", "b", "b"), against="old")
    assert (found.both, found.only_new, found.only_old, found.neither) == (2, 1, 1, 1)
    assert found.verdict == "same"
    assert found.agreement.value == 3 / 5
    a = next(row for row in found.classes if row.label == "a")
    assert (a.new, a.old) == (pytest.approx(2 * 2 / (3 + 3)), pytest.approx(2 * 1 / (3 + 1)))


def test_letters_that_only_one_answered_are_left_out_and_none_gives_nothing():
    assert compare_answers(say("a", "a", "a", "b", "b"), []) is None
    found = compare_answers(say("a", "a", "a", "b", "b"), say("a", "a", "a", "b", "b")[:2])
    assert (found.letters, found.both, found.p_value) == (2, 2, 1.0)


def test_a_model_that_is_better_everywhere_is_told_so_in_whole_and_by_class():
    labels = list("abc")
    new, old = draw_answers(labels, 900, right=0.95), draw_answers(labels, 900, right=0.7)
    found = compare_answers(new, old)
    assert found.verdict == "better"
    assert found.macro_difference.low > 0.1
    assert {row.verdict for row in found.classes} == {"better"}
    turned = compare_answers(old, new)
    assert turned.verdict == "worse"
    assert {row.verdict for row in turned.classes} == {"worse"}


def test_the_same_answers_differ_in_nothing():
    answers = draw_answers(list("abc"), 200)
    found = compare_answers(answers, answers)
    assert found.verdict == "same"
    assert {(row.difference.low, row.difference.high) for row in found.classes} == {(0.0, 0.0)}


def test_a_mix_that_stayed_is_stable_and_one_that_turned_is_not():
    same = compare_mixes(["a"] * 70 + ["b"] * 30, ["a"] * 140 + ["b"] * 60)
    assert same.stability < 0.001
    assert same.p_value == pytest.approx(1, abs=0.2)
    turned = compare_mixes(["a"] * 80 + ["b"] * 20, ["a"] * 40 + ["b"] * 60)
    share = lambda n: (n + 0.5) / 101  # noqa: E731
    stability = sum((share(y) - share(x)) * log(share(y) / share(x)) for x, y in ((80, 40), (20, 60)))
    assert turned.stability == pytest.approx(stability)
    assert turned.stability > 0.25
    assert turned.p_value < 1e-6
    assert (turned.shifts[0].before, turned.shifts[0].now) in {(0.8, 0.4), (0.2, 0.6)}


def test_a_label_that_is_new_or_gone_breaks_nothing():
    assert compare_mixes(["a"] * 9, ["b"] * 9).stability > 1
    assert compare_mixes(["a"], ["a"]).p_value == 1.0
    assert compare_mixes([], ["a"]) is None


def test_scores_that_fell_are_seen():
    found = compare_scores([0.9] * 50, [0.6] * 50)
    assert (found.distance, found.mean_before, found.mean_now) == (1.0, pytest.approx(0.9), pytest.approx(0.6))
    assert found.p_value < 1e-9
    assert compare_scores([], [0.5]) is None


def test_scores_of_two_models_are_never_taken_for_a_drift():
    answers = draw_answers(["a", "b"], 60)
    earlier = OtherModel("own-topic-1", held_out=draw_answers(["a", "b"], 60, seed=3, right=0.6))
    found = measure_drift(Evaluation("topic", "own-topic-2", answers, 0.9, earlier=earlier))
    assert found is not None
    assert found.mix is not None
    assert found.scores is None
