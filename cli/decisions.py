"""What a person decided, from `--set FIELD=VALUE` to values that the ledger takes."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, get_origin

from records import CaseValues, UsageError

if TYPE_CHECKING:
    from vocab import Vocabulary

Value = str | list[str]
BETWEEN = re.compile("[、;；]")
"""Marks between the items of a list. A comma is none: it stands inside demands."""

CODED = (
    "petition", "matter_class", "purpose", "channel", "legal_way", "level", "urgency", "sex", "repeat",
    "earlier_steps", "status", "source",
)  # fmt: skip


def read_decisions(changes: Iterable[str], vocabulary: "Vocabulary") -> dict[str, Value]:
    """The value of each field named. All are checked before any is given on: half a review is none.

    Names of fields, units and answers become their codes. Empty means: the letter does not say.

    Raises:
        UsageError: `review.form`, `review.field`, `review.twice` or `review.value`, naming the field alone.
    """
    decisions: dict[str, Value] = {}
    for change in changes:
        field, mark, given = change.partition("=")
        field = _find_field(field.strip(), vocabulary)
        if not mark:
            raise UsageError("review.form")
        if field not in CaseValues.model_fields:
            raise UsageError("review.field", field)
        if _is_list(field):
            items = [find_code(field, item.strip(), vocabulary) for item in BETWEEN.split(given) if item.strip()]
            decisions[field] = [*decisions.get(field, []), *items]
        elif field in decisions:
            raise UsageError("review.twice", field)
        else:
            decisions[field] = find_code(field, given.strip(), vocabulary)
    _check(decisions, vocabulary)
    return decisions


def _find_field(given: str, vocabulary: "Vocabulary") -> str:
    """The field of this name in either language; what names none stays as given."""
    for field in CaseValues.model_fields:
        names = (vocabulary.label(field, "", "zh"), vocabulary.label(field, "", "en").casefold())
        if given.casefold() in names:
            return field
    return given


def _is_list(field: str) -> bool:
    return get_origin(CaseValues.model_fields[field].annotation) is tuple


def find_code(field: str, given: str, vocabulary: "Vocabulary") -> str:
    """The code of an answer given by name; what has no codes stays as given."""
    if not given:
        return ""
    if field in ("unit", "co_units", "accused_units"):
        return _find_unit(field, given, vocabulary)
    if field in ("territory", "place_code", "address_code"):
        return _find_division(field, given, vocabulary)
    question = "boolean" if field == "anonymous" else field
    if field in CODED or field == "anonymous":
        for label in vocabulary.labels.values():
            if label.question == question and label.code and given.casefold() in (label.zh, label.en.casefold()):
                return label.code
    return given


def _find_division(field: str, given: str, vocabulary: "Vocabulary") -> str:
    """The code of the division that a code or a name, also an old one, leads to; of several names the last."""
    found = vocabulary.division_by_code.get(given) or next(
        (row for *_, row in reversed(vocabulary.find_divisions(given)) if row.code), None
    )
    if found is None or not found.code:
        raise UsageError("review.value", field)
    return found.code


def _find_unit(field: str, given: str, vocabulary: "Vocabulary") -> str:
    """The unit in being that a code or a name, also an old one, leads to."""
    named = [
        unit
        for unit in vocabulary.units.values()
        if given.upper() == unit.code or given == unit.name or given in (*unit.aliases, *unit.successor_of)
    ]
    if not named:
        raise UsageError("review.value", field)
    named.sort(key=lambda unit: (given not in (unit.code, unit.name), not unit.in_force(vocabulary.day)))
    return vocabulary.current_unit(named[0].code).code


def _check(decisions: dict[str, Value], vocabulary: "Vocabulary") -> None:
    from ledger.values import reviewed_value

    for field, value in decisions.items():
        reviewed_value(field, value)
    topic, topic2 = decisions.get("topic"), decisions.get("topic2")
    if topic and topic not in vocabulary.level1:
        raise UsageError("review.value", "topic")
    seconds = vocabulary.level2(str(topic)) if topic else {leaf.level2 for leaf in vocabulary.topics}
    if topic2 and topic2 not in seconds:
        raise UsageError("review.value", "topic2")
