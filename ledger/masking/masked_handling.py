"""How a case was handled, as it may leave the office: days, codes and the office's own names alone."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from ledger.masking.personal_words import PersonalWords
from records.handling import Handling

KEPT: Final = frozenset(
    {
        "way", "unit", "co_units", "forwarded_on", "report_due", "returned", "returned_on", "accepted_on",
        "notified_on", "notified_manner", "extended_on", "extended_days", "extended_until", "decided_on", "opinion",
        "delivered_on", "delivery_manner", "signed", "petitioner_view", "closed_on", "outcome", "satisfaction",
        "satisfaction_office", "instructions", "urged", "urged_on", "progress_on", "struck_off_on", "merged_into",
        "campaigns", "reopened",
    }
)  # fmt: skip
"""Days, codes, counts and numbers of cases. What stands neither here nor in `MASKED` is left out."""


def mask_handling(handling: Handling, words: PersonalWords) -> Handling:
    """The handling without what people wrote freely; the leader in charge stays, an office and not a private person."""
    changed: dict[str, Any] = {}
    for name, field in Handling.model_fields.items():
        value = getattr(handling, name)
        if name in KEPT or value is None:
            continue
        mask = MASKED.get(name)
        changed[name] = mask(value, words) if mask else field.get_default(call_default_factory=True)
    return handling.model_copy(update=changed)


def _cover(*fields: str) -> Callable[[Any, PersonalWords], Any]:
    """What masks the free words of some fields of a record."""
    return lambda record, words: record.model_copy(
        update={field: words.cover(getattr(record, field)) for field in fields if getattr(record, field)}
    )


_number = _cover("paper_no")
_visit = _cover("manner", "result")
MASKED: Final[Mapping[str, Callable[[Any, PersonalWords], Any]]] = {
    "paper_no": lambda value, words: words.cover(value),
    "archive_no": lambda value, words: words.cover(value),
    "review": _number,
    "re_review": _number,
    "leader": _cover("name", "post"),
    "visits": lambda visits, words: tuple(_visit(visit, words) for visit in visits),
}
"""What is shown with whatever of the case's persons stands in it masked: the office's own numbers and names."""
