"""What is wrong with a table, with its place, as data; the sentences are in `problems.toml`."""

import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from records import SetupError
from vocab.tables import Lang

SENTENCES = Path(__file__).parent / "problems.toml"
HEADING = 1
"""The row of a table's heading; the rows of data begin with 2, as a spreadsheet counts them."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong or suspicious in one place.

    `file` is the file as its owner calls it, `row` its row (of a word list the line), `column` the column or key.
    `kind` is a key of `problems.toml`, `words` fill its sentence. `shipped` tells that the file is not the office's.
    """

    file: str
    row: int
    column: str
    kind: str
    words: tuple[tuple[str, str], ...] = ()
    warning: bool = False
    shipped: bool = False

    @property
    def where(self) -> str:
        """The place: `units.csv:3:parent`; the file alone when it is about all of it."""
        return ":".join([self.file, *([str(self.row)] if self.row else []), *([self.column] if self.column else [])])

    def sentence(self, lang: Lang = "zh") -> str:
        """What is wrong, in a language."""
        return _sentences()[self.kind][lang].format_map(dict(self.words))

    def remedy(self, lang: Lang = "zh") -> str:
        """What to do, in a language."""
        found = _sentences()[self.kind][f"todo_{lang}"].format_map(dict(self.words))
        if self.shipped and not self.warning:
            found = f"{found} {_sentences()['in-shipped'][f'todo_{lang}']}".strip()
        return found


@cache
def _sentences() -> dict[str, dict[str, str]]:
    return tomllib.loads(SENTENCES.read_text(encoding="utf-8"))


class TableError(SetupError):
    """The tables cannot be used; `problems` are all that is wrong with them, not the first alone."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("vocab.invalid", "; ".join(f"{one.where}: {one.sentence('en')}" for one in self.problems))

    def __reduce__(self) -> tuple[object, ...]:
        return TableError, (self.problems,)


@dataclass
class Problems:
    """What was found wrong so far, while tables are read."""

    found: list[Problem] = field(default_factory=list)

    def __iter__(self) -> Iterator[Problem]:
        return iter(self.found)

    @property
    def errors(self) -> list[Problem]:
        """What makes the tables useless; the rest is suspicious only."""
        return [problem for problem in self.found if not problem.warning]

    def add(self, place: "Place", kind: str, *, warning: bool = False, **words: object) -> None:
        """Note a problem at a place, once."""
        told = tuple((key, str(value)) for key, value in words.items())
        problem = Problem(place.file, place.row, place.column, kind, told, warning=warning, shipped=place.shipped)
        if problem not in self.found:
            self.found.append(problem)

    def stop_if_any(self) -> None:
        """Raise `TableError` with all errors, if there are any."""
        if errors := self.errors:
            raise TableError(errors)


@dataclass(frozen=True, slots=True)
class Place:
    """A file, a row and a column."""

    file: str
    row: int = 0
    column: str = ""
    shipped: bool = False
