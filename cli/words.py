"""What people read for codes: names of answers, units and fields, sentences of doubts."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from cli.texts import LANG
from cli.visible import show_visible

if TYPE_CHECKING:
    from vocab import Vocabulary

TABLES = "LAIXIN_VOCAB"
"""The variable of `Settings.vocab`."""

NAMED = (
    "petition", "urgency", "accusation", "litigation", "matter_class", "purpose", "channel", "legal_way", "level",
    "unit", "status", "channel_in", "matter_state", "sex", "repeat", "earlier_steps", "link_kind",
    "link_key", "campaign_kind", "campaign_list", "ground", "source",
    "clock", "clock_state", "clock_note",
)  # fmt: skip
"""Fields whose values are codes with a name."""

MARKS = {"zh": "、", "en": ", "}


def vocabulary() -> "Vocabulary":
    """The vocabulary with the office's own tables, loaded when the first word of it is asked for.

    Like the language its folder is the environment's: words are needed before and beside every command's settings.
    """
    from vocab import load_vocabulary

    folder = os.environ.get(TABLES)
    return load_vocabulary(Path(folder) if folder else None)


def name_field(field: str) -> str:
    """The name of a field or question."""
    return vocabulary().label(field, "", LANG)


def name_value(field: str, value: object) -> str:
    """A value as people read it: the name of a code, a list in one cell, yes or no; empty for nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return vocabulary().label("boolean", "true" if value else "false", LANG)
    if isinstance(value, list | tuple):
        return MARKS[LANG].join(name_value(field, item) for item in value)
    if field in ("co_units", "accused_units"):
        return MARKS[LANG].join(name_value("unit", code) for code in str(value).split())
    if field in ("territory", "place_code", "address_code"):
        return _name_division(str(value), coded=field != "territory")
    return vocabulary().label(field, str(value), LANG) if field in NAMED else show_visible(str(value))


def _name_division(code: str, *, coded: bool) -> str:
    """A division by its county and name, with its code where one reads that beside it; in English the code alone."""
    from ledger.exporting.words import Words

    name = Words(vocabulary(), LANG).division(code) or code
    return f"{name}（{code}）" if coded and name != code else name


def tell_doubts(codes: Iterable[str]) -> str:
    """A sentence for each doubt, one a line; the bare code where the vocabulary has none."""
    known = vocabulary().codes
    return "\n".join(known[code].text(LANG) if code in known else code for code in codes)
