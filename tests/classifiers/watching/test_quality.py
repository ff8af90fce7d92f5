"""What is known of the quality in service, its alarms, and the line of the bulletin."""

from datetime import date

import numpy as np

from classifiers.watching.quality import Quality, look_at_quality
from classifiers.watching.telling import name_cause, tell_quality
from tests.classifiers.watching.watched_letters import MONDAY, NOON, blind_letter, half_year
from vocab import load_vocabulary

BUDGETS = {"topic": 0.03, "topic2": 0.2, "matter_class": 0.03, "purpose": 0.03, "unit": 0.03}


def look(wrong: int = 0, letters: int = 60, **changed: object) -> Quality:
    blind = [blind_letter(number, wrong=("unit",) if number < wrong else ()) for number in range(letters)]
    watched = half_year(np.random.default_rng(2), now=300, before=900, **changed) if changed else []
    return look_at_quality([*blind, blind_letter(999, at=None)], watched, budgets=BUDGETS, today=MONDAY)


def test_letters_drawn_answered_and_waiting_are_counted() -> None:
    seen = look()
    assert (seen.drawn, seen.answered, seen.waiting, seen.alarms) == (61, 60, 1, ())


def test_too_many_errors_are_an_alarm_of_their_judgement_with_figures_alone() -> None:
    alarms = look(wrong=15).alarms
    assert [(alarm.cause, alarm.period) for alarm in alarms] == [("error.unit", "2026-Q4"), ("error.unit", "2026")]
    assert alarms[0].figures == {"letters": 60, "errors": 15, "budget": 0.03, "lower": alarms[0].figures["lower"]}
    assert float(alarms[0].figures["lower"]) > 0.03


def test_a_drift_is_an_alarm_of_the_month() -> None:
    (alarm,) = [alarm for alarm in look(mix=(0.1, 0.1, 0.2, 0.6)).alarms if alarm.cause == "mix.topic"]
    assert alarm.period == "2026-11"
    assert alarm.figures["moved"] == "3"


def test_rates_are_told_from_a_day_on_but_alarms_count_all_of_the_year() -> None:
    blind = [blind_letter(number, wrong=("unit",)) for number in range(10)]
    seen = look_at_quality(blind, [], budgets=BUDGETS, today=MONDAY, since=date(2026, 11, 24))
    assert seen.rates == ()
    assert seen.alarms


def test_answers_of_later_days_do_not_count_yet() -> None:
    later = [blind_letter(1, wrong=("unit",), at=NOON.replace(day=25))]
    assert look_at_quality(later, [], budgets=BUDGETS, today=MONDAY).rates == ()


def test_the_line_of_the_bulletin_tells_rates_and_alarms_in_both_languages() -> None:
    words = load_vocabulary()
    assert tell_quality(look(), vocabulary=words).startswith(
        "盲评 60 封，待评 1 封；内容分类本年 60 封错 0 封（预算 3%）"
    )
    assert tell_quality(look(), vocabulary=words).endswith("；无警报。")
    line = tell_quality(look(wrong=15), vocabulary=words, lang="en")
    assert "Lead unit: 15 of 60 wrong this year (budget 3%)" in line
    assert line.endswith("; alarm: Lead unit: error rate over budget.")
    assert "\n" not in line


def test_the_line_of_the_bulletin_does_not_round_the_budget() -> None:
    seen = look_at_quality([blind_letter(1)], [], budgets={"unit": 0.025}, today=MONDAY)
    assert "（预算 2.5%）" in tell_quality(seen, vocabulary=load_vocabulary())


def test_every_cause_has_a_name() -> None:
    words = load_vocabulary()
    seen = look(mix=(0.25, 0.25, 0.25, 0.25))
    causes = {drift.figure for drift in seen.drifts} | {f"error.{task}" for task in BUDGETS}
    assert {"share.unread", "share.doubtful", "confidence.engine", "mix.topic2", "scores.unit"} <= causes
    for lang in ("zh", "en"):
        names = [name_cause(cause, vocabulary=words, lang=lang) for cause in causes]
        assert len(set(names)) == len(causes)
