"""Where each county stands on the scheme of townships: tiles, roughly as the counties lie to each other.

No boundaries that may be given on are known for townships, so none are drawn. The places are this project's own work.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from vocab.tables import Division

FALLBACK_WIDTH, FALLBACK_COLUMNS, GAP = 5, 4, 0.5


@dataclass(frozen=True)
class Tile:
    """A division and the place of its tile: column and row of its left upper corner, in tiles."""

    division: Division
    column: float
    row: float


@dataclass(frozen=True)
class CountyTiles:
    """A county: where its name stands, how many tiles wide it is, the tiles of its townships below the name."""

    division: Division
    column: float
    row: float
    width: int
    tiles: tuple[Tile, ...]


@dataclass(frozen=True)
class _Place:
    column: float
    row: float
    width: int


@cache
def _shipped_places() -> dict[str, _Place]:
    with files("vocab").joinpath("tiles.csv").open(encoding="utf-8") as stream:
        return {
            row["code"]: _Place(float(row["column"]), float(row["row"]), int(row["width"]))
            for row in csv.DictReader(stream)
        }


def lay_tiles(divisions: Sequence[Division]) -> tuple[CountyTiles, ...]:
    """The counties with their townships as tiles; in rows by their codes when the office's counties are others."""
    counties = sorted((one for one in divisions if one.level == "county" and one.code), key=lambda one: one.code)
    townships: dict[str, list[Division]] = {county.code: [] for county in counties}
    for one in sorted(divisions, key=lambda one: one.code):
        if one.level == "township" and one.code[:6] in townships:
            townships[one.code[:6]].append(one)
    places = _shipped_places()
    if not all(county.code in places for county in counties):
        places = _in_rows([county.code for county in counties], {code: len(some) for code, some in townships.items()})
    return tuple(_lay(county, places[county.code], townships[county.code]) for county in counties)


def _lay(county: Division, place: _Place, townships: Sequence[Division]) -> CountyTiles:
    tiles = tuple(
        Tile(one, place.column + number % place.width, place.row + 1 + number // place.width)
        for number, one in enumerate(townships)
    )
    return CountyTiles(county, place.column, place.row, place.width, tiles)


def _in_rows(codes: Sequence[str], sizes: dict[str, int]) -> dict[str, _Place]:
    places, row = {}, 0.0
    for start in range(0, len(codes), FALLBACK_COLUMNS):
        some = codes[start : start + FALLBACK_COLUMNS]
        for number, code in enumerate(some):
            places[code] = _Place(number * (FALLBACK_WIDTH + GAP), row, FALLBACK_WIDTH)
        row += 2 + max((max(0, sizes[code] - 1)) // FALLBACK_WIDTH for code in some) + GAP / 2
    return places
