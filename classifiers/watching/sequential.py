"""A lower limit of an error rate that holds however often one looks.

A limit for one look (Wilson, Clopper and Pearson) fails in the long run when it is asked every day. Here the evidence
against "the rate is at most p" is a bet: the likelihood of what was seen, averaged over rates above p, divided by that
at p. As long as the rate is at most p, the expectation of the bet never rises, so the chance that it ever reaches
1/chance is at most `chance` (Ville, 1939; Robbins, 1970; Waudby-Smith and Ramdas, 2024, section 4).
"""

from math import exp, log

from scipy.special import betaln
from scipy.stats import beta

MULTIPLE = 3.0
"""The rates that are bet on are, before cutting at p, on average so many times the expected one."""
_STEPS = 40


def evidence_above(errors: int, letters: int, rate: float, *, expected: float) -> float:
    """The evidence that the error rate lies above `rate`: 1 before any letter, large when it does.

    The bet is on a beta distribution with first parameter 1, whose mean is `MULTIPLE` x `expected`, cut at `rate`.
    """
    if letters == 0:
        return 1.0
    first, second = _prior(expected)
    seen = betaln(first + errors, second + letters - errors) - betaln(first, second)
    cut = beta.logsf(rate, first + errors, second + letters - errors) - beta.logsf(rate, first, second)
    at_rate = errors * log(rate) + (letters - errors) * log(1 - rate)
    return exp(min(700.0, float(seen + cut - at_rate)))


def lower_limit(errors: int, letters: int, *, budget: float, chance: float) -> float:
    """The rate that the true one lies above at all looks together, but for the chance; 0 when nothing is known."""
    low, high = 0.0, errors / letters if letters else 0.0
    if high == 0.0:
        return 0.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        if evidence_above(errors, letters, middle, expected=budget) >= 1 / chance:
            low = middle
        else:
            high = middle
    return low


def _prior(expected: float) -> tuple[float, float]:
    mean = min(0.5, MULTIPLE * expected)
    return 1.0, (1 - mean) / mean
