"""Fold a text to the form the topic model reads, with a way back to the characters as written."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from records import Span
from vocab import simplify

_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"[\s\0]+")
"""U+0000 is read as white space: where n-grams are counted it stands for no character."""
WORD_SPACE = " "
"""What is left between two words of an alphabet, however much white space parts them."""
FIRST_EAST_ASIAN = "\u2e80"
"""From the radicals on (U+2E80) stand the scripts that part no words."""


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

    No number can enter a model: a phone number and a house number are the same 0. Between two letters of an alphabet
    one space is kept: without it the words of other languages run together to one that no other letter holds.
    """
    narrow = "".join(map(_fold_character, simplify(text)))
    return _DIGITS.sub("0", _SPACE.sub(_part_words, narrow))


def fold_with_places(text: str) -> FoldedText:
    """Fold as `fold_text` does, and keep where each character stood."""
    characters: list[str] = []
    places: list[tuple[int, int]] = []
    since: int | None = None
    for place, character in enumerate(map(_fold_character, simplify(text))):
        if _SPACE.match(character):
            since = place if since is None else since
            continue
        if since is not None and characters and _is_of_alphabet(characters[-1]) and _is_of_alphabet(character):
            characters.append(WORD_SPACE)
            places.append((since, place))
        since = None
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


def _part_words(space: re.Match[str]) -> str:
    """What white space of a narrow text folds to."""
    start, end = space.span()
    inside = start > 0 and end < len(space.string)
    words = inside and _is_of_alphabet(space.string[start - 1]) and _is_of_alphabet(space.string[end])
    return WORD_SPACE if words else ""


def _is_of_alphabet(character: str) -> bool:
    """Whether white space beside the letter parts words."""
    return character.isalpha() and character < FIRST_EAST_ASIAN


def _fold_character(character: str) -> str:
    if "\u4e00" <= character <= "\u9fff":
        return character
    narrow = unicodedata.normalize("NFKC", character).lower()
    return narrow if len(narrow) == 1 else character
