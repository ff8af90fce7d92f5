"""Counts made into the tables of a bulletin, each protected, and such that hang together protected together."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.bulletin.counting import PAIR, Cells, Counted
from ledger.bulletin.earlier import Given, find_kept_back
from ledger.bulletin.suppression import Breakdown, Count, is_small, protect
from records import FigureCell, FigureTable
from vocab import Vocabulary

LEAST_FOR_SHARES = 20
"""A share in per cent of fewer letters than this says more than it knows."""
NOTHING = Count(0, 0)
IN_TIME, OVERDUE = "in-time", "overdue"
LATE_STATES = ("late", "overdue")


@dataclass(frozen=True)
class Protection:
    """How counts are protected: the least that is shown, the days they are of, bulletins given out before."""

    least: int
    days: tuple[date, date]
    earlier: Sequence[Given] = ()

    def table(
        self,
        question: str,
        cells: Cells,
        *,
        of: str = "",
        total_shown: bool = True,
        every_cell: bool = False,
        caps: Mapping[str, int] | None = None,
        kept_back: Iterable[str] = (),
    ) -> FigureTable:
        """A protected table. A total that is small is kept back itself; `every_cell` lists those of no letters too."""
        total = sum(count.letters for count in cells.values())
        senders = sum(count.senders for count in cells.values())
        shown = total_shown and not is_small(Count(total, senders), self.least)
        keys = (((question, of, code), count.letters) for code, count in cells.items() if count.letters)
        told = find_kept_back(keys, days=self.days, earlier=self.earlier, least=self.least)
        breakdown = protect(
            cells, least=self.least, total_shown=shown, kept_back={*kept_back, *(key[2] for key in told)}, caps=caps
        )
        return _lay_out(question, of, breakdown, every_cell=every_cell)


def protect_letters(counted: Counted, protection: Protection, *, vocabulary: Vocabulary) -> list[FigureTable]:
    """The tables of letters; a second level is shown as far as its first is."""
    whole = not is_small(Count(counted.letters, counted.senders), protection.least)
    tables = [
        protection.table(question, counted.cells[question], total_shown=whole)
        for question in ("topic", "unit", "channel_in", "purpose", "repeat", "joint")
    ]
    places = {division.code: NOTHING for division in vocabulary.divisions if division.level == "county"}
    counties = protection.table("county", places | counted.cells["county"], total_shown=whole, every_cell=True)
    tables += _second_level("topic2", counted.cells["topic2"], tables[0], protection, empty=lambda _: {})

    def townships(county: str) -> Cells:
        inside = (one for one in vocabulary.divisions if one.level == "township" and one.code.startswith(county))
        return {one.code: NOTHING for one in inside}

    below = _second_level("township", counted.cells["township"], counties, protection, empty=townships)
    return [*tables, counties, *below]


def protect_clocks(clocks: Mapping[str, Cells], of_unit: Cells, overdue: Cells, base: Protection) -> list[FigureTable]:
    """Clocks by name, in time and overdue; by unit all, and the overdue ones.

    Both breakdowns add up to the same sums, so the sum of the overdue ones is only told, and only follows from the
    units, where no clock keeps its own back.
    """
    protection = Protection(base.least, base.days)
    names = {name: _sum(states.values()) for name, states in clocks.items()}
    by_name = protection.table("clock", names)
    shown = {cell.code for cell in by_name.cells if cell.letters}
    tables = [by_name]
    for name, states in clocks.items():
        late = _sum(count for state, count in states.items() if state in LATE_STATES)
        rest = _sum(count for state, count in states.items() if state not in LATE_STATES)
        halves = {IN_TIME: rest, OVERDUE: late}
        tables.append(protection.table("clock_state", halves, of=name, total_shown=name in shown))
    closed = not all(table.whole and all(cell.letters is not None for cell in table.cells) for table in tables)
    units = protection.table("clock_unit", of_unit)
    return [*tables, units, _overdue_units(units, of_unit, overdue, protection, closed=closed)]


def _overdue_units(
    units: FigureTable, of_unit: Cells, overdue: Cells, protection: Protection, *, closed: bool
) -> FigureTable:
    caps = {cell.code: cell.letters for cell in units.cells if cell.letters is not None}
    small_rest = {
        unit for unit, count in overdue.items() if 0 < of_unit[unit].letters - count.letters < protection.least
    }
    if not units.whole:
        return _lay_out("overdue_unit", "", Breakdown(None, dict.fromkeys(overdue), whole=False), every_cell=False)
    hidden = {unit for unit in overdue if unit not in caps} | small_rest
    if not closed:
        return protection.table("overdue_unit", overdue, caps=caps, kept_back=hidden)
    hidden |= {unit for unit, count in overdue.items() if is_small(count, protection.least)}
    rest = sorted((unit for unit in overdue if unit not in hidden), key=lambda unit: (overdue[unit].letters, unit))
    hidden |= set(rest[:1])  # else the units would add up to the sum that the clocks keep back
    cells = {unit: None if unit in hidden else count.letters for unit, count in overdue.items()}
    return _lay_out("overdue_unit", "", Breakdown(None, cells, whole=bool(rest[1:])), every_cell=False)


def _second_level(
    question: str, cells: Cells, above: FigureTable, protection: Protection, *, empty: Callable[[str], Cells]
) -> list[FigureTable]:
    shown = {cell.code for cell in above.cells if cell.letters}
    inside: dict[str, Cells] = {}
    for pair, count in cells.items():
        first, _, second = pair.partition(PAIR)
        inside.setdefault(first, {})[second] = count
    return [
        protection.table(question, empty(first) | inside[first], of=first, every_cell=bool(empty(first)))
        for first in sorted(shown & set(inside))
        if first and any(count.letters for code, count in inside[first].items() if code)
    ]


def _lay_out(question: str, of: str, breakdown: Breakdown, *, every_cell: bool) -> FigureTable:
    """The cells with a number first, the largest leading; the others by their codes, which tells nothing of them.

    Of a table that is kept back as a whole no cell is named unless all are: who is in it would be told.
    """
    total = breakdown.total
    order = sorted(breakdown.cells.items(), key=lambda cell: (cell[1] is None, -(cell[1] or 0), cell[0]))
    named = [cell for cell in order if every_cell or (breakdown.whole and cell[1] != 0)]
    cells = tuple(FigureCell(code=code, letters=letters, share=share_of(letters, total)) for code, letters in named)
    return FigureTable(question=question, of=of, total=total, whole=breakdown.whole, cells=cells)


def share_of(letters: int | None, total: int | None) -> float | None:
    """Letters in per cent of a total, to one decimal, where there are letters enough."""
    if letters is None or total is None or total < LEAST_FOR_SHARES:
        return None
    return round(100 * letters / total, 1)


def _sum(counts: Iterable[Count]) -> Count:
    listed = list(counts)
    return Count(sum(one.letters for one in listed), sum(one.senders for one in listed))
