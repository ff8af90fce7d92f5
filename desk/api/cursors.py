"""Cursors: where the next page of a list begins. They hold a place and nothing else, and fit one list alone."""

import base64
import binascii
import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from desk.api.problems import Refusal

_MARK_DIGITS: Final = 16
MOST_CURSOR: Final = 256
"""Characters."""


def write_cursor(place: list[str | int], asked: Mapping[str, object]) -> str:
    """The cursor of a place in the list that was asked for."""
    text = json.dumps([_mark(asked), *place], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, asked: Mapping[str, object], kinds: tuple[type[str | int], ...]) -> list[str | int]:
    """The place of a cursor: values of these kinds. Raises Refusal `api.cursor` for one of another list or none."""
    try:
        told = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise Refusal("api.cursor", ("query.cursor",)) from None
    place = told[1:] if isinstance(told, list) else []
    fits = len(place) == len(kinds) and all(type(value) is kind for value, kind in zip(place, kinds, strict=True))
    if not fits or told[0] != _mark(asked) or any(_is_too_large(value) for value in place):
        raise Refusal("api.cursor", ("query.cursor",))
    return list(place)


def _is_too_large(value: str | int) -> bool:
    return isinstance(value, int) and not 0 <= value < 2**53


def _mark(asked: Mapping[str, object]) -> str:
    """Tells the lists apart: another filter, or another unit's sight, is another list."""
    text = json.dumps({name: str(value) for name, value in asked.items() if value is not None}, sort_keys=True)
    return sha256(text.encode()).hexdigest()[:_MARK_DIGITS]
