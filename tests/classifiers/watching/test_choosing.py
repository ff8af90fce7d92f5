"""What to label next: the unsure, the unlike, the uncertain classes, the blind draw."""

from dataclasses import replace

import pytest

from classifiers.learning.answers import Answered
from classifiers.watching.choosing import (
    Known,
    Unlabelled,
    choose_classes,
    choose_clusters,
    choose_letters,
    choose_unsure,
    count_known,
)


def letter(number: int, answer: str = "a", margin: float = 0.5, cluster: int | None = None) -> Unlabelled:
    return Unlabelled(f"2026-XF-{number:05}", answer, 0.9, margin, cluster)


def numbers(letters: list[Unlabelled]) -> list[int]:
    return [int(one.case_no[-5:]) for one in letters]


def test_the_smallest_margins_come_first_but_in_turn_over_the_answers() -> None:
    letters = [
        letter(1, "a", 0.01),
        letter(2, "a", 0.02),
        letter(3, "a", 0.03),
        letter(4, "b", 0.4),
        letter(5, "c", 0.3),
    ]
    assert numbers(choose_unsure(letters, 4)) == [1, 5, 4, 2]


def test_of_like_letters_one_is_taken_as_long_as_there_are_others() -> None:
    letters = [letter(1, margin=0.01, cluster=7), letter(2, margin=0.02, cluster=7), letter(3, margin=0.4)]
    assert numbers(choose_unsure(letters, 2)) == [1, 3]
    assert numbers(choose_unsure(letters, 3)) == [1, 3, 2]


def test_clusters_without_a_label_give_one_letter_each_the_largest_first() -> None:
    letters = [letter(n, cluster=1) for n in (1, 2)] + [letter(n, cluster=2) for n in (3, 4, 5)]
    letters += [
        letter(6, cluster=3),
        letter(7),
        *(replace(letter(n, cluster=4), cluster_labelled=True) for n in (8, 9)),
    ]
    assert numbers(choose_clusters(letters, 9)) == [3, 1]
    assert numbers(choose_clusters(letters, 1)) == [3]


def test_classes_of_which_little_is_known_are_filled_first_until_all_are_known_alike() -> None:
    letters = [letter(n, "known") for n in range(20)] + [letter(n, "poor") for n in range(20, 40)]
    known = {"known": Known(400, 380), "poor": Known(25, 20)}
    assert [one.answer for one in choose_classes(letters, 12, known)] == ["poor"] * 12
    alike = choose_classes(letters, 12, {"known": Known(30, 25), "poor": Known(30, 25)})
    assert sorted(one.answer for one in alike) == ["known"] * 6 + ["poor"] * 6


def test_a_class_that_nothing_is_known_of_is_the_widest() -> None:
    letters = [letter(1, "known"), letter(2, "new"), letter(3, "")]
    assert numbers(choose_classes(letters, 2, {"known": Known(5, 3)})) == [2, 1]
    assert numbers(choose_classes(letters, 9, {})) == [2, 1], "a letter without an answer is of no class"


def test_what_is_known_of_an_answer_counts_what_was_said_and_what_exists() -> None:
    held_out = [Answered("1", "a", "a", 0.9), Answered("2", "b", "a", 0.9), Answered("3", "b", "a", 0.9)]
    assert count_known(held_out) == {"a": Known(3, 1), "b": Known(0, 0)}


def test_the_blind_draw_hangs_on_the_seed_alone() -> None:
    letters = [letter(n) for n in range(200)]
    first = choose_letters(letters, "blind", count=20, known={}, seed=1)
    assert choose_letters(reversed(letters), "blind", count=20, known={}, seed=1) == first
    assert choose_letters(letters, "blind", count=20, known={}, seed=2) != first
    fewer = choose_letters(letters[:150], "blind", count=20, known={}, seed=1)
    assert {one.letter.case_no for one in first if int(one.letter.case_no[-5:]) < 150} <= {
        one.letter.case_no for one in fewer
    }


@pytest.mark.parametrize("count", [1, 2, 3, 8, 40])
def test_without_a_way_there_is_a_mixture_that_takes_no_letter_twice(count: int) -> None:
    letters = [letter(n, "ab"[n % 2], n / 100) for n in range(60)]
    chosen = choose_letters(letters, None, count=count, known={}, seed=1)
    assert len(chosen) == len({one.letter.case_no for one in chosen}) == count
    if count == 40:
        ways = [one.way for one in chosen]
        assert {way: ways.count(way) for way in set(ways)} == {"classes": 10, "blind": 10, "unsure": 20}


def test_what_a_way_cannot_fill_the_unsure_fill() -> None:
    letters = [letter(n, "", n / 100) for n in range(60)]
    ways = [one.way for one in choose_letters(letters, None, count=40, known={}, seed=1)]
    assert {way: ways.count(way) for way in set(ways)} == {"blind": 10, "unsure": 30}


def test_there_are_no_more_than_there_are() -> None:
    assert len(choose_letters([letter(1), letter(2)], None, count=50, known={}, seed=1)) == 2
    assert choose_letters([], None, count=50, known={}, seed=1) == []
