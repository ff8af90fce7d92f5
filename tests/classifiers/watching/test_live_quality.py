"""Live quality: counted rightly, unbiased, covered by its interval; alarms rare without cause and sure with one."""

from datetime import date

import numpy as np
import pytest

from classifiers.watching.live_quality import (
    QUARTER_CHANCE,
    YEAR_CHANCE,
    BlindAnswer,
    list_answers,
    measure_errors,
    name_period,
    watch_budgets,
)
from classifiers.watching.sequential import evidence_above, lower_limit
from tests.classifiers.watching.watched_letters import MONDAY, blind_letter

BUDGET = 0.03


def answers(wrongs: list[bool], day: date = MONDAY, judgement: str = "topic") -> list[BlindAnswer]:
    return [BlindAnswer(judgement, day, wrong) for wrong in wrongs]


def test_an_answered_letter_counts_once_for_each_judgement_that_the_machine_gave() -> None:
    given = blind_letter(1, wrong=("unit",))
    left_open = given.model_copy(update={"machine": {**given.machine, "purpose": None}})
    told = {answer.judgement: answer.wrong for answer in list_answers([left_open, blind_letter(2, at=None)])}
    assert told == {"topic": False, "topic2": False, "matter_class": False, "unit": True}


def test_rates_are_told_by_month_and_by_week() -> None:
    told = [*answers([True, False]), *answers([False], date(2026, 10, 30))]
    assert [(one.period, one.letters, one.errors) for one in measure_errors(told)] == [
        ("2026-10", 1, 0), ("2026-11", 2, 1),
    ]  # fmt: skip
    assert [one.period for one in measure_errors(told, step="week")] == ["2026-W44", "2026-W48"]
    assert name_period(date(2027, 1, 1), "week") == "2026-W53"


def test_no_letter_is_no_alarm_and_no_rate() -> None:
    watches = watch_budgets([], {"topic": BUDGET}, today=MONDAY)
    assert [(watch.period, watch.exceeded, watch.rate.value, watch.lower) for watch in watches] == [
        ("2026-Q4", False, None, 0.0), ("2026", False, None, 0.0),
    ]  # fmt: skip


@pytest.mark.parametrize("errors", [1, 2, 3, 8])
def test_up_to_three_letters_raise_no_alarm_though_all_are_wrong_and_eight_do(errors: int) -> None:
    watches = watch_budgets(answers([True] * errors), {"topic": BUDGET}, today=MONDAY)
    assert any(watch.exceeded for watch in watches) is (errors == 8)


def test_another_year_and_another_judgement_do_not_count() -> None:
    told = [*answers([True] * 30, date(2025, 12, 31)), *answers([True] * 30, judgement="unit")]
    assert not any(watch.exceeded for watch in watch_budgets(told, {"topic": BUDGET}, today=MONDAY))


@pytest.mark.parametrize(("errors", "letters"), [(0, 50), (1, 20), (9, 90), (20, 100), (60, 100)])
def test_the_alarm_is_that_the_lower_limit_lies_above_the_budget(errors: int, letters: int) -> None:
    told = answers([number < errors for number in range(letters)])
    for watch in watch_budgets(told, {"topic": BUDGET}, today=MONDAY):
        assert watch.exceeded is (watch.lower > BUDGET)
        assert watch.lower <= (watch.rate.value or 0.0)


def test_the_evidence_begins_at_one_and_is_an_honest_bet() -> None:
    assert evidence_above(0, 0, BUDGET, expected=BUDGET) == 1.0
    for errors, letters in ((0, 3), (1, 3), (2, 10)):
        after = (1 - BUDGET) * evidence_above(errors, letters + 1, BUDGET, expected=BUDGET)
        after += BUDGET * evidence_above(errors + 1, letters + 1, BUDGET, expected=BUDGET)
        assert after == pytest.approx(evidence_above(errors, letters, BUDGET, expected=BUDGET)), "a fair game"
        less = BUDGET / 2
        after = (1 - less) * evidence_above(errors, letters + 1, BUDGET, expected=BUDGET)
        after += less * evidence_above(errors + 1, letters + 1, BUDGET, expected=BUDGET)
        assert after < evidence_above(errors, letters, BUDGET, expected=BUDGET), "a losing one below the budget"


def test_the_lower_limit_falls_with_the_chance_of_being_wrong() -> None:
    limits = [lower_limit(20, 100, budget=BUDGET, chance=chance) for chance in (0.2, 0.05, 0.001)]
    assert limits == sorted(limits, reverse=True)
    assert 0 < limits[-1] < limits[0] < 0.2


def test_drawn_letters_give_the_true_rate_and_its_interval_covers_it() -> None:
    draw, true = np.random.default_rng(5), 0.08
    told = [measure_errors(answers(list(draw.random(120) < true)))[0] for _ in range(600)]
    mean = np.mean([one.rate.value for one in told])
    assert mean == pytest.approx(true, abs=3 * np.sqrt(true * (1 - true) / 120 / 600)), "unbiased"
    covered = np.mean([one.rate.low <= true <= one.rate.high for one in told])
    assert 0.92 <= covered <= 0.98


def look_each_time(wrongs: np.ndarray, chance: float) -> int | None:
    """The letter after which the alarm is raised, looking after every one."""
    errors = 0
    for letters, wrong in enumerate(wrongs, start=1):
        errors += int(wrong)
        if wrong and evidence_above(errors, letters, BUDGET, expected=BUDGET) >= 1 / chance:
            return letters
    return None


def test_a_look_after_every_letter_raises_few_alarms_when_nothing_is_wrong() -> None:
    draw = np.random.default_rng(7)
    years = [look_each_time(draw.random(240) < BUDGET, YEAR_CHANCE) for _ in range(200)]
    quarters = [look_each_time(draw.random(60) < BUDGET, QUARTER_CHANCE) for _ in range(200)]
    assert sum(found is not None for found in years) <= 5, (
        "1 is expected at most; more than 5 in one case of a thousand"
    )
    assert sum(found is not None for found in quarters) <= 3


def test_a_rate_of_five_times_the_budget_is_found_within_150_letters() -> None:
    draw = np.random.default_rng(11)
    found = [look_each_time(draw.random(150) < 5 * BUDGET, YEAR_CHANCE) for _ in range(200)]
    assert np.mean([letters is not None for letters in found]) >= 0.9


def test_answers_after_today_are_of_no_period_yet() -> None:
    told = answers([True] * 40, date(2027, 1, 2))
    assert not any(watch.letters for watch in watch_budgets(told, {"topic": BUDGET}, today=MONDAY))
