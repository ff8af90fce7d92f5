"""Topics that rise: an exact test of a period's letters on each topic against those of the periods before it.

The letters on a topic in windows of the same length are taken as drawn from one negative binomial distribution with
the variance `m + f m²`: the rate itself wavers from window to window (holidays, scanning days), by the share √f. Given
their sum, the letters of the last window then follow a beta-binomial distribution with the shapes `1/f` and `k/f`; with
`f = 0` it is the binomial one of two Poisson rates. Its upper tail is the p-value, exact for the `f` that is taken.

`f` is estimated from the windows before alone, from all topics together and from each by itself; the larger counts.
Which topics are tested is told by the sum of all windows, on which the test is conditioned, so choosing does not spoil
it. Benjamini-Hochberg over every topic that was tested, of both levels, keeps the share of false ones among those named
at `LEVEL` on average; when no topic rose at all, the chance that any is named is at most that.
`tests/ledger/bulletin/test_rising.py` draws such ledgers and counts.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEVEL = 0.05
MOST_WINDOWS, LEAST_WINDOWS = 12, 8
LEAST_LETTERS = 5
"""A topic is tested from this sum on, and named from this many letters in the period on."""
LEAST_WAVER = 0.02
"""The least `f`: however even the windows before looked, a rate wavers by a seventh."""
_NORMAL_95 = 1.96


@dataclass(frozen=True)
class Rise:
    """A topic that was tested: letters now and in the windows before, p-value, adjusted p-value, ratio of the rates.

    `low` and `high` are the limits of the ratio at 95 %, on the log scale by the delta method.
    """

    topic: str
    now: int
    before: int
    windows: int
    waver: float
    p: float
    q: float
    ratio: float
    low: float
    high: float

    @property
    def rises(self) -> bool:
        """Whether the topic is named."""
        return self.q <= LEVEL and self.now >= LEAST_LETTERS and self.ratio > 1


@dataclass(frozen=True)
class Waver:
    """How `f` follows from the mean `m` of a topic: the rate wavers (`rate`), letters come in batches."""

    rate: float
    batches: float

    def at(self, mean: float) -> float:
        """`f` for a topic with this mean."""
        return self.rate + self.batches / mean if mean > 0 else self.rate


def find_rises(now: Mapping[str, int], before: Mapping[str, Sequence[int]]) -> list[Rise]:
    """Test every topic that has letters enough; `before` holds for each topic its letters in each window.

    The surest first. Nothing when there are fewer than `LEAST_WINDOWS` windows.
    """
    windows = max((len(counts) for counts in before.values()), default=0)
    if windows < LEAST_WINDOWS:
        return []
    series = {topic: (now.get(topic, 0), tuple(before.get(topic, ())) or (0,) * windows) for topic in {*now, *before}}
    tested = sorted(topic for topic, (new, old) in series.items() if new + sum(old) >= LEAST_LETTERS)
    common = common_waver([old for _, old in series.values()])
    found = []
    for topic in tested:
        new, old = series[topic]
        waver = max(LEAST_WAVER, own_waver(old), common.at((new + sum(old)) / (windows + 1)))
        found.append((topic, new, sum(old), waver, upper_tail(new, sum(old), windows, waver)))
    adjusted = adjust([p for *_, p in found])
    rises = [
        Rise(topic, new, old, windows, waver, p, q, *_ratio(new, old, windows, waver))
        for (topic, new, old, waver, p), q in zip(found, adjusted, strict=True)
    ]
    return sorted(rises, key=lambda rise: (rise.q, rise.p, -rise.now, rise.topic))


def upper_tail(now: int, before: int, windows: int, waver: float) -> float:
    """The chance of `now` letters or more in one of `windows` + 1 windows, given the sum; beta-binomial."""
    from scipy import stats

    if now <= 0:
        return 1.0
    total = now + before
    if waver <= 0:
        return float(stats.binom.sf(now - 1, total, 1 / (windows + 1)))
    return min(1.0, float(stats.betabinom.sf(now - 1, total, 1 / waver, windows / waver)))


def adjust(p_values: Sequence[float]) -> list[float]:
    """The p-values adjusted by Benjamini and Hochberg (1995), in the same order."""
    from scipy import stats

    return [float(q) for q in stats.false_discovery_control(p_values, method="bh")] if p_values else []


def own_waver(counts: Sequence[int]) -> float:
    """What `f` the windows of one topic speak for, by moments; 0 where they waver no more than chance."""
    mean, variance = _moments(counts)
    return max(0.0, (variance - mean) / mean**2) if mean > 0 else 0.0


def common_waver(all_counts: Sequence[Sequence[int]]) -> Waver:
    """What the windows of all topics speak for together, by least squares over the topics that have letters."""
    import numpy as np
    from scipy.optimize import nnls

    moments = [_moments(counts) for counts in all_counts]
    told = [(mean, (variance - mean) / mean) for mean, variance in moments if mean > 0]
    if not told:
        return Waver(0.0, 0.0)
    means, excess = map(np.array, zip(*told, strict=True))
    (rate, batches), _ = nnls(np.column_stack([means, np.ones_like(means)]), excess)
    return Waver(float(rate), float(batches))


def _moments(counts: Sequence[int]) -> tuple[float, float]:
    """Mean and unbiased variance."""
    mean = sum(counts) / len(counts) if counts else 0.0
    spread = sum((count - mean) ** 2 for count in counts)
    return mean, spread / (len(counts) - 1) if len(counts) > 1 else 0.0


def _ratio(now: int, before: int, windows: int, waver: float) -> tuple[float, float, float]:
    """The ratio of the rates and its limits; half a letter is added to both sides where one of them has none."""
    add = 0.5 if now == 0 or before == 0 else 0.0
    ratio = (now + add) / ((before + add) / windows)
    width = _NORMAL_95 * math.sqrt(1 / (now + add) + 1 / (before + add) + waver * (1 + 1 / windows))
    return ratio, ratio * math.exp(-width), ratio * math.exp(width)
