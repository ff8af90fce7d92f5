"""The sentence of each code and what to do, in Chinese and English, from the office's texts (`vocab/texts.toml`)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from typing import Any, Literal

from vocab.sources import SHIPPED

Lang = Literal["zh", "en"]
UNNAMED = "api.invalid"


def sentence_of(code: str, detail: str, lang: Lang) -> str:
    """What a code says. Its detail names codes, numbers of cases and names of facts, never a person's value."""
    table = _find(code)
    found: str = table.get("told", table)[lang]  # where the command line puts the whole sentence together
    return found.format(detail=detail)


def remedy_of(code: str, lang: Lang) -> str:
    """What to do about it. What the ledger refuses is told for the command line; of that nothing is said here."""
    return str(_find(code)["todo"][lang]) if code.startswith("api.") else ""


def _find(code: str) -> Mapping[str, Any]:
    table: Any = _errors()
    for part in code.split("."):
        table = table.get(part) if isinstance(table, Mapping) else None
    return table if isinstance(table, Mapping) and "zh" in table else _find(UNNAMED)


@cache
def _errors() -> Mapping[str, Any]:
    errors: Mapping[str, Any] = tomllib.loads((SHIPPED / "texts.toml").read_text(encoding="utf-8"))["error"]
    return errors
