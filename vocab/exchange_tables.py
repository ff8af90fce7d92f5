"""The provincial exchange as data: its fields, from which of our values each comes, and its codes for ours."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal, cast, get_args

from vocab.problems import Problems
from vocab.sources import RawRow, Source, find_sources, read_rows

ExchangeType = Literal["text", "first", "list", "code", "division", "moment", "number", "truth", "stated"]
"""What a field takes: a text, the first of several values, all of them in one text, a code of a list, the head of a
division's code, a time, a number, yes or no as 1 or 0, whether there is any value as 1 or 0."""
FIELDS, CODES = "exchange.csv", "exchange_codes.csv"
MOST_LENGTH: Final = 100_000


@dataclass(frozen=True, slots=True)
class ExchangeField:
    """A field of the exchange: its name there, what people call it, the keys of our values (the first that is there).

    `length` is the most characters it takes; without `values` nothing of ours belongs there. `codes` is the list of
    codes; one of which the table of codes has no row maps nothing.
    """

    field: str
    name: str
    values: tuple[str, ...]
    type: ExchangeType
    length: int | None
    codes: str | None


@dataclass(frozen=True)
class Exchange:
    """The fields in their order, and the other side's code for each of ours by list; nothing where none is known."""

    fields: tuple[ExchangeField, ...]
    codes: Mapping[tuple[str, str], str | None]


def load_exchange(folder: Path | None = None) -> Exchange:
    """Give the checked exchange, the office's tables in place of the shipped ones; read once a process.

    Raises `TableError`, a `SetupError` `vocab.invalid`, with everything that is wrong.
    """
    return _load(folder.absolute() if folder is not None else None)


@cache
def _load(folder: Path | None) -> Exchange:
    problems = Problems()
    exchange = read_exchange(find_sources(folder, problems), problems)
    problems.stop_if_any()
    return exchange


def read_exchange(sources: Mapping[str, Source], problems: Problems) -> Exchange:
    """Read both tables and note everything that is wrong in `problems`.

    Neither is part of the vocabulary's hash: what a letter is understood by does not change with the exchange.
    """
    codes = {
        (row.cells["list"].strip(), row.cells["ours"].strip()): row.cells["theirs"].strip() or None
        for row in _read_once(sources[CODES], ("list", "ours"), problems)
    }
    rows = _read_once(sources[FIELDS], ("field",), problems)
    fields = [_field_of(row, sources[FIELDS], problems) for row in rows]
    return Exchange(tuple(field for field in fields if field is not None), codes)


def _read_once(source: Source, keys: tuple[str, ...], problems: Problems) -> Iterator[RawRow]:
    """The rows whose key is there and stands once; the others are told."""
    first: dict[tuple[str, ...], int] = {}
    for row in read_rows(source, problems):
        key = tuple(row.cells[column].strip() for column in keys)
        place = source.place(row.number, keys[-1])
        if not all(key):
            problems.add(place, "empty", value="", column=keys[-1])
        elif key in first:
            problems.add(place, "twice", value=" ".join(key), first=first[key])
        else:
            first[key] = row.number
            yield row


def _field_of(row: RawRow, source: Source, problems: Problems) -> ExchangeField | None:
    cells = {column: cell.strip() for column, cell in row.cells.items()}
    wrong = False
    if cells["type"] not in get_args(ExchangeType):
        place, known = source.place(row.number, "type"), " ".join(get_args(ExchangeType))
        problems.add(place, "not-allowed", value=cells["type"], column="type", allowed=known)
        wrong = True
    length = cells["length"]
    if length and not (length.isdecimal() and 0 < int(length) <= MOST_LENGTH):
        problems.add(
            source.place(row.number, "length"), "not-allowed", value=length, column="length", allowed=f"1-{MOST_LENGTH}"
        )
        wrong = True
    if cells["type"] == "code" and cells["value"] and not cells["codes"]:
        problems.add(source.place(row.number, "codes"), "empty", value="", column="codes")
        wrong = True
    if wrong:
        return None
    return ExchangeField(
        field=cells["field"],
        name=cells["name"],
        values=tuple(cells["value"].split()),
        type=cast(ExchangeType, cells["type"]),
        length=int(length) if length else None,
        codes=cells["codes"] or None,
    )
