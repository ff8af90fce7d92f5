"""The test of rising topics: exact where it can be checked, and without more false alarms than it says."""

import math
from fractions import Fraction

import numpy as np
import pytest

from ledger.bulletin.rising import LEVEL, adjust, find_rises, upper_tail


def topics(table: np.ndarray) -> tuple[dict[str, int], dict[str, list[int]]]:
    """The last window as the present one, those before as the base."""
    rows = {f"t{number}": [int(value) for value in row] for number, row in enumerate(table)}
    return {name: row[-1] for name, row in rows.items()}, {name: row[:-1] for name, row in rows.items()}


def test_without_wavering_the_tail_is_that_of_the_binomial_distribution() -> None:
    by_hand = sum(math.comb(10, k) * Fraction(1, 5) ** k * Fraction(4, 5) ** (10 - k) for k in range(6, 11))
    assert upper_tail(6, 4, 4, 0.0) == pytest.approx(float(by_hand))


def test_with_wavering_the_tail_is_that_of_the_beta_binomial_distribution() -> None:
    """Shapes 2 and 8, two letters in all: both in the last window has the chance 2·3 / (10·11)."""
    assert upper_tail(2, 0, 4, 0.5) == pytest.approx(6 / 110)


def test_a_topic_that_did_not_come_this_time_does_not_rise() -> None:
    assert upper_tail(0, 30, 12, 0.1) == 1.0


def test_p_values_are_adjusted_as_by_hand() -> None:
    assert adjust([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])


def test_too_few_windows_are_not_tested() -> None:
    assert find_rises({"a": 50}, {"a": [1] * 7}) == []


def test_a_topic_that_trebles_is_named_with_its_ratio_and_one_that_stays_is_not() -> None:
    base = [10, 9, 12, 8, 11, 10, 13, 7, 10, 9, 11, 10]
    rose, stayed = find_rises({"a": 34, "b": 11}, {"a": base, "b": base})
    assert (rose.topic, rose.rises, stayed.rises) == ("a", True, False)
    assert rose.ratio == pytest.approx(34 / 10)
    assert rose.low > 1
    assert rose.low < 3.4 < rose.high


def test_a_topic_that_was_never_there_is_named_only_with_enough_letters() -> None:
    others = {f"o{number}": [10] * 12 for number in range(5)}
    now = dict.fromkeys(others, 10)
    assert not [rise for rise in find_rises(now | {"new": 4}, others) if rise.rises]
    assert [rise.topic for rise in find_rises(now | {"new": 12}, others) if rise.rises] == ["new"]


def draw(kind: str, chance: np.random.Generator, windows: int) -> np.ndarray:
    """Letters by topic and window in a ledger where nothing rises."""
    means = np.concatenate([chance.gamma(1, 20, 16), chance.gamma(0.5, 4, 60)])[:, None]
    shape = (len(means), windows + 1)
    match kind:
        case "even":
            return chance.poisson(means, shape)
        case "wavering":
            return chance.poisson(means * chance.gamma(10, 0.1, shape))
        case "holidays":  # weeks of many and of few letters, for all topics alike
            return chance.poisson(means * chance.lognormal(0, 0.3, (1, windows + 1)), shape)
        case _:  # letters come in batches of two on average
            batches = chance.poisson(means / 2, shape)
            return batches + chance.negative_binomial(np.maximum(batches, 1), 0.5) * (batches > 0)


@pytest.mark.parametrize("kind", ["even", "wavering", "holidays", "batches"])
def test_where_nothing_rises_few_bulletins_name_a_topic(kind: str) -> None:
    """Of 100 bulletins not more than 11 may: with the chance of 5 % each, 12 and more come once in 250 times."""
    chance = np.random.default_rng(20261116)
    alarms = sum(any(rise.rises for rise in find_rises(*topics(draw(kind, chance, 12)))) for _ in range(100))
    assert alarms <= 11
    assert LEVEL == 0.05


def test_a_doubling_of_a_large_topic_is_found_more_often_than_not() -> None:
    chance = np.random.default_rng(5)
    found = 0
    for _ in range(30):
        table = draw("even", chance, 12)
        table[0] = chance.poisson(40, 13)
        table[0, -1] = chance.poisson(80)
        found += any(rise.rises and rise.topic == "t0" for rise in find_rises(*topics(table)))
    assert found > 15
