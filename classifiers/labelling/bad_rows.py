"""Rows that cannot be taken, and the place where each stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row stands: the file's name, the sheet (empty where there is none), and the number people see there."""

    file: str
    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was not taken: where it stands, in which column, and what is wrong.

    `code` is one of the `label-row.*` codes, whose sentences and remedies stand among the texts. `detail` makes it
    plain (the number of another row, the nearest answer) and is never a word of the letter.
    """

    place: Place
    code: str
    column: str = ""
    detail: str = ""
