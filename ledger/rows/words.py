"""The words of a case as a search looks into them, and the marks by which they are found.

Chinese is written without spaces, and a search must find a word of one character as well as one of ten. So every
character and every two characters that stand side by side are a mark; a word is looked up by its pairs, and what is
found is looked at again. Widths, cases and traditional characters are folded in both.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ledger.masking import PersonalWords
from ledger.masking.folding import fold
from records import CaseRecord, UsageError

OPEN: Final = "o"
"""Marks of words that everybody may search."""
PERSONAL: Final = "p"
"""Marks of names, numbers and addresses."""
CLOSED: Final = "c"
"""Marks of all words of restricted cases."""
MOST_WORDS = 10
LONGEST_WORD = 100
_MOST_GRAMS = 16
"""Marks that are looked up for a search; with so many hardly a case is left that does not hold the rest."""
_RUN = re.compile(r"[^\W_]+")
_PERSONAL_FIELDS: Final = (
    "names", "phones", "id_nos", "address", "address_normal", "employer", "accused", "accused_posts", "place",
    "letter_barcode", "paper_nos",
)  # fmt: skip


@dataclass(frozen=True)
class CaseWords:
    """The folded words of a case."""

    closed: bool
    words: str
    personal: str


def words_of(record: CaseRecord, hidden: PersonalWords) -> CaseWords:
    """The words of a record that is neither masked nor withheld; `hidden` are its personal words."""
    values = record.values
    texts = [record.text]
    texts += [part for part in (values.title, values.summary, *values.demands) if part and part not in record.text]
    whole = "\n".join(texts)
    personal = "\n".join(dict.fromkeys(_personal_texts(record)))
    if record.restricted:
        return CaseWords(closed=True, words=_keep(fold(whole)), personal=_keep(fold(personal)))
    masked = hidden.cover(whole)
    return CaseWords(closed=False, words=_keep(fold(masked)), personal=_keep(fold(personal)))


def marks_of_words(words: CaseWords) -> set[str]:
    """The marks by which the words of a case are found."""
    if words.closed:
        return {CLOSED + gram for gram in _grams(f"{words.words}\n{words.personal}")}
    told = _grams(words.words)
    return {OPEN + gram for gram in told} | {PERSONAL + gram for gram in _grams(words.personal) - told}


def read_query(query: str) -> tuple[str, ...]:
    """The words that a search asks for, folded; a case must hold them all. Marks part them, as spaces do.

    Raises UsageError: `search.words` when there are none, or more or longer ones than anybody asks for.
    """
    words = tuple(dict.fromkeys(_RUN.findall(fold(query))))
    if not words or len(words) > MOST_WORDS or max(map(len, words)) > LONGEST_WORD:
        raise UsageError("search.words")
    return words


def wanted_grams(words: Sequence[str], kinds: Sequence[str]) -> list[set[str]]:
    """The marks that a case with all the words bears, each in one of the kinds."""
    asked = list(dict.fromkeys(gram for word in words for gram in _grams_of_word(word)))
    return [{kind + gram for kind in kinds} for gram in asked[:_MOST_GRAMS]]


def _grams_of_word(word: str) -> Iterator[str]:
    """The pairs of a word; itself when it is one character."""
    if len(word) == 1:
        yield word
    else:
        yield from (word[at : at + 2] for at in range(len(word) - 1))


def _grams(text: str) -> set[str]:
    grams: set[str] = set(text)
    grams.update(map("".join, pairwise(text)))
    return {gram for gram in grams if gram.isalnum()}


def _personal_texts(record: CaseRecord) -> Iterator[str]:
    for field in _PERSONAL_FIELDS:
        value = getattr(record.values, field)
        if isinstance(value, str):
            yield value
        elif value:
            yield from value


def _keep(text: str) -> str:
    """PostgreSQL keeps no text with a zero byte in it."""
    return text.replace("\0", " ")
