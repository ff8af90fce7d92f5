"""Which units came after which, and which one is in being on a day."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property

from vocab.days import Dated, first_day, last_day
from vocab.tables import Unit


class Successions:
    """The successions that a table of units tells: `successor_of` holds codes or names of rows, or bare old names."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self._units = units

    @cached_property
    def after(self) -> Mapping[str, tuple[str, ...]]:
        """The units that took over from each, in the table's order."""
        found: dict[str, list[str]] = {}
        for code, olds in self.before.items():
            for old in olds:
                found.setdefault(old, []).append(code)
        return {old: tuple(news) for old, news in found.items()}

    @cached_property
    def before(self) -> Mapping[str, tuple[str, ...]]:
        """The units with rows of their own that each took over from."""
        by_name = {unit.name: unit.code for unit in self._units.values() if unit.valid_to is not None}
        return {
            code: tuple(
                dict.fromkeys(
                    found
                    for old in unit.successor_of
                    if (found := old if old in self._units else by_name.get(old)) and found != code
                )
            )
            for code, unit in self._units.items()
        }

    def all_after(self, code: str) -> frozenset[str]:
        """All that came after a unit, its successors' successors too; a loop ends the walk."""
        found: set[str] = set()
        todo = list(self.after.get(code, ()))
        while todo:
            new = todo.pop()
            if new not in found:
                found.add(new)
                todo.extend(self.after.get(new, ()))
        return frozenset(found)

    def current(self, code: str, on: date | None) -> tuple[str, ...]:
        """The codes of the units in being on a day that answer for a unit; without a day, at the end of the table.

        A unit in being is its own. One that has ended leads to its successors, one that is still to come to what it
        will take over from; where the table knows none of these, the unit itself answers.
        """
        if code not in self._units:
            return (code,)
        found: dict[str, None] = {}
        seen, todo = {code}, [code]
        while todo:
            here = todo.pop(0)
            unit = self._units[here]
            if unit.in_force(on):
                found[here] = None
                continue
            after = self.after.get(here, ())
            steps = self.before[here] if unit.is_to_come(on) else after
            new = [step for step in steps if step not in seen]
            if not new and unit.is_to_come(on):
                found[here] = None
            seen.update(new)
            todo.extend(new)
        return tuple(found) or (code,)


def overlap(one: Dated, other: Dated) -> bool:
    """Whether two rows are in force on some day together."""
    return _begins(one) <= _ends(other) and _begins(other) <= _ends(one)


def _begins(row: Dated) -> date:
    return first_day(row.valid_from) if row.valid_from else date.min


def _ends(row: Dated) -> date:
    return last_day(row.valid_to) if row.valid_to else date.max
