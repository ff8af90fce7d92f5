"""The rule of a campaign as it is typed: KEY=VALUE, lists with commas, names in place of codes."""

import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cli.decisions import find_code
from cli.words import vocabulary

if TYPE_CHECKING:
    from records import EntryRule

LISTS = {"topic": "topics", "unit": "units", "place": "territories", "class": "matter_classes", "status": "statuses"}
"""Keys that take several values."""
SINGLE = {
    "letters": "fewest_letters",
    "days": "oldest_days",
    "from": "received_from",
    "to": "received_to",
    "urgent": "urgent",
    "repeat": "repeated",
}
KEYS = (*LISTS, *SINGLE)
FIELDS = {"place": "territory", "class": "matter_class"}
"""Keys whose field bears another name."""
_TRUE = frozenset({"yes", "true", "1", "是"})


def read_rule(given: Iterable[str]) -> "EntryRule":
    """The rule that was typed. Raises UsageError `campaign.rule` for a key or a value that there is not."""
    from pydantic import ValidationError

    from records import EntryRule, UsageError

    found: dict[str, object] = {}
    for one in given:
        key, _, value = one.partition("=")
        if key in LISTS and value.strip():
            found[LISTS[key]] = tuple(_find_code(key, part.strip()) for part in value.split(",") if part.strip())
        elif key in ("urgent", "repeat"):
            found[SINGLE[key]] = value.strip().lower() in _TRUE
        elif key in SINGLE and value.strip():
            found[SINGLE[key]] = value.strip()
        else:
            raise UsageError("campaign.rule", key)
    try:
        return EntryRule.model_validate(found)
    except ValidationError as error:
        raise UsageError("campaign.rule", str(error.errors()[0]["loc"][0])) from None


def read_code(given: str) -> str:
    """The code of a campaign as it was typed: full-width characters and small letters will do."""
    return unicodedata.normalize("NFKC", given).strip().upper()


def _find_code(key: str, word: str) -> str:
    """The code that a word stands for: it is one itself, or the name of one."""
    from records import UsageError

    tables = vocabulary().on(datetime.now(UTC).date())
    field = FIELDS.get(key, key)
    try:
        code = find_code(field, word, tables)
    except UsageError:
        raise UsageError("campaign.rule", f"{key}={word}") from None
    known = tables.level1 if field == "topic" else [code for asked, code in tables.labels if asked == field]
    if field in ("topic", "matter_class", "status") and code not in known:
        raise UsageError("campaign.rule", f"{key}={word}")
    return code
