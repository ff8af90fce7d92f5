"""The true error rate of what passed alone, from letters that a person judged without the machine's answer."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from classifiers.reporting.intervals import Measured, measure_share
from classifiers.watching.sequential import evidence_above, lower_limit
from records import ASKED, BlindLetter

ALARM_CHANCE = 0.05
"""The chance that in a whole year any alarm on an error rate is false, each judgement being just at its budget."""
QUARTERS = 4
YEAR_CHANCE = ALARM_CHANCE / len(ASKED) / 2
QUARTER_CHANCE = YEAR_CHANCE / QUARTERS
"""Of a judgement's part one half goes to the look at the year, one half to those at its four quarters (union bound)."""

Step = Literal["week", "month"]


@dataclass(frozen=True, slots=True)
class BlindAnswer:
    """Whether the machine's answer on one judgement was wrong, and the day on which a person said so."""

    judgement: str
    day: date
    wrong: bool


@dataclass(frozen=True, slots=True)
class ErrorRate:
    """How often a judgement was wrong in a period (`2026-11`, `2026-W47`), with Wilson's interval of 95 %."""

    judgement: str
    period: str
    letters: int
    errors: int
    rate: Measured


@dataclass(frozen=True, slots=True)
class BudgetWatch:
    """A judgement in a quarter or a year, beside its budget.

    `lower` is the limit that the true error rate lies above with the certainty of `chance`, however often one looks;
    `exceeded` says that it lies above the budget. `rate` is Wilson's interval of 95 %.
    """

    judgement: str
    period: str
    letters: int
    errors: int
    rate: Measured
    budget: float
    lower: float
    exceeded: bool


def list_answers(letters: Iterable[BlindLetter]) -> list[BlindAnswer]:
    """What the answered letters say of each judgement that the machine gave, in the order of the answers."""
    found = []
    for letter in letters:
        if letter.answered_at is None:
            continue
        day = letter.answered_at.date()
        rights = ((field, letter.is_right(field)) for field in ASKED)
        found += [BlindAnswer(field, day, not right) for field, right in rights if right is not None]
    return found


def measure_errors(answers: Iterable[BlindAnswer], *, step: Step = "month") -> tuple[ErrorRate, ...]:
    """The error rate of each judgement in each period that has answers, in order.

    A period's letters are drawn with one share; where the share was changed in its midst, the rate leans to the time
    when it was larger.
    """
    letters, errors = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for answer in answers:
        key = answer.judgement, name_period(answer.day, step)
        letters[key] += 1
        errors[key] += answer.wrong
    order = {judgement: number for number, judgement in enumerate(ASKED)}
    return tuple(
        ErrorRate(*key, letters[key], errors[key], measure_share(errors[key], letters[key]))
        for key in sorted(letters, key=lambda key: (order.get(key[0], len(order)), key))
    )


def watch_budgets(
    answers: Iterable[BlindAnswer], budgets: Mapping[str, float], *, today: date
) -> tuple[BudgetWatch, ...]:
    """Each judgement in today's quarter and year beside its budget.

    An alarm (`exceeded`) is given when the lower limit of the error rate lies above the budget. One looks every day, so
    the limit is one that holds at all looks together (`sequential.py`).
    """
    told = list(answers)
    looks = ((_quarter(today), QUARTER_CHANCE), (str(today.year), YEAR_CHANCE))
    return tuple(
        _watch(told, judgement, period, budget=budget, chance=chance)
        for judgement, budget in budgets.items()
        for period, chance in looks
    )


def name_period(day: date, step: Step) -> str:
    """The week (ISO 8601) or month of a day."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}" if step == "week" else f"{day:%Y-%m}"


def _watch(answers: Iterable[BlindAnswer], judgement: str, period: str, *, budget: float, chance: float) -> BudgetWatch:
    counted = [one.wrong for one in answers if one.judgement == judgement and period in _periods(one.day)]
    letters, errors = len(counted), sum(counted)
    return BudgetWatch(
        judgement=judgement,
        period=period,
        letters=letters,
        errors=errors,
        rate=measure_share(errors, letters),
        budget=budget,
        lower=lower_limit(errors, letters, budget=budget, chance=chance),
        exceeded=evidence_above(errors, letters, budget, expected=budget) >= 1 / chance,
    )


def _periods(day: date) -> tuple[str, str]:
    return str(day.year), _quarter(day)


def _quarter(day: date) -> str:
    return f"{day.year}-Q{(day.month - 1) // 3 + 1}"
