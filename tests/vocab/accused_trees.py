"""Vocabularies with units drawn at random, and the accused closure worked out the slow way."""

from dataclasses import replace
from random import Random

from vocab import Unit, Vocabulary, load_vocabulary

KINDS = ("government", "party", "vertical", "judicial", "supervision", "place", "township", "zone")
LOCAL, COUNTY = ("place", "zone"), ("party", "government", "supervision", "institution", "mass", "township")
MOST_UNITS = 10
UNKNOWN = "NONE"


def draw_vocabulary(random: Random) -> Vocabulary:
    """A vocabulary with up to ten units; parents and successions are drawn freely, loops and all."""
    codes = [f"U{number}" for number in range(random.randint(1, MOST_UNITS))]
    tree = random.random() < 0.7
    units = {}
    for number, code in enumerate(codes):
        others = codes[:number] if tree else codes
        parent = random.choice(others) if others and random.random() < 0.5 else None
        olds = random.sample(others, min(len(others), random.choice((0, 0, 0, 1, 2))))
        named = tuple(old if random.random() < 0.5 else f"局{old}" for old in olds)
        units[code] = Unit(
            code=code, name=f"局{code}", kind=random.choice(KINDS), duties="", aliases=(), parent=parent,
            successor_of=named, valid_from=None,
        )  # fmt: skip
    leaders = tuple(random.sample(codes, min(len(codes), random.choice((0, 1, 2)))))
    phrases = {"political_legal_units": leaders, "over_political_legal_units": tuple(random.choice([(), (codes[0],)]))}
    return replace(load_vocabulary(), units=units, phrases=phrases)


def barred_slowly(named: set[str], vocabulary: Vocabulary) -> set[str]:
    """All that may never have the letter, found by looking at every pair of units until nothing is added."""
    units = vocabulary.units

    def is_old(old: str, entry: str) -> bool:
        return entry == old or (entry not in units and entry == units[old].name)

    def is_below(low: str, high: str) -> bool:
        by_kind = units[low].kind == "township" and units[high].kind in LOCAL
        return units[low].parent == high or by_kind

    found, grown = set(named), True
    while grown:
        known = found & units.keys()
        became = {new for new in units for old in known for entry in units[new].successor_of if is_old(old, entry)}
        below = {low for low in units for high in known if is_below(low, high)}
        grown = not (became | below) <= found
        found |= became | below
    grown = True
    while grown:
        known = found & units.keys()
        was = {old for old in units for new in known for entry in units[new].successor_of if is_old(old, entry)}
        below = {low for low in units for high in known if is_below(low, high)}
        grown = not (was | below) <= found
        found |= was | below
    return found


def above_slowly(barred: set[str], vocabulary: Vocabulary) -> set[str]:
    """Every superior of a barred unit, straight up the tree, that is not barred itself."""
    units, found, grown = vocabulary.units, set(barred), True
    while grown:
        parents = {units[code].parent or code for code in found & units.keys()}
        kinds = {units[code].kind for code in found & units.keys()}
        if kinds & set(COUNTY):
            parents |= {unit.code for unit in units.values() if unit.kind in LOCAL}
        grown = not parents & units.keys() <= found
        found |= parents & units.keys()
    return found - barred
