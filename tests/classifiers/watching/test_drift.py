"""Drift: found when it is there, silent without cause and where letters are few."""

from datetime import timedelta

import numpy as np
import pytest

from classifiers.watching.drift import (
    LEAST,
    LEAST_INDEX,
    compare_mix,
    compare_shares,
    compare_values,
    last_monday,
    measure_drift,
)
from tests.classifiers.watching.watched_letters import MONDAY, half_year

CHANCE = 1e-4


def drifted(letters: list) -> set[str]:
    return {drift.figure for drift in measure_drift(letters, today=MONDAY) if drift.drifted}


def test_letters_that_are_alike_raise_no_alarm() -> None:
    for seed in range(3):
        assert drifted(half_year(np.random.default_rng(seed), now=400, before=2600)) == set()


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        ({"mix": (0.15, 0.25, 0.2, 0.4)}, {"mix.topic", "mix.unit"}),
        ({"lower": 0.15}, {"scores.topic", "confidence.engine"}),
        ({"unread": 0.4}, {"share.unread"}),
    ],
)
def test_a_real_shift_is_found_within_300_letters(changed: dict[str, object], found: set[str]) -> None:
    told = drifted(half_year(np.random.default_rng(3), now=300, before=1500, **changed))
    assert found <= told
    assert all(figure.split(".")[0] in {one.split(".")[0] for one in found} for figure in told)


@pytest.mark.parametrize(("now", "before"), [(LEAST - 1, 2000), (2000, LEAST - 1), (0, 2000), (10, 0)])
def test_few_letters_never_alarm_whatever_they_say(now: int, before: int) -> None:
    letters = half_year(np.random.default_rng(3), now=now, before=before, mix=(0.0, 0.0, 0.0, 1.0), lower=0.5)
    assert measure_drift(letters, today=MONDAY) == ()


def test_scores_of_another_model_are_not_compared_but_the_mix_is() -> None:
    letters = half_year(np.random.default_rng(3), now=300, before=900, lower=0.3, models=("m-2",))
    figures = {drift.figure for drift in measure_drift(letters, today=MONDAY)}
    assert "mix.topic" in figures
    assert not [figure for figure in figures if figure.startswith("scores.")]


def test_the_periods_end_with_the_last_whole_week() -> None:
    letters = half_year(np.random.default_rng(3), now=300, before=900)
    told = [measure_drift(letters, today=MONDAY + timedelta(days=day)) for day in range(7)]
    assert all(one == told[0] for one in told)
    assert last_monday(MONDAY + timedelta(days=6)) == MONDAY
    assert measure_drift(letters, today=MONDAY + timedelta(days=7)) != told[0]


def test_the_index_of_equal_mixes_is_nothing_and_grows_with_the_shift() -> None:
    before = ["a"] * 500 + ["b"] * 500
    sizes = []
    for moved in (0, 100, 200, 300):
        drift = compare_mix("mix", before, ["a"] * (500 - moved) + ["b"] * (500 + moved), least=CHANCE)
        assert drift is not None
        sizes.append(drift.size)
        assert drift.drifted is (drift.size >= LEAST_INDEX and drift.chance < CHANCE)
    assert sizes == sorted(sizes)
    assert sizes[0] == pytest.approx(0, abs=1e-9)
    assert sizes[2] == pytest.approx((0.3 - 0.5) * np.log(0.3 / 0.5) + (0.7 - 0.5) * np.log(0.7 / 0.5), abs=0.01)


def test_the_answer_that_moved_most_is_named() -> None:
    drift = compare_mix("mix", ["a", "b", "c"] * 200, ["a"] * 100 + ["b"] * 100 + ["c"] * 400, least=CHANCE)
    assert drift is not None
    assert (drift.drifted, drift.moved) == (True, "c")


def test_rare_answers_are_counted_together() -> None:
    rare = [str(number) for number in range(120)]
    drift = compare_mix("mix", [*["a"] * 300, *rare], [*["a"] * 300, *(f"x{one}" for one in rare)], least=CHANCE)
    assert drift is not None
    assert not drift.drifted, "the rare ones are other ones, as rare as before"


def test_one_answer_alone_is_no_drift() -> None:
    drift = compare_mix("mix", ["a"] * 200, ["a"] * 200, least=CHANCE)
    assert drift is not None
    assert (drift.size, drift.drifted) == (0.0, False)


def test_a_certain_but_small_change_is_no_alarm() -> None:
    draw = np.random.default_rng(1)
    values = compare_values("s", "scores", draw.random(40_000), draw.random(40_000) + 0.05, least=CHANCE)
    shares = compare_shares("u", [True] * 2000 + [False] * 38_000, [True] * 3000 + [False] * 37_000, least=CHANCE)
    for drift in (values, shares):
        assert drift is not None
        assert drift.chance < CHANCE
        assert not drift.drifted


def test_a_share_may_fall_as_well_as_rise() -> None:
    drift = compare_shares("u", [True, False] * 200, [False] * 400, least=CHANCE)
    assert drift is not None
    assert (drift.size, drift.drifted) == (-0.5, True)
