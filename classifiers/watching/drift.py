"""Whether letters, scans or scores have changed against a reference period.

Three kinds of figures: the mix of answers (population stability index), the distribution of scores and of the
engine's confidence (Kolmogorov-Smirnov distance), and shares of letters (difference). Each drifts when it is both large
enough to matter and too large for chance. With fewer letters than `LEAST` on either side nothing is said.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import log
from typing import Final, Literal

import numpy as np
from scipy.stats import chi2_contingency, ks_2samp

from records import ASKED, WatchedLetter

WINDOW: Final = timedelta(weeks=4)
REFERENCE: Final = timedelta(weeks=26)
"""The last four whole weeks are held against the half year before them."""
LEAST: Final = 100
"""Letters that both periods must have before anything is said."""
ALARM_CHANCE: Final = 0.05
"""The chance that in a whole year any alarm on drift is false, the letters being alike."""
LOOKS: Final = 52
"""The periods end with a week, so that there are so many different looks a year, however often one looks."""
LEAST_INDEX, LEAST_DISTANCE, LEAST_DIFFERENCE = 0.1, 0.1, 0.05
"""What is smaller is no drift, however certain: a stability index from 0.1 on counts as a shift (Siddiqi, 2006)."""
LEAST_COUNT: Final = 5
"""An answer with fewer expected letters in either period is counted with the others like it."""
_HALF: Final = 0.5

Kind = Literal["mix", "scores", "confidence", "share"]


@dataclass(frozen=True, slots=True)
class Drift:
    """One figure, now and in the reference period.

    `size` is the stability index, the distance or the difference; `chance` how often chance alone gives one as large.
    `before` and `now` are letters. `moved` names the answer whose share moved most.
    """

    figure: str
    kind: Kind
    size: float
    chance: float
    before: int
    now: int
    drifted: bool
    moved: str = ""


def last_monday(today: date) -> date:
    """The first day of this week: the periods end before it."""
    return today - timedelta(days=today.weekday())


def measure_drift(letters: Iterable[WatchedLetter], *, today: date) -> tuple[Drift, ...]:
    """Every figure of the last whole weeks against those before; those with too few letters are left out.

    Scores are compared among letters that the same models judged, confidences and unread ink among those that the same
    engine read: a new version is no drift.
    """
    end = last_monday(today)
    seen = [letter for letter in letters if end - WINDOW - REFERENCE <= letter.day < end]
    now = [letter for letter in seen if letter.day >= end - WINDOW]
    before = [letter for letter in seen if letter.day < end - WINDOW]
    if not now:
        return ()
    models, engine = now[-1].models, now[-1].engine
    sides = (before, now)
    judged = [[letter for letter in side if letter.models == models] for side in sides]
    read = [[letter for letter in side if letter.engine == engine] for side in sides]
    least = ALARM_CHANCE / LOOKS / (2 * len(ASKED) + 3)
    found: list[Drift | None] = []
    for task in ASKED:
        mixes = ([one.answers[task] for one in side if task in one.answers] for side in sides)
        found.append(compare_mix(f"mix.{task}", *mixes, least=least))
    for task in ASKED:
        scores = ([one.scores[task] for one in side if task in one.scores] for side in judged)
        found.append(compare_values(f"scores.{task}", "scores", *scores, least=least))
    sure = ([one.confidence for one in side if one.confidence is not None] for side in read)
    found.append(compare_values("confidence.engine", "confidence", *sure, least=least))
    found.append(compare_shares("share.unread", *([one.unread for one in side] for side in read), least=least))
    found.append(compare_shares("share.doubtful", *([one.doubtful for one in side] for side in judged), least=least))
    return tuple(drift for drift in found if drift is not None)


def compare_mix(figure: str, before: Sequence[str], now: Sequence[str], *, least: float) -> Drift | None:
    """The population stability index of two mixes of answers, and the chi-squared test of the same table.

    The index alone grows with few letters: by chance it is about (1/n + 1/m)(k - 1) (Yurdakul and Naranjo, 2020). So
    the test says whether it is more than chance. Rare answers are put together.
    """
    if min(len(before), len(now)) < LEAST:
        return None
    table, answers = _count(before, now)
    if len(answers) < 2:
        return Drift(figure, "mix", 0.0, 1.0, len(before), len(now), drifted=False)
    shares = (table + _HALF) / (table + _HALF).sum(axis=1, keepdims=True)
    parts = [(n - b) * log(n / b) for b, n in shares.T]
    index, chance = sum(parts), float(chi2_contingency(table, correction=False).pvalue)
    drifted = index >= LEAST_INDEX and chance < least
    return Drift(figure, "mix", index, chance, len(before), len(now), drifted, answers[int(np.argmax(parts))])


def compare_values(
    figure: str, kind: Kind, before: Sequence[float], now: Sequence[float], *, least: float
) -> Drift | None:
    """The largest distance between two distributions (Kolmogorov-Smirnov, two samples)."""
    if min(len(before), len(now)) < LEAST:
        return None
    told = ks_2samp(before, now, method="asymp")
    size, chance = float(told.statistic), float(told.pvalue)
    drifted = size >= LEAST_DISTANCE and chance < least
    return Drift(figure, kind, size, chance, len(before), len(now), drifted)


def compare_shares(figure: str, before: Sequence[bool], now: Sequence[bool], *, least: float) -> Drift | None:
    """The difference of two shares of letters, now less before, with the chi-squared test of two by two."""
    if min(len(before), len(now)) < LEAST:
        return None
    size = sum(now) / len(now) - sum(before) / len(before)
    table = np.array([[sum(side), len(side) - sum(side)] for side in (before, now)])
    constant = not table.sum(axis=0).all()
    chance = 1.0 if constant else float(chi2_contingency(table, correction=True).pvalue)
    drifted = abs(size) >= LEAST_DIFFERENCE and chance < least
    return Drift(figure, "share", size, chance, len(before), len(now), drifted)


def _count(
    before: Sequence[str], now: Sequence[str]
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], list[str]]:
    """Letters by period and answer; answers that are expected less than `LEAST_COUNT` times are one, the last."""
    counts = Counter(before), Counter(now)
    whole = counts[0] + counts[1]
    part = min(len(before), len(now)) / (len(before) + len(now))
    common = sorted(answer for answer, count in whole.items() if count * part >= LEAST_COUNT)
    rows = [[side[answer] for answer in common] for side in counts]
    rest = [len(side) - sum(row) for side, row in zip((before, now), rows, strict=True)]
    if any(rest):
        rows, common = [[*row, left] for row, left in zip(rows, rest, strict=True)], [*common, ""]
    return np.array(rows, dtype=np.float64), common
