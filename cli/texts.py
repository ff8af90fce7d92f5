"""Every text that people read, in the language of `LAIXIN_LANG`, from `vocab/texts.toml`."""

import os
import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal

Lang = Literal["zh", "en"]

TEXTS_FILE = Path(__file__).resolve().parent.parent / "vocab" / "texts.toml"
LANG: Final[Lang] = "en" if os.environ.get("LAIXIN_LANG") == "en" else "zh"
"""Chosen once, when the program starts: help texts are made before any option is read."""


class TextsError(ValueError):
    """The file of texts is wrong; the message says where."""


@cache
def load_texts(path: Path = TEXTS_FILE) -> Mapping[str, Mapping[Lang, str]]:
    """Every text by its key: the path of its table, joined by dots.

    Raises:
        TextsError: a text lacks a language, or its languages hold different {places}.
    """
    return dict(_find_texts(tomllib.loads(path.read_text(encoding="utf-8")), ""))


def _find_texts(table: Mapping[str, Any], at: str) -> Iterator[tuple[str, Mapping[Lang, str]]]:
    for name, value in table.items():
        key = f"{at}.{name}" if at else name
        if not isinstance(value, dict):
            if name not in ("zh", "en") or not isinstance(value, str) or not value:
                raise TextsError(f"{key}: not a text in zh or en")
            continue
        if "zh" in value or "en" in value:
            if "zh" not in value or "en" not in value:
                raise TextsError(f"{key}: a language is missing")
            if places(value["zh"]) != places(value["en"]):
                raise TextsError(f"{key}: the languages hold different places")
            yield key, {"zh": value["zh"], "en": value["en"]}
        yield from _find_texts(value, key)


def places(text: str) -> set[str]:
    """The names of the {places} in a text."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def text(key: str, /, **values: object) -> str:
    """The text of a key, with its places filled."""
    template = load_texts()[key][LANG]
    return template.format(**values) if values else template


def has_text(key: str) -> bool:
    """Whether there is a text of this key."""
    return key in load_texts()
