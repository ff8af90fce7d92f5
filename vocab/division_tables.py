"""Read the table of divisions: codes, names, what a zone covers, and what old divisions have become."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from vocab.cells import Cells, keep_unique
from vocab.successions import overlap
from vocab.tables import Division, DivisionLevel

CODE = re.compile(r"[0-9]{6}(?:[0-9]{3})?")


def read_divisions(rows: Iterable[Cells]) -> list[Division]:
    """Read `divisions.csv`. An old division that has a row of its own must stand among some row's `old_codes`."""
    found: dict[str, Division] = {}
    places: dict[str, Cells] = {}
    for cells in rows:
        start, end = cells.days()
        division = Division(
            code=cells.text("code"),
            name=cells.text("name"),
            level=cells.choice("level", get_args(DivisionLevel)),  # type: ignore[arg-type]
            parent_code=cells.text("parent_code"),
            aliases=cells.many("aliases"),
            old_codes=cells.many("old_codes"),
            covers=cells.many("covers"),
            valid_from=start,
            valid_to=end,
        )
        key = division.code or division.name
        if keep_unique(places, key, cells, "code" if division.code else "name"):
            found[key] = division
    for key, division in found.items():
        _check_division(division, places[key], found)
    _check_names(found, places)
    return list(found.values())


def _check_division(division: Division, cells: Cells, found: Mapping[str, Division]) -> None:
    _check_code(division, cells)
    if division.level != "city" and division.parent_code not in found:
        cells.fail("parent_code", "division-unknown", value=division.parent_code)
    for code in division.covers:
        if code not in found:
            cells.fail("covers", "division-unknown", value=code)
    for code in division.old_codes:
        if not CODE.fullmatch(code):
            cells.fail("old_codes", "division-code", value=code)
    if division.valid_to is not None and not _leads_on(division, found):
        cells.fail("valid_to", "no-division-after", name=division.name, code=division.code or division.name)


def _check_code(division: Division, cells: Cells) -> None:
    """A zone has no code and names what it covers; all others have one."""
    if division.level != "zone":
        if not CODE.fullmatch(division.code):
            cells.fail("code", "division-code")
        return
    if division.code:
        cells.fail("code", "zone-code")
    if not division.covers:
        cells.fail("covers", "zone-covers")


def _leads_on(division: Division, found: Mapping[str, Division]) -> bool:
    """Whether the way over `old_codes` ends at a division without an end."""
    return any(row.valid_to is None for row in come_after(division, list(found.values())))


def come_after(division: Division, divisions: Sequence[Division]) -> list[Division]:
    """The divisions that came from one, one after the other; a loop ends the walk."""
    chain: list[Division] = []
    todo = [division]
    while todo:
        here = todo.pop(0)
        if here.code:
            new = [row for row in divisions if here.code in row.old_codes and row not in chain and row is not division]
            chain += new
            todo += new
    return chain


def _check_names(found: Mapping[str, Division], places: Mapping[str, Cells]) -> None:
    bearers: dict[tuple[str, str], list[Division]] = {}
    for key, division in found.items():
        for name, column in ((division.name, "name"), *((alias, "aliases") for alias in division.aliases)):
            for other in bearers.get((division.parent_code, name), ()):
                if other is division or overlap(division, other):
                    first = places[other.code or other.name].number
                    places[key].fail(column, "division-twice", value=name, first=first)
            bearers.setdefault((division.parent_code, name), []).append(division)
