"""What tells likeness, taken from a reading as it is stored.

The reading is not built whole: a lookup takes a dozen of them, and the boxes of all lines are of no use to it.
"""

import json
from typing import Any

from records import FieldName, LetterFacts, Reading


def facts_of_body(body: str) -> LetterFacts:
    """The facts of a stored reading."""
    reading: dict[str, Any] = json.loads(body)
    lines = reading["letter"]["lines"]
    text = "".join((line["joint"] if number else "") + line["text"] for number, line in enumerate(lines))
    judged = next((one for one in reading["judgements"] if one["question"] == "topic"), None)
    return LetterFacts(
        text=text,
        names=_values(reading, "name"),
        phones=_values(reading, "phone"),
        id_nos=_values(reading, "id_no"),
        place_codes=_values(reading, "place_code"),
        paper_nos=_values(reading, "paper_no"),
        topic=_best(judged) if judged else None,
    )


def facts_of_reading(reading: Reading) -> LetterFacts:
    """The same of a reading in memory."""
    judged = reading.judgement("topic")
    topic = None
    if judged is not None:
        topic = judged.answer if judged.answer is not None else next((one.answer for one in judged.runners_up), None)

    def values(field: FieldName) -> tuple[str, ...]:
        return tuple(filter(None, reading.values(field)))

    return LetterFacts(
        text=reading.letter.text,
        names=values("name"),
        phones=values("phone"),
        id_nos=values("id_no"),
        place_codes=values("place_code"),
        paper_nos=values("paper_no"),
        topic=topic,
    )


def _values(reading: dict[str, Any], field: str) -> tuple[str, ...]:
    found = (finding["value"] for finding in reading["findings"] if finding["field"] == field)
    return tuple(dict.fromkeys(value for value in found if value))


def _best(judgement: dict[str, Any]) -> str | None:
    if judgement["answer"] is not None:
        return str(judgement["answer"])
    return str(judgement["runners_up"][0]["answer"]) if judgement["runners_up"] else None
