"""Invent people: names common and rare, sexes and birthdays."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

from tests.bench.fresh_letters.material import surnames, words


@dataclass(frozen=True)
class Person:
    """Somebody invented."""

    name: str
    male: bool
    born: date


def invent_person(
    chance: random.Random, *, day: date, ages: tuple[int, int] = (22, 82), male: bool | None = None
) -> Person:
    """A person of an age at a day; the surname common or rare, of one character or two."""
    said = words()["people"]
    male = chance.random() < 0.55 if male is None else male
    pool = said["male" if male else "female"] + said["either"]
    kind = chance.random()
    if kind < 0.62:
        surname = chance.choice(said["common"])
    elif kind < 0.92:
        surname = chance.choice([name for name in surnames() if len(name) == 1])
    else:
        surname = chance.choice([name for name in surnames() if len(name) == 2])
    given = chance.choice(pool) + (chance.choice(pool) if chance.random() < 0.82 else "")
    born = day - timedelta(days=chance.randint(ages[0] * 366, ages[1] * 365))
    return Person(surname + given, male, born)
