"""What is known of the quality in service, as one value; and the alarms that follow from it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from classifiers.watching.drift import Drift, last_monday, measure_drift
from classifiers.watching.live_quality import (
    BudgetWatch,
    ErrorRate,
    Step,
    list_answers,
    measure_errors,
    watch_budgets,
)
from records import BlindLetter, WatchedLetter

Figures = Mapping[str, float | int | str]


@dataclass(frozen=True, slots=True)
class Alarm:
    """What is wrong (`error.topic`, `mix.unit`, ...), since when it counts as told, and figures without any letter."""

    cause: str
    period: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Quality:
    """Everything that `laixin quality` tells: how many letters were drawn, rates, budgets, drift, alarms."""

    day: date
    drawn: int
    answered: int
    rates: tuple[ErrorRate, ...]
    budgets: tuple[BudgetWatch, ...]
    drifts: tuple[Drift, ...]
    alarms: tuple[Alarm, ...]

    @property
    def waiting(self) -> int:
        """How many drawn letters nobody has answered yet."""
        return self.drawn - self.answered


def look_at_quality(
    blind: Sequence[BlindLetter],
    watched: Iterable[WatchedLetter],
    *,
    budgets: Mapping[str, float],
    today: date,
    since: date | None = None,
    step: Step = "month",
) -> Quality:
    """Put together what the blind answers and the letters say today; rates are told from `since` on."""
    answers = [answer for answer in list_answers(blind) if answer.day <= today]
    watches = watch_budgets(answers, budgets, today=today)
    drifts = measure_drift(watched, today=today)
    shown = [answer for answer in answers if since is None or answer.day >= since]
    return Quality(
        day=today,
        drawn=len(blind),
        answered=sum(letter.answered_at is not None for letter in blind),
        rates=measure_errors(shown, step=step),
        budgets=watches,
        drifts=drifts,
        alarms=(*_error_alarms(watches), *_drift_alarms(drifts, today)),
    )


def _error_alarms(watches: Iterable[BudgetWatch]) -> Iterator[Alarm]:
    for watch in watches:
        if watch.exceeded:
            figures: Figures = {
                "letters": watch.letters,
                "errors": watch.errors,
                "budget": watch.budget,
                "lower": round(watch.lower, 4),
            }
            yield Alarm(f"error.{watch.judgement}", watch.period, figures)


def _drift_alarms(drifts: Iterable[Drift], today: date) -> Iterator[Alarm]:
    """A drift stays in sight for weeks: it is told once in the month in which its last week ended."""
    period = f"{last_monday(today):%Y-%m}"
    for drift in drifts:
        if drift.drifted:
            figures: dict[str, float | int | str] = {
                "size": round(drift.size, 4),
                "before": drift.before,
                "now": drift.now,
            }
            if drift.moved:
                figures["moved"] = drift.moved
            yield Alarm(drift.figure, period, figures)
