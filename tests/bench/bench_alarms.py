"""How often alarms on quality are false, and how soon they find what is wrong: drawn letters, no ledger.

    python -m tests.bench.bench_alarms [--years 2000] [--drift 60] [--seed 1]

An office is looked at after every blind answer, which is oftener than once a day.
"""

import argparse
from datetime import date, timedelta

import numpy as np

from classifiers.reporting.intervals import measure_share
from classifiers.watching.drift import measure_drift
from classifiers.watching.live_quality import QUARTER_CHANCE, YEAR_CHANCE
from classifiers.watching.sequential import evidence_above
from records import ASKED, WatchedLetter

TODAY = date(2026, 11, 23)
RATES = (1.0, 2.0, 3.0, 5.0, 10.0)


def main() -> None:
    """Print the tables of docs/learning.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=2000)
    parser.add_argument("--drift", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    draw = np.random.default_rng(given.seed)
    show_intervals(draw)
    show_budget_alarms(draw, given.years)
    show_drift_alarms(draw, given.drift)


def show_intervals(draw: np.random.Generator) -> None:
    """Whether the estimate is unbiased and its interval covers the truth."""
    print("\n| true error rate | letters | mean estimate | interval covers |\n|---|---|---|---|")
    for true in (0.01, 0.03, 0.1):
        for letters in (50, 200, 800):
            told = [measure_share(int(errors), letters) for errors in draw.binomial(letters, true, 20_000)]
            mean = np.mean([one.value for one in told])
            covered = np.mean([one.low <= true <= one.high for one in told])
            print(f"| {true:.0%} | {letters} | {mean:.2%} | {covered:.1%} |")


def show_budget_alarms(draw: np.random.Generator, years: int) -> None:
    """Of years with 240 blind answers, how many raise an alarm, and after how many answers half have."""
    print("\n| budget | true rate | years of 240 answers with an alarm | half found within |\n|---|---|---|---|")
    for budget in (0.03, 0.2):
        limits = find_limits(budget)
        for times in RATES if budget < 0.1 else RATES[:3]:
            true = budget * times
            found = [find_alarm(draw.random(240) < true, limits) for _ in range(years)]
            share = np.mean([one is not None for one in found])
            half = np.median([one or np.inf for one in found])
            within = f"{half:.0f} answers" if np.isfinite(half) else "–"
            print(f"| {budget:.0%} | {true:.0%} | {share:.2%} | {within} |")


def find_limits(budget: float, letters: int = 240) -> dict[float, list[int]]:
    """For each look the errors from which on so many letters raise an alarm."""
    limits = {}
    for chance in (YEAR_CHANCE, QUARTER_CHANCE):
        least, errors = [], 0
        for count in range(letters + 1):
            while errors <= count and evidence_above(errors, count, budget, expected=budget) < 1 / chance:
                errors += 1
            least.append(errors)
        limits[chance] = least
    return limits


def find_alarm(wrongs: np.ndarray, limits: dict[float, list[int]]) -> int | None:
    """The answer after which an alarm is raised, by the look at the year or at one of its four quarters."""
    quarter = len(wrongs) // 4
    total = part = 0
    for number, wrong in enumerate(wrongs):
        part = 0 if number % quarter == 0 else part
        total, part = total + int(wrong), part + int(wrong)
        if total >= limits[YEAR_CHANCE][number + 1] or part >= limits[QUARTER_CHANCE][number % quarter + 1]:
            return number + 1
    return None


def show_drift_alarms(draw: np.random.Generator, runs: int) -> None:
    """How many looks at four weeks call something changed, by letters in them (six times as many before)."""
    changes: dict[str, dict[str, float]] = {
        "none": {},
        "a tenth of the letters moves to another topic": {"moved": 0.1},
        "a fifth of the letters moves to another topic": {"moved": 0.2},
        "confidence and scores fall by 0.05": {"lower": 0.05},
        "confidence and scores fall by 0.1": {"lower": 0.1},
        "unread ink on 20 % in place of 10 %": {"unread": 0.2},
    }
    print("\n| change | letters in four weeks | looks with an alarm | which |\n|---|---|---|---|")
    for name, change in changes.items():
        for letters in (100, 300, 1000):
            count = runs if letters < 1000 else max(1, runs // 4)
            told = [alarms_of(draw, letters, **change) for _ in range(count)]
            kinds = sorted({figure.split(".")[0] for one in told for figure in one})
            print(f"| {name} | {letters} | {np.mean([bool(one) for one in told]):.1%} | {', '.join(kinds) or '–'} |")


def alarms_of(
    draw: np.random.Generator, letters: int, *, moved: float = 0.0, lower: float = 0.0, unread: float = 0.1
) -> list[str]:
    """What has drifted between drawn letters and as many a week before, by fourteen topics of falling size."""
    mix = 1 / np.arange(1, 15)
    mix /= mix.sum()
    after = mix.copy()
    after[0] -= moved
    after[9] += moved
    start = TODAY - timedelta(weeks=30)
    early = [start + timedelta(days=n % 182) for n in range(6 * letters)]
    late = [TODAY - timedelta(days=1 + n % 28) for n in range(letters)]
    drawn = [*make_letters(draw, early, mix), *make_letters(draw, late, after, lower=lower, unread=unread)]
    return [drift.figure for drift in measure_drift(drawn, today=TODAY) if drift.drifted]


def make_letters(
    draw: np.random.Generator, days: list[date], mix: np.ndarray, *, lower: float = 0.0, unread: float = 0.1
) -> list[WatchedLetter]:
    """Letters with five judgements each, drawn one by one; the judgements of a letter do not hang together."""
    count = len(days)
    answers = draw.choice(len(mix), p=mix, size=(count, len(ASKED)))
    scores = np.clip(draw.beta(9, 2, size=(count, len(ASKED))) - lower, 0, 1)
    sure = np.clip(draw.beta(30, 2, size=count) - lower, 0, 1)
    inked, doubtful = draw.random(count) < unread, draw.random(count) < 0.4
    return [
        WatchedLetter.model_construct(
            day=day,
            models=("m",),
            engine="e",
            answers=dict(zip(ASKED, map(str, answers[n]), strict=True)),
            scores=dict(zip(ASKED, map(float, scores[n]), strict=True)),
            confidence=float(sure[n]),
            unread=bool(inked[n]),
            doubtful=bool(doubtful[n]),
        )
        for n, day in enumerate(days)
    ]


if __name__ == "__main__":
    main()
