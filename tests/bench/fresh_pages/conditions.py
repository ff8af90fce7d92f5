"""The conditions of fresh pages, read strictly from conditions.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from sample_docs.make import Recipe

Kind = Literal["print", "hand", "turned", "traditional", "wild"]
Sheet = Literal["plain", "columns", "a3", "faint", "traditional", "table"]
LETTER_LENGTH = (250, 600)


@dataclass(frozen=True)
class Condition:
    """A way in which letters come in. `length` is the least and the most characters of its letters."""

    name: str
    zh: str
    kind: Kind
    text: Literal["letter", "note", "envelope", "two"]
    length: tuple[int, int]
    rotation: int
    sheet: Sheet
    recipe: Recipe


@cache
def load_conditions() -> dict[str, Condition]:
    """Every condition by name. Unknown keys are an error."""
    table = tomllib.loads((Path(__file__).parent / "conditions.toml").read_text("utf-8"))
    return {name: _read_condition(name, dict(entry)) for name, entry in table.items()}


def _read_condition(name: str, entry: dict[str, Any]) -> Condition:
    own = {
        "zh": entry.pop("zh"),
        "kind": entry.pop("kind", "print"),
        "text": entry.pop("text", "letter"),
        "length": tuple(entry.pop("length", LETTER_LENGTH)),
        "rotation": entry.pop("rotation", 0),
        "sheet": entry.pop("sheet", "plain"),
    }
    entry["marks"] = tuple(entry.get("marks", ()))
    looks: dict[str, Any] = {"dpi": 300, "grey": True, "size": 5.0, "pitch": 8.6, **entry}
    return Condition(name, **own, recipe=Recipe(**looks))
