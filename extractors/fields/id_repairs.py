"""Propose what an identity number may be whose check figure does not fit: one figure read wrongly (GB 11643)."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from stdnum import numdb
from stdnum.cn import ric

from extractors.fields.id_numbers import LENGTH, birth_of, fits_check_figure, is_male, names_province
from vocab import Vocabulary

MOST = 3
"""Proposals: more would be guessing."""

OLDEST = 120
"""Years that a petitioner may count on the day the letter comes."""

_ALIKE = {
    "0": "689",
    "1": "74",
    "2": "7",
    "3": "859",
    "4": "91",
    "5": "6389",
    "6": "058",
    "7": "129",
    "8": "03659",
    "9": "04783",
}
"""Figures that are taken for one another on bad ink and in hands, the likeliest first."""

_SECOND, _ALIKE_FIRST, _ALIKE_ELSE, _LOCAL, _KNOWN, _AGE, _SEX = 6.0, 2.0, 1.5, 2.0, 1.0, 3.0, 1.0
"""What speaks for a proposal: the second reading, a figure like the one read, a division of the office's own city or of
any tables, the age stated, the sex stated."""


@dataclass(frozen=True)
class Known:
    """What else is known of the number's holder and of its ink; each may be nothing."""

    received: date
    second: str | None = None
    age: int | None = None
    male: bool | None = None


def propose_repairs(number: str, *, known: Known, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Up to three numbers that differ from `number` in one figure and fit, the likeliest first; none is ever taken.

    Each passes the check, names a day of birth that makes its holder 0 to 120 years old, and a province; one whose
    division no table knows comes only when there is no other. Nothing for a number that fits, or has no 18 characters.
    """
    if len(number) != LENGTH or not number[:-1].isdigit() or fits_check_figure(number):
        return ()
    scored = []
    for repaired in _one_figure_off(number):
        born = birth_of(repaired)
        if born is None or not names_province(repaired) or not 0 <= years_between(born, known.received) <= OLDEST:
            continue
        scored.append((_score(number, repaired, known, vocabulary), repaired))
    if any(_division_known(repaired, vocabulary) for _, repaired in scored):
        scored = [one for one in scored if _division_known(one[1], vocabulary)]
    return tuple(repaired for _, repaired in sorted(scored, key=lambda one: (-one[0], one[1]))[:MOST])


def years_between(born: date, on: date) -> int:
    """Full years from `born` to the day `on`; below 0 when it comes after."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _one_figure_off(number: str) -> list[str]:
    """All numbers that differ in one character and whose check figure fits; at most one a place."""
    fitting = [number[:-1] + ric.calc_check_digit(number)]
    for at in range(LENGTH - 1):
        fitting += [
            changed
            for figure in "0123456789"
            if figure != number[at] and fits_check_figure(changed := f"{number[:at]}{figure}{number[at + 1 :]}")
        ]
    return fitting


def _score(read: str, repaired: str, known: Known, vocabulary: Vocabulary) -> float:
    at = next(place for place in range(LENGTH) if read[place] != repaired[place])
    alike = _ALIKE.get(read[at], "")
    score = 0.0
    if repaired[at] in alike:
        score += _ALIKE_FIRST if repaired[at] == alike[0] else _ALIKE_ELSE
    if known.second == repaired:
        score += _SECOND
    if repaired[:6] in vocabulary.division_by_code:
        score += _LOCAL
    elif _division_known(repaired, vocabulary):
        score += _KNOWN
    born = birth_of(repaired)
    if born is not None and known.age is not None:
        score += _AGE if ages_agree(known.age, years_between(born, known.received)) else -_AGE
    if known.male is not None:
        score += _SEX if is_male(repaired) == known.male else -_SEX
    return score


def ages_agree(stated: int, full: int) -> bool:
    """Whether a stated age agrees with full years: one less to two more (虚岁 counts from 1, by new years)."""
    return -1 <= stated - full <= 2


@cache
def _tables() -> numdb.NumDB:
    """The divisions that python-stdnum knows, today's and earlier ones."""
    return numdb.get("cn/loc")


def _division_known(number: str, vocabulary: Vocabulary) -> bool:
    """Whether the first six figures are a division's, of the office's own table or of python-stdnum's."""
    if number[:6] in vocabulary.division_by_code:
        return True
    return all(names for _, names in _tables().info(number[:6]))
