"""Read published case records of every age: what `laixin.case/1` ever looked like is readable for ever.

The rule of versions is written down in docs/record.md: within a major version fields are only added, each with a
default, so an older record is read as it stands and unknown fields of a newer one are passed over.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import ValidationError

from records.case import SCHEMA, CaseRecord
from records.errors import UsageError

_FAMILY: Final = SCHEMA.partition("/")[0]
_EXTRA, _UNKNOWN_CODE = "extra_forbidden", "literal_error"


def read_record(published: str | bytes | Mapping[str, Any]) -> CaseRecord:
    """The case record that a line of JSON, or what was parsed of one, holds.

    Fields that this version of the program does not know are passed over, at every depth.

    Raises:
        UsageError: `record.major` for a record of another major version or another kind, naming its schema;
            `record.newer` for a code that a newer version must have added, naming the fields; `record.invalid` for
            what is no such record. No error holds a value of a field but the schema.
    """
    content = _parse(published)
    _check_major(content.get("schema"))
    try:
        return CaseRecord.model_validate(content)
    except ValidationError as first:
        unknown = [error["loc"] for error in first.errors() if error["type"] == _EXTRA]
    kept = json.loads(json.dumps(content))  # a copy that may be pruned
    for place in unknown:
        _drop(kept, place)
    try:
        return CaseRecord.model_validate(kept)
    except ValidationError as error:
        wrong = {(_tell(one["loc"]), one["type"]) for one in error.errors()}
    newer = all(kind == _UNKNOWN_CODE for _, kind in wrong)
    raise UsageError("record.newer" if newer else "record.invalid", " ".join(sorted({place for place, _ in wrong})))


def _parse(published: str | bytes | Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(published, Mapping):
        return published
    try:
        content = json.loads(published)
    except (ValueError, RecursionError):
        raise UsageError("record.invalid") from None
    if not isinstance(content, dict):
        raise UsageError("record.invalid")
    return content


def _check_major(schema: object) -> None:
    """Refuse what is not of the family and major version that the program knows."""
    if schema != SCHEMA:
        shown = schema if isinstance(schema, str) and schema.startswith(f"{_FAMILY}/") else "?"
        raise UsageError("record.major", shown[: len(_FAMILY) + 8])


def _drop(content: object, place: tuple[int | str, ...]) -> None:
    """Take the field at a place out of a parsed record."""
    *way, last = place
    found: Any = content
    for key in way:
        found = found[key]
    found.pop(last)


def _tell(place: tuple[int | str, ...]) -> str:
    """A place without the numbers of items: `values.channel`."""
    return ".".join(key for key in place if isinstance(key, str))
