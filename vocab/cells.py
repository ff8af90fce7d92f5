"""Read the cells of one row: each says by itself what is wrong with it, and reading goes on."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeVar

from vocab.days import first_day, last_day, read_day
from vocab.problems import Problems
from vocab.sources import MAY_LACK, RawRow, Source

MAY_BE_EMPTY = frozenset(
    ["level3", "aliases", "parent", "successor_of", "co_units", "note", "parent_code", "old_codes", "covers", *MAY_LACK]
)
Key = TypeVar("Key")


class Cells:
    """A row of a table while it is checked; `number` is its row in the file."""

    def __init__(self, source: Source, row: RawRow, problems: Problems) -> None:
        self.number = row.number
        self._source = source
        self._cells = row.cells
        self._problems = problems
        # A zone has no code; the label of a field has none.
        may_be_empty = MAY_BE_EMPTY | ({"code"} if source.name in {"divisions.csv", "labels.csv"} else set())
        for column, cell in row.cells.items():
            if cell != cell.strip():
                self.fail(column, "space")
            if not cell.strip() and column not in may_be_empty:
                self.fail(column, "empty")

    def fail(self, column: str, kind: str, *, warning: bool = False, **words: object) -> None:
        """Note that something is wrong with a cell."""
        value = self._cells.get(column, "")
        self._problems.add(
            self._source.place(self.number, column), kind, warning=warning, **{"value": value, "column": column} | words
        )

    def text(self, column: str) -> str:
        """A cell as it stands, without the space around it."""
        return self._cells[column].strip()

    def many(self, column: str) -> tuple[str, ...]:
        """The parts of a cell that are divided by semicolons, each once."""
        cell = self.text(column).replace("；", ";")
        parts = [part.strip() for part in cell.split(";")] if cell else []
        if len(set(parts)) != len(parts) or not all(parts):
            self.fail(column, "parts")
        return tuple(dict.fromkeys(filter(None, parts)))

    def choice(self, column: str, allowed: Collection[str]) -> str:
        """A cell that must be one of some words."""
        value = self.text(column)
        if value and value not in allowed:
            self.fail(column, "not-allowed", allowed=" ".join(sorted(allowed)))
        return value

    def days(self) -> tuple[str | None, str | None]:
        """The cells `valid_from` and `valid_to` in their standard form."""
        found: list[str | None] = []
        for column in ("valid_from", "valid_to"):
            try:
                found.append(read_day(self.text(column)))
            except ValueError:
                self.fail(column, "day")
                found.append(None)
        start, end = found
        if start and end and last_day(end) < first_day(start):
            self.fail("valid_to", "days-order", start=start)
        return start, end


def read_cells(source: Source, rows: Iterable[RawRow], problems: Problems) -> Iterator[Cells]:
    """Each row of a table as cells to be checked."""
    return (Cells(source, row, problems) for row in rows)


def keep_unique(found: dict[Key, Cells], key: Key, cells: Cells, column: str, name: Callable[[Key], str] = str) -> bool:
    """Whether a key comes for the first time; the second is told with the row of the first."""
    if key in found:
        cells.fail(column, "twice", value=name(key), first=found[key].number)
        return False
    found[key] = cells
    return True
