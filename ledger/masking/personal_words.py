"""What of a case belongs to persons, in the forms in which it may stand again in a free text."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.masking.folding import compact, find_words, fold, fold_digits
from ledger.masking.numbers_in_text import digits_of, mask_numbers
from ledger.masking.shapes import HIDDEN, mask_accused, mask_name, mask_number, name_at_end, township_end
from records import CaseRecord
from vocab import Vocabulary

_FIELDS: Final[Mapping[str, str]] = {
    "names": "name", "name": "name", "accused": "accused",
    "phones": "number", "phone": "number", "other_phone": "number", "id_nos": "number", "id_no": "number",
    "letter_barcode": "number", "paper_nos": "paper", "paper_no": "paper",
    "address": "address", "address_normal": "address", "employer": "employer", "birth_date": "birth",
}  # fmt: skip
"""The fields of values, evidence and reviews whose words belong to persons, and how each kind is looked for again."""
_SHORTEST_NUMBER = 5
_SHORTEST_EMPLOYER = 5
_FULL_NAME = 3
_NEIGHBOURHOOD = re.compile(
    r"^[\u3400-\u9fff]{1,8}?(?:自然村|村民小组|村委会|社区|小区|花园|新村|家园|村|社|组|路|街|巷|厝)"
)

_RUNNING = re.compile(r"[0-9０-９]+(?![0-9０-９]*[〕）)\]】年])")
"""The figures of a paper's number but for its year."""


@dataclass(frozen=True)
class PersonalWords:
    """The personal words of a case: compact words, and numbers by their figures, each with its mask."""

    words: Mapping[str, str]
    numbers: Mapping[str, str]
    vocabulary: Vocabulary

    def cover(self, text: str) -> str:
        """The text with every personal word in it masked, and every number that may be a person's."""
        folded = fold(text)
        found = [(start, end, self.words[word]) for start, end, word in find_words(folded, iter(self.words))]
        if self.numbers:
            figures = find_words(fold_digits(folded), iter(self.numbers))
            found += [(start, end, self.numbers[number]) for start, end, number in figures]
        return mask_numbers(_replace(text, found)) or ""


def personal_words(record: CaseRecord, vocabulary: Vocabulary) -> PersonalWords:
    """Every personal value of a case: current ones, those the letter was read with, and those people put over them."""
    words: dict[str, str] = {}
    numbers: dict[str, str] = {}
    for kind, value in dict.fromkeys(_stated(record)):
        if "*" in value:
            continue  # it is masked already
        if kind == "number":
            figures = digits_of(value)
            if len(figures) >= _SHORTEST_NUMBER:
                numbers[figures] = mask_number(value)
            continue
        for word, mask in _forms(kind, value, vocabulary):
            words.setdefault(compact(fold(word)), mask)
    return PersonalWords({word: mask for word, mask in words.items() if len(word) > 1}, numbers, vocabulary)


def _stated(record: CaseRecord) -> Iterator[tuple[str, str]]:
    for field, kind in _FIELDS.items():
        yield from ((kind, text) for text in _texts(getattr(record.values, field, None)))
    for entry in record.evidence:
        if entry.field in _FIELDS:
            read = (entry.value, entry.words, entry.second, *entry.proposals)
            yield from ((_FIELDS[entry.field], text) for text in read if text)
    for review in record.reviews:
        if review.field in _FIELDS:
            given = (*_texts(review.machine_value), *_texts(review.human_value))
            yield from ((_FIELDS[review.field], text) for text in given)


def _texts(value: object) -> Iterator[str]:
    """The texts of a value: one, several or none."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, date):
        yield value.isoformat()
    elif isinstance(value, Iterable):
        yield from (item for item in value if isinstance(item, str))


def _forms(kind: str, value: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """The words by which a value may stand again, each with what stands in its place."""
    shown = mask_accused(value, vocabulary) if kind == "accused" else ""
    if kind == "name" or shown not in ("", value, HIDDEN):
        yield from _name_forms(value, vocabulary)
    elif shown == HIDDEN:
        yield value, HIDDEN
        if name := name_at_end(value, vocabulary):
            yield from _name_forms(name, vocabulary)
    elif kind == "address":
        yield from _address_forms(value, vocabulary)
    elif kind == "paper":
        yield value, mask_paper(value)
    elif kind == "birth":
        yield from _day_forms(value)
    elif kind == "employer" and len(value) >= _SHORTEST_EMPLOYER:
        yield value, HIDDEN


def _name_forms(value: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """The whole name, and a given name of two characters by itself."""
    masked = mask_name(value, vocabulary)
    yield value, masked
    bare = "".join(value.split())
    kept = len(masked.rstrip("*"))
    if len(bare) >= _FULL_NAME and len(bare) - kept > 1:
        yield bare[kept:], "*" * (len(bare) - kept)


def _address_forms(value: str, vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    below = value[township_end(value, vocabulary) :].strip(" ，,。；;、")
    yield below, HIDDEN
    named = _NEIGHBOURHOOD.match(fold(below))
    if named:
        yield below[: named.end()], HIDDEN


def _day_forms(value: str) -> Iterator[tuple[str, str]]:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        yield value, HIDDEN
        return
    yield f"{day:%Y%m%d}", HIDDEN
    yield f"{day.year}.{day.month}.{day.day}", HIDDEN
    for month, number in ((f"{day.month}", f"{day.day}"), (f"{day:%m}", f"{day:%d}")):
        yield f"{day.year}年{month}月{number}日", f"{day.year}年"


def mask_paper(number: str) -> str:
    """The number of a paper with its running number hidden; its year and its kind stay."""
    return _RUNNING.sub("*", number) if _RUNNING.search(number) or "*" in number else HIDDEN


def _replace(text: str, found: Iterable[tuple[int, int, str]]) -> str:
    """The text with each place replaced; of places that overlap the one that begins first, the longer before."""
    pieces, at = [], 0
    for start, end, mask in sorted(found, key=lambda place: (place[0], -place[1])):
        if start >= at:
            pieces += [text[at:start], mask]
            at = end
        elif end > at:
            pieces.append(HIDDEN)
            at = end
    return "".join([*pieces, text[at:]])
