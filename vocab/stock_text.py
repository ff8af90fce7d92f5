"""What letters say without saying what they are about: two that share no more than this are not alike."""

from functools import cache
from pathlib import Path

from records import SetupError
from vocab.simplified import simplify

SHINGLE = 4
"""Characters of a shingle, the runs that texts are compared by."""

_FOLDER = Path(__file__).parent
_FILES = ("common_shingles.txt", "stock_phrases.txt")


@cache
def load_stock_shingles() -> frozenset[str]:
    """The shingles of stock phrases and those that stand in many letters, in simplified characters.

    Raises:
        SetupError: `vocab.invalid` when a file is missing.
    """
    return frozenset(shingle for name in _FILES for line in _lines(name) for shingle in _shingles_of(line))


@cache
def load_name_endings() -> frozenset[str]:
    """How the names of places, firms and bodies end."""
    return frozenset(_lines("named_suffixes.txt"))


@cache
def load_name_stops() -> frozenset[str]:
    """Characters that no such name holds: with one of them it is a sentence."""
    return frozenset("".join(_lines("named_stops.txt")))


@cache
def load_common_names() -> frozenset[str]:
    """Words with such an ending that name nothing (居民小区), as they stand in many letters."""
    return frozenset(_lines("common_names.txt"))


def _lines(name: str) -> list[str]:
    try:
        lines = (_FOLDER / name).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise SetupError("vocab.invalid", f"{name}:0: the file is missing or cannot be read") from None
    return [line for line in lines if line and not line.startswith("#")]


def _shingles_of(words: str) -> list[str]:
    plain = "".join(character for character in simplify(words) if character.isalnum())
    return [plain[at : at + SHINGLE] for at in range(len(plain) - SHINGLE + 1)]
