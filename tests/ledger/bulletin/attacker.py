"""Somebody who has the bulletin and knows how it is made, and tries to work out what it keeps back.

Every number that is printed is an equation over what lies behind it (letters by topic, by place, by unit; deadlines by
kind, unit and state); the least and the greatest value of each hidden cell follow by linear programming.
"""

from collections.abc import Iterable

import numpy as np
from scipy.optimize import linprog

from records import BulletinFigures, FigureTable

Bounds = dict[tuple[str, str, str], tuple[float, float]]


def attack_letters(figures: BulletinFigures, first: str, second: str = "") -> Bounds:
    """The bounds of the hidden cells of a breakdown and of the level below it."""
    above = next(table for table in figures.tables if table.question == first)
    below = {table.of: table for table in figures.tables if second and table.question == second}
    leaves = [(one.code, inner) for one in above.cells for inner in _inner(below.get(one.code))]
    rows: list[tuple[set[int], int]] = []
    hidden: dict[tuple[str, str, str], set[int]] = {}
    for one in above.cells:
        own = {number for number, leaf in enumerate(leaves) if leaf[0] == one.code}
        _note(rows, hidden, (first, "", one.code), own, one.letters)
        for inner in below[one.code].cells if one.code in below else ():
            leaf = {number for number, leaf in enumerate(leaves) if leaf == (one.code, inner.code)}
            _note(rows, hidden, (second, one.code, inner.code), leaf, inner.letters)
    if above.total is not None:
        rows.append((set(range(len(leaves))), above.total))
    known = {key for key in hidden if (above if key[0] == first else below[key[1]]).whole}
    return _solve(len(leaves), rows, hidden, known)


def attack_clocks(figures: BulletinFigures) -> Bounds:
    """The bounds of the hidden cells of the four breakdowns of deadlines, which share their sums."""
    tables = {(table.question, table.of): table for table in figures.tables}
    clocks = [cell.code for cell in tables["clock", ""].cells] or ["?"]
    units = [cell.code for cell in tables["clock_unit", ""].cells] or ["?"]
    leaves = [(clock, unit, state) for clock in clocks for unit in units for state in ("in-time", "overdue")]
    rows: list[tuple[set[int], int]] = []
    hidden: dict[tuple[str, str, str], set[int]] = {}

    def where(clock: str = "", unit: str | None = None, state: str = "") -> set[int]:
        return {
            number
            for number, leaf in enumerate(leaves)
            if clock in ("", leaf[0]) and unit in (None, leaf[1]) and state in ("", leaf[2])
        }

    for table in tables.values():
        for cell in table.cells:
            leaf = {
                "clock": lambda code: where(clock=code),
                "clock_state": lambda code, of=table.of: where(clock=of, state=code),
                "clock_unit": lambda code: where(unit=code),
                "overdue_unit": lambda code: where(unit=code, state="overdue"),
            }.get(table.question)
            if leaf is not None:
                _note(rows, hidden, (table.question, table.of, cell.code), leaf(cell.code), cell.letters)
        total = {"clock": where(), "clock_unit": where(), "overdue_unit": where(state="overdue")}.get(table.question)
        if total is not None and table.total is not None:
            rows.append((total, table.total))
    overdue = tables["overdue_unit", ""]
    if overdue.whole:  # whoever is not in it has none overdue
        named = {cell.code for cell in overdue.cells}
        rows += [(where(unit=unit, state="overdue"), 0) for unit in units if unit not in named and unit != "?"]
    return _solve(len(leaves), rows, hidden, {key for key in hidden if tables[key[0], key[1]].whole})


def _inner(table: FigureTable | None) -> list[str]:
    return [cell.code for cell in table.cells] if table is not None and table.cells else ["?"]


def _note(
    rows: list[tuple[set[int], int]],
    hidden: dict[tuple[str, str, str], set[int]],
    key: tuple[str, str, str],
    leaves: set[int],
    letters: int | None,
) -> None:
    if letters is None:
        hidden[key] = leaves
    else:
        rows.append((leaves, letters))


def _solve(
    size: int,
    rows: Iterable[tuple[set[int], int]],
    hidden: dict[tuple[str, str, str], set[int]],
    not_empty: set[tuple[str, str, str]],
) -> Bounds:
    listed = list(rows)
    equal = np.array([[float(n in leaves) for n in range(size)] for leaves, _ in listed])
    sums = np.array([total for _, total in listed], dtype=float)
    least = np.array([[-float(n in hidden[key]) for n in range(size)] for key in sorted(not_empty)])
    found = {}
    for key, leaves in hidden.items():
        aim = np.array([float(n in leaves) for n in range(size)])
        ends = []
        for sign in (1, -1):
            given = {"A_ub": least, "b_ub": -np.ones(len(least))} if len(least) else {}
            solved = linprog(sign * aim, A_eq=equal, b_eq=sums, bounds=(0, None), **given)
            ends.append(sign * solved.fun if solved.status == 0 else float("inf"))
        found[key] = (ends[0], ends[1])
    return found
