"""Intervals of 95 % around what was measured on a limited number of letters."""

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray

LEVEL = 0.95
Z = 1.959963984540054
"""The normal deviate that LEVEL leaves outside on each side."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with the interval it may truly lie in; `value` is nothing where no letter speaks of it."""

    value: float | None
    low: float
    high: float

    @property
    def width(self) -> float:
        """How little is known."""
        return self.high - self.low


def measure_share(hits: int, of: int) -> Measured:
    """A share of letters with Wilson's score interval (Wilson 1927; Brown, Cai, DasGupta 2001, eq. 4)."""
    if of == 0:
        return Measured(None, 0.0, 1.0)
    share, square = hits / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z / (1 + square / of) * sqrt(share * (1 - share) / of + square / (4 * of * of))
    return Measured(
        share, 0.0 if hits == 0 else max(0.0, middle - half), 1.0 if hits == of else min(1.0, middle + half)
    )


def measure_f1(hits: int, letters: int, said: int) -> Measured:
    """F1 of a class of so many letters that was said so often, with its interval.

    F1 = 2 F* / (1 + F*), where F* = hits / (hits + missed + wrongly said) is a plain share of the letters that the
    class touches (Hand, Christen, Kirielle 2021, "F*: an interpretable transformation of the F-measure"). Given their
    number, the hits are binomial; so Wilson's interval of F* is carried over by that same map.
    """
    star = measure_share(hits, letters + said - hits)
    if star.value is None:
        return star
    low, value, high = (2 * part / (1 + part) for part in (star.low, star.value, star.high))
    return Measured(value, low, high)


def measure_mean(values: NDArray[np.float64]) -> Measured:
    """A mean over letters with its normal interval; of one letter nothing is known but its own value."""
    if len(values) == 0:
        return Measured(None, -1.0, 1.0)
    mean = float(values.mean())
    if len(values) == 1:
        return Measured(mean, -1.0, 1.0)
    half = Z * float(values.std(ddof=1)) / sqrt(len(values))
    return Measured(mean, mean - half, mean + half)


def measure_gap(scores: NDArray[np.float64], right: NDArray[np.bool_]) -> Measured:
    """Mean score minus share right, with the wider of two normal intervals.

    One is of the differences seen; the other of coins as heavy as the scores, for letters that are all right show no
    difference and yet say little when they are few.
    """
    seen = measure_mean(scores - right)
    if seen.value is None:
        return seen
    half = Z * sqrt(float((scores * (1 - scores)).sum())) / len(scores)
    return Measured(seen.value, min(seen.low, seen.value - half), max(seen.high, seen.value + half))


def measure_drawn(value: float, drawn: NDArray[np.float64]) -> Measured:
    """A figure with the middle 95 % of what it is on resampled letters (percentile bootstrap, Efron 1979)."""
    known = drawn[~np.isnan(drawn)]
    if len(known) == 0:
        return Measured(value, min(0.0, value), max(1.0, value))
    low, high = np.percentile(known, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
    return Measured(value, min(float(low), value), max(float(high), value))
