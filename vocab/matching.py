"""Find names of a table in a text: the longest at each place, none overlapping."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, eq=False)
class NameFinder(Generic[Row]):
    """A compiled list of names, each leading to its row."""

    rows: Mapping[str, Row]
    pattern: re.Pattern[str]

    def find(self, text: str) -> list[tuple[int, int, Row]]:
        """Start, end and row of every name in the text, in order."""
        return [(*match.span("name"), self.rows[match["name"]]) for match in self.pattern.finditer(text)]


def compile_names(rows: Mapping[str, Row], *, guard: Callable[[str], str] = lambda _: "") -> NameFinder[Row]:
    """Build a finder; `guard` gives a look-ahead for a name that common words would otherwise set off."""
    names = sorted(rows, key=lambda name: (-len(name), name))
    pattern = "|".join(re.escape(name) + guard(name) for name in names)
    return NameFinder(rows, re.compile(f"(?P<name>{pattern})"))
