"""Find the authorities that a letter names."""

from extractors.fields.sheets import Sheet
from records import Finding
from vocab import Vocabulary

_SURENESS = {"unit.name": 0.95, "unit.alias": 0.85}
"""How often a name stands for the unit: an alias may be a common word too."""


def find_named_units(sheet: Sheet, *, vocabulary: Vocabulary) -> tuple[Finding, ...]:
    """Find each mention of an authority of the table, by its name or an old or short one, as unit codes."""
    found = []
    for start, end, unit in vocabulary.find_units(sheet.text):
        rule = "unit.name" if sheet.text[start:end] == unit.name else "unit.alias"
        found.append(sheet.finding("unit_named", unit.code, (start, end), rule=rule, sureness=_SURENESS[rule]))
    return tuple(found)
