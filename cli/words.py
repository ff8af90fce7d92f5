"""What people read for codes: names of answers, units and fields, sentences of doubts."""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from cli.texts import LANG
from cli.visible import show_visible

if TYPE_CHECKING:
    from vocab import Vocabulary

NAMED = ("petition", "matter_class", "channel", "urgency", "unit", "status", "channel_in")
"""Fields whose values are codes with a name."""

MARKS = {"zh": "、", "en": ", "}


@cache
def vocabulary() -> "Vocabulary":
    """The vocabulary, loaded when the first word of it is asked for."""
    from vocab import load_vocabulary

    return load_vocabulary()


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
    if field == "co_units":
        field = "unit"
    return vocabulary().label(field, str(value), LANG) if field in NAMED else show_visible(str(value))


def tell_doubts(codes: Iterable[str]) -> str:
    """A sentence for each doubt, one a line; the bare code where the vocabulary has none."""
    known = vocabulary().codes
    return "\n".join(known[code].text(LANG) if code in known else code for code in codes)
