"""Flat rows in the words of the provincial exchange, and the account of what could not be said in them."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final, Literal

from vocab.exchange_tables import Exchange, ExchangeField, ExchangeType

MOMENT: Final = "%Y/%m/%d %H:%M:%S"
"""How the exchange writes a time: yyyy/MM/dd HH:mm:ss; a day alone is its first second."""
Lost = Literal["no-value", "no-code", "cut"]
"""Nothing of ours belongs in a field, a code of ours has none there, a text was longer than the field."""


@dataclass
class Unmapped:
    """What could not be said: how many cases by field, kind of loss and our code. It holds no person's data."""

    cases: Counter[tuple[str, Lost, str]] = field(default_factory=Counter)

    def rows(self, exchange: Exchange) -> Iterator[dict[str, object]]:
        """A row for each, in the order of the exchange's fields; fields that nothing of ours fills come with them."""
        for one in exchange.fields:
            if not one.values:
                yield _row(one, "no-value", "", None)
            for (name, lost, code), cases in sorted(self.cases.items()):
                if name == one.field:
                    yield _row(one, lost, code, cases)


def map_rows(
    rows: Iterable[Mapping[str, object]], exchange: Exchange, unmapped: Unmapped
) -> Iterator[dict[str, str | int | None]]:
    """Each flat row by the exchange's fields; what could not be said is counted in `unmapped`, never guessed."""
    for row in rows:
        yield {one.field: _map(one, row, exchange, unmapped) for one in exchange.fields}


def _row(one: ExchangeField, lost: Lost, code: str, cases: int | None) -> dict[str, object]:
    return {"field": one.field, "name": one.name, "what": lost, "code": code, "cases": cases}


def _map(one: ExchangeField, row: Mapping[str, object], exchange: Exchange, unmapped: Unmapped) -> str | int | None:
    given = [value for key in one.values if (value := row.get(key)) not in (None, "", [])]
    if one.type == "stated":
        return ("1" if given else "0") if one.values else None
    if not given:
        return None
    if one.type == "code":
        return _code(one, given, exchange, unmapped)
    if one.type == "number":
        return given[0] if isinstance(given[0], int) else str(given[0])
    shown = _WRITTEN[one.type](given[0])
    if one.length is not None and len(shown) > one.length:
        unmapped.cases[one.field, "cut", ""] += 1
        return shown[: one.length]
    return shown


def _code(one: ExchangeField, given: list[object], exchange: Exchange, unmapped: Unmapped) -> str | None:
    """The other side's code for the first of our values that has one there: a finer topic before its parent."""
    for value in given:
        theirs = exchange.codes.get((one.codes or "", str(value)))
        if theirs is not None:
            return theirs
    unmapped.cases[one.field, "no-code", str(given[-1])] += 1
    return None


def _moment(value: object) -> str:
    text = str(value)
    if "T" in text:
        return datetime.fromisoformat(text).strftime(MOMENT)
    return datetime.combine(date.fromisoformat(text), datetime.min.time()).strftime(MOMENT)


def _list(value: object) -> str:
    return "、".join(map(str, value)) if isinstance(value, list | tuple) else str(value)


_WRITTEN: Final[Mapping[ExchangeType, Callable[[object], str]]] = {
    "text": _list,
    "list": _list,
    "first": lambda value: str(value[0]) if isinstance(value, list | tuple) else str(value),
    "division": lambda value: str(value)[:6],
    "moment": _moment,
    "truth": lambda value: "1" if value else "0",
}
