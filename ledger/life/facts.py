"""The facts of a step as they are kept: checked against the procedure's tables, in one form whoever gave them."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from records import UsageError
from records.base import mend_text, narrow_text
from vocab import Vocabulary
from vocab.procedure import FactKind, Procedure, StepKind
from vocab.tables import Unit

MOST_CHARACTERS: Final = 4000
"""As long as the content of a case may be in the exchange of petition offices."""
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_OF_PLACE = re.compile("(?:.{1,6}(?:省|市|县|区)|省|市|县|区|市委|县委|区委)")
_BETWEEN = re.compile(r"[\s、,，;；]+")


def read_facts(
    given: Mapping[str, str], step: StepKind, *, procedure: Procedure, vocabulary: Vocabulary
) -> dict[str, str]:
    """The facts of a step in their standard form: ISO dates, unit codes, codes of answers, lists with blanks between.

    Names of units and answers, in either language, become their codes. Empty facts are left out. What the step needs
    is not asked here.

    Raises:
        UsageError: `step.fact` for a fact that such a step does not hold, `step.value` for one that is not what the
            tables say. The error names facts alone, no value.
    """
    found = {}
    for key, value in given.items():
        text = str(mend_text(value)).strip()
        if key not in step.facts or key not in procedure.facts:
            raise UsageError("step.fact", f"{step.kind} {key}")
        if text:
            found[key] = _read(procedure.facts[key], text, vocabulary)
    return found


def _read(fact: FactKind, text: str, vocabulary: Vocabulary) -> str:
    if len(text) > MOST_CHARACTERS:
        raise UsageError("step.value", fact.key)
    parts = [part for part in _BETWEEN.split(text) if part] if fact.type in ("codes", "units") else [text]
    return " ".join(dict.fromkeys(_read_one(fact, part, vocabulary) for part in parts))


def _read_one(fact: FactKind, text: str, vocabulary: Vocabulary) -> str:
    match fact.type:
        case "date":
            return _day(fact, text)
        case "number":
            return _number(fact, text)
        case "code" | "codes" | "words":
            return _answer(fact, text, vocabulary)
        case "unit" | "units":
            return _unit(fact.key, text, vocabulary)
        case "case" | "campaign":
            return narrow_text(text)
        case _:
            return text


def _unit(key: str, text: str, vocabulary: Vocabulary) -> str:
    """A unit as typed or else in ordinary width: a name of the table may itself have full-width brackets."""
    try:
        return find_unit(key, text, vocabulary)
    except UsageError:
        return find_unit(key, narrow_text(text), vocabulary)


def find_unit(key: str, given: str, vocabulary: Vocabulary) -> str:
    """The code of the unit in being that a code or a name, also an old one, leads to.

    Raises UsageError `step.value` naming the fact when there is none.
    """
    named = [
        unit
        for unit in vocabulary.units.values()
        if given.upper() == unit.code or given == unit.name or given in (*unit.aliases, *unit.successor_of)
    ]
    if not named:
        named = _ending(given, vocabulary)
    if not named:
        raise UsageError("step.value", key)
    named.sort(key=lambda unit: (given not in (unit.code, unit.name), not unit.in_force(vocabulary.day)))
    return vocabulary.current_unit(named[0].code).code


def _ending(given: str, vocabulary: Vocabulary) -> list[Unit]:
    """The unit whose name a fuller name ends with, as 市教育局 and 龙海区教育局 do; none when it may be several."""
    found = vocabulary.find_units(given)
    units = {unit.code: unit for start, end, unit in found if end == len(given) and _OF_PLACE.fullmatch(given[:start])}
    return list(units.values()) if len(units) == 1 else []


def parse_day(text: str) -> date:
    """A day as people write it, in either width: 2026-01-05, 2026/1/5, 2026年1月5日. Raises ValueError for none."""
    text = narrow_text(text)
    match = _DAY.fullmatch(text)
    return date(*map(int, match.groups())) if match else date.fromisoformat(text)


def _day(fact: FactKind, text: str) -> str:
    try:
        return parse_day(text).isoformat()
    except ValueError:
        raise UsageError("step.value", fact.key) from None


def _number(fact: FactKind, text: str) -> str:
    digits = narrow_text(text).removesuffix("日").removesuffix("天").strip()
    if not (digits.isascii() and digits.isdecimal() and fact.least <= int(digits) <= fact.most):
        raise UsageError("step.value", fact.key)
    return str(int(digits))


def _answer(fact: FactKind, text: str, vocabulary: Vocabulary) -> str:
    wanted = narrow_text(text).casefold()
    for code in fact.answers:
        label = vocabulary.labels.get((fact.key, code))
        names = (code, label.zh, label.en) if label else (code,)
        if wanted in (narrow_text(name).casefold() for name in names):
            return code
    if fact.type != "words":
        raise UsageError("step.value", fact.key)
    return text
