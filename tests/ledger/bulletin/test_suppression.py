"""An attacker who has every printed number tries to work out what was kept back."""

import itertools
import random

import pytest

from ledger.bulletin.suppression import Breakdown, Count, bounds, protect


def count(letters: int, senders: int | None = None) -> Count:
    return Count(letters, letters if senders is None else senders)


def attack(printed: Breakdown) -> dict[str, set[int]]:
    """Every value that each hidden cell can have, found by trying all: they add up to what is left of the total.

    The attacker knows that zero is always printed, unless the whole breakdown is kept back.
    """
    assert printed.total is not None
    left = printed.total - sum(letters or 0 for letters in printed.cells.values())
    hidden = sorted(printed.hidden)
    least = 1 if printed.whole else 0
    possible: dict[str, set[int]] = {code: set() for code in hidden}
    for values in itertools.product(range(least, left + 1), repeat=len(hidden) - 1):
        last = left - sum(values)
        if last >= least:
            for code, value in zip(hidden, (*values, last), strict=True):
                possible[code].add(value)
    return possible


def test_nothing_is_kept_back_where_nothing_is_small() -> None:
    printed = protect({"a": count(3), "b": count(50), "c": count(0)}, least=3)
    assert printed.cells == {"a": 3, "b": 50, "c": 0}


def test_one_small_cell_takes_the_smallest_other_with_it() -> None:
    printed = protect({"a": count(1), "b": count(9), "c": count(5)}, least=3)
    assert printed.cells == {"a": None, "b": 9, "c": None}


def test_two_cells_of_one_letter_are_not_enough_to_hide_each_other() -> None:
    """1 + 1 hidden and both known not to be empty would be told by their sum."""
    printed = protect({"a": count(1), "b": count(1), "c": count(4), "d": count(8)}, least=3)
    assert printed.hidden == {"a", "b", "c"}


def test_a_breakdown_with_too_little_in_it_is_kept_back_with_its_zeros() -> None:
    printed = protect({"a": count(1), "b": count(2), "c": count(0)}, least=3)
    assert not printed.whole
    assert printed.hidden == {"a", "b", "c"}


def test_many_letters_of_one_sender_are_a_small_count() -> None:
    printed = protect({"a": count(9, senders=1), "b": count(20), "c": count(30)}, least=3)
    assert printed.hidden == {"a", "b"}


def test_no_cell_is_shown_below_a_total_that_is_kept_back() -> None:
    printed = protect({"a": count(7), "b": count(8)}, least=3, total_shown=False)
    assert (printed.total, printed.hidden) == (None, {"a", "b"})


def test_caps_narrow_what_a_cell_can_be_and_more_is_hidden() -> None:
    cells = {"a": count(2), "b": count(4), "c": count(6), "d": count(20)}
    assert protect(cells, least=3).hidden == {"a", "b"}
    assert bounds({"a", "b"}, 6, {"a": 3, "b": 4}) == {"a": (2, 3), "b": (3, 4)}
    assert protect(cells, least=3, caps={"a": 3, "b": 4, "c": 9, "d": 40}).hidden == {"a", "b", "c"}


@pytest.mark.parametrize("least", [3, 5])
def test_an_attacker_finds_as_many_values_as_the_least_for_each_hidden_cell(least: int) -> None:
    chance = random.Random(least)
    for _ in range(300):
        cells = {str(n): count(chance.choice((0, 0, 1, 1, 2, 3, 4, 6))) for n in range(chance.randrange(2, 6))}
        printed = protect(cells, least=least)
        total = sum(one.letters for one in cells.values())
        if not printed.hidden or total < least:  # a total that is small is kept back by the caller
            continue
        for code, values in attack(printed).items():
            assert cells[code].letters in values
            assert len(values) >= least, cells
        assert all(letters == cells[code].letters for code, letters in printed.cells.items() if letters is not None)
