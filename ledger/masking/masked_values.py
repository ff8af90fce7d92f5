"""The values of a case as they may leave the office."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from ledger.masking.personal_words import PersonalWords, mask_paper
from ledger.masking.shapes import HIDDEN, mask_accused, mask_name, mask_number, to_township
from records import CaseValues

CODES: Final = frozenset(
    {
        "anonymous", "petition", "topic", "topic2", "matter_class", "purpose", "channel", "unit", "co_units",
        "urgency", "legal_way", "territory", "level", "sex", "signatory_count", "concerned_count", "accused_units",
        "repeat", "matters", "source",
    }
)  # fmt: skip
"""Values that are codes, classes and counts."""
KEPT: Final = CODES | {"letter_date", "postmark_date", "age"}
"""Values that are shown as they are. One that is added later is hidden until someone decides."""
_TOWNSHIP_CODE = 9
_FIGURE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,4})?")

Mask = Callable[[Any, PersonalWords], Any]


def _each(mask: Callable[[str, PersonalWords], str]) -> Mask:
    return lambda values, words: tuple(mask(value, words) for value in values)


def _covered(value: str | None, words: PersonalWords) -> str | None:
    return words.cover(value) if value else value


def _place(value: str | None, words: PersonalWords) -> str | None:
    return words.cover(to_township(value, words.vocabulary)) if value else value


def cut_code(value: str | None, _: PersonalWords | None = None) -> str | None:
    """A division's code down to the township."""
    return value[:_TOWNSHIP_CODE] if value else value


def _figure(value: str, _: PersonalWords) -> str:
    """A figure as it is; a person may have typed something else where one belongs."""
    return value if _FIGURE.fullmatch(value) else HIDDEN


MASKS: Final[Mapping[str, Mask]] = {
    "title": _covered,
    "addressee": _covered,
    "summary": _covered,
    "demands": _each(lambda value, words: words.cover(value)),
    "names": _each(lambda value, words: mask_name(value, words.vocabulary)),
    "phones": _each(lambda value, _: mask_number(value)),
    "id_nos": _each(lambda value, _: mask_number(value)),
    "letter_barcode": lambda value, _: mask_number(value) if value else value,
    "paper_nos": _each(lambda value, _: mask_paper(value)),
    "address": _place,
    "address_normal": _place,
    "address_code": cut_code,
    "place": _place,
    "place_code": cut_code,
    "employer": lambda value, _: HIDDEN if value else value,
    "accused": _each(lambda value, words: words.cover(mask_accused(value, words.vocabulary))),
    "accused_posts": _each(lambda value, words: words.cover(value)),
    "topic3": _covered,
    "earlier_steps": _each(lambda value, words: words.cover(value)),
    "amounts": _each(_figure),
    "areas": _each(_figure),
    "dates": _each(lambda value, words: words.cover(value)),
}
"""How each other value is masked; the day of birth is left out, the age tells enough."""
_DEFAULTS: Final = CaseValues().__dict__


def mask_values(values: CaseValues, words: PersonalWords) -> CaseValues:
    """The values masked: known ones by their table, those that it does not name left out."""
    changed: dict[str, Any] = {}
    for field, value in values:
        if field in KEPT or value == _DEFAULTS[field]:
            continue
        mask = MASKS.get(field)
        changed[field] = mask(value, words) if mask else _DEFAULTS[field]
    return values.model_copy(update=changed)
