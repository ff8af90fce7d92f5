"""Fold a text to the form the topic model reads, with a way back to the characters as written."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from records import Span
from vocab import simplify

_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class FoldedText:
    """A folded text; `places` holds, for each of its characters, where it starts and ends in the text as written."""

    text: str
    places: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> Span:
        """The place in the text as written of the folded characters from `start` up to `end`, at least one."""
        return Span(start=self.places[start][0], end=self.places[end - 1][1])


def fold_text(text: str) -> str:
    """Give the text in simplified characters, narrow and small letters, without white space, each number as one 0.

    No number can enter a model: a phone number and a house number are the same 0.
    """
    narrow = "".join(map(_fold_character, simplify(text)))
    return _DIGITS.sub("0", _SPACE.sub("", narrow))


def fold_with_places(text: str) -> FoldedText:
    """Fold as `fold_text` does, and keep where each character stood."""
    characters: list[str] = []
    places: list[tuple[int, int]] = []
    for place, character in enumerate(map(_fold_character, simplify(text))):
        if character.isspace():
            continue
        if _DIGITS.match(character):
            if characters and characters[-1] == "0":
                places[-1] = (places[-1][0], place + 1)
                continue
            character = "0"  # noqa: PLW2901 (the number stands for itself from here on)
        characters.append(character)
        places.append((place, place + 1))
    return FoldedText("".join(characters), tuple(places))


def cut_out(text: str, words: str) -> str:
    """Give the folded text without the first stand of the folded words; unchanged where they do not stand."""
    return text.replace(words, "", 1) if words else text


def keep_words(words: Iterable[str]) -> list[str]:
    """The words that hold a letter, a digit or a Han character."""
    return [word for word in words if word.isalnum() or any(character.isalnum() for character in word)]


def _fold_character(character: str) -> str:
    if "\u4e00" <= character <= "\u9fff":
        return character
    narrow = unicodedata.normalize("NFKC", character).lower()
    return narrow if len(narrow) == 1 else character
