"""The gate refuses what is worse by more than chance, and nothing that is merely different."""

import random
from collections.abc import Sequence

from classifiers.learning.answers import Answered
from classifiers.registry.gate import (
    FEWEST_LETTERS,
    FEWEST_OF_CLASS,
    compare_in_service,
    judge_figures,
    measure_calibration,
)

LABELS = ("a", "b", "c")


def answer(
    count: int, *, wrong: Sequence[int] = (), score: float = 0.95, labels: Sequence[str] = LABELS
) -> list[Answered]:
    """Answers to letters that take the labels in turn; those `wrong` get the next label."""
    found = []
    for number in range(count):
        label = labels[number % len(labels)]
        said = labels[(number + 1) % len(labels)] if number in set(wrong) else label
        found.append(Answered(f"letter-{number}", label, said, score))
    return found


def codes(candidate: Sequence[Answered], serving: Sequence[Answered]) -> list[str]:
    return [refusal.code for refusal in judge_figures(compare_in_service(candidate, serving))]


def every(step: int, count: int, *, start: int = 0) -> range:
    return range(start, count, step)


def test_the_same_answers_pass() -> None:
    same = answer(300, wrong=every(20, 300))
    assert codes(same, same) == []


def test_a_little_worse_within_the_interval_passes() -> None:
    assert codes(answer(300, wrong=every(19, 300)), answer(300, wrong=every(20, 300))) == []


def test_one_class_that_gets_worse_by_more_than_its_interval_is_refused_by_name() -> None:
    serving = answer(600, wrong=every(20, 600))
    worse = [number for number in range(600) if number % 3 == 0 and number % 2 == 0]
    candidate = answer(600, wrong=worse, score=0.85)
    refusals = judge_figures(compare_in_service(candidate, serving))
    named = [refusal.detail.partition(":")[0] for refusal in refusals if refusal.code == "gate.class-worse"]
    assert "a" in named
    assert "c" not in named, "the class that is neither missed nor said wrongly"


def test_a_class_with_too_few_letters_is_not_judged_by_itself() -> None:
    few = [Answered(f"few-{n}", "d", "d", 0.9) for n in range(FEWEST_OF_CLASS - 1)]
    lost = [Answered(one.id, "d", "e", 0.9) for one in few]
    rest = answer(600, wrong=every(20, 600), score=0.93)
    seen = compare_in_service([*rest, *lost], [*rest, *few])
    assert [one.is_judged for one in seen.classes] == [True, True, True, False]
    assert "gate.class-worse" not in [refusal.code for refusal in judge_figures(seen)]
    one_more = Answered("few-more", "d", "d", 0.9)
    enough = compare_in_service([*rest, *lost, Answered("few-more", "d", "e", 0.9)], [*rest, *few, one_more])
    assert "gate.class-worse" in [refusal.code for refusal in judge_figures(enough)]


def test_worse_on_the_whole_is_refused_by_mcnemar_where_no_class_shows_it() -> None:
    many = tuple("abcdefghijklmnopqrst")
    serving = answer(1200, wrong=every(23, 1200), labels=many)
    candidate = answer(1200, wrong={*every(23, 1200), *every(37, 1200)}, score=0.93, labels=many)
    assert codes(candidate, serving) == ["gate.worse"]


def test_a_better_one_is_not_refused() -> None:
    assert codes(answer(600, wrong=every(40, 600), score=0.97), answer(600, wrong=every(8, 600))) == []


def test_scores_that_promise_too_much_are_refused_and_too_little_as_well() -> None:
    serving = answer(600, wrong=every(10, 600), score=0.9)
    assert set(codes(answer(600, wrong=every(10, 600), score=0.99), serving)) == {"gate.calibration"}
    assert set(codes(answer(600, wrong=every(10, 600), score=0.75), serving)) == {"gate.calibration"}


def test_calibration_that_was_broken_before_and_gets_better_does_not_count_against_it() -> None:
    serving = answer(600, wrong=every(10, 600), score=0.6)
    assert codes(answer(600, wrong=every(10, 600), score=0.8), serving) == []


def test_scores_that_promise_far_too_much_count_against_it_whatever_served_before() -> None:
    serving = answer(600, wrong=every(2, 600), score=0.99)
    candidate = answer(600, wrong=every(2, 600), score=0.95)
    assert set(codes(candidate, serving)) == {"gate.calibration"}


def test_with_few_letters_more_is_allowed_than_with_many() -> None:
    few, many = (measure_calibration(answer(count, wrong=every(10, count), score=0.94)) for count in (60, 3000))
    assert abs(few.gap - many.gap) < 1e-9
    assert (few.gap_holds, many.gap_holds) == (True, False)
    assert few.error_limit > many.error_limit > 0.03


def test_perfect_scores_hold_at_every_number_of_letters() -> None:
    chance = random.Random(3)
    for count in (50, 200, 1000):
        scores = [chance.uniform(0.3, 1.0) for _ in range(count)]
        rows = [Answered(str(n), "a", "a" if chance.random() < score else "b", score) for n, score in enumerate(scores)]
        measured = measure_calibration(rows)
        assert measured.gap_holds
        assert measured.error_holds


def test_too_few_letters_cannot_be_judged_and_nothing_else_is_said() -> None:
    serving = answer(300)
    assert codes(answer(FEWEST_LETTERS - 1, wrong=every(2, 40)), serving) == ["gate.too-few"]
    assert codes(answer(FEWEST_LETTERS), serving[:FEWEST_LETTERS]) == []
    assert codes([], serving) == ["gate.too-few"]


def test_letters_that_only_one_answered_count_for_nothing() -> None:
    seen = compare_in_service(answer(100), answer(300, wrong=every(2, 300)))
    assert (seen.letters, seen.only_old) == (100, 0)
    assert seen.only_new == 50


def test_the_label_of_the_newer_snapshot_counts_for_both() -> None:
    """Somebody may have corrected a label since the serving model was held out on the letter."""
    candidate = [Answered("x", "b", "b", 0.9)]
    seen = compare_in_service(candidate, [Answered("x", "a", "a", 0.9)])
    assert (seen.only_new, seen.only_old) == (1, 0)
