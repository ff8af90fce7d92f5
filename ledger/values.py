"""From a reading to the values of a case, and what follows from them: deadlines, status, restriction."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from pydantic import ValidationError

from ledger.clock import office_date
from records import CaseValues, Deadline, FieldName, Question, Reading, Review, UsageError

FORWARD_DAYS = 15
_LIKELIEST = 2
"""Guesses of a judgement that abstained which still restrict: the same two that keep a bureau from being proposed."""
_EMPTY: tuple[object, ...] = ("", [], ())
_RESTRICTING: tuple[tuple[Question, str], ...] = (("matter_class", "accusation"), ("channel", "discipline"))


def case_values(reading: Reading) -> CaseValues:
    """The machine's values: what was found and judged.

    A doubtful finding keeps its value, for the case tells the doubt beside it; a judgement that abstained
    has none. A letter without any name is anonymous.
    """
    names = reading.values("name")
    return CaseValues.model_validate(
        {
            "title": _first(reading, "title"),
            "addressee": _first(reading, "addressee"),
            "names": names,
            "anonymous": not names,
            "phones": reading.values("phone"),
            "id_nos": reading.values("id_no"),
            "address": _first(reading, "address"),
            "place": _first(reading, "place"),
            "place_code": _first(reading, "place_code"),
            "letter_date": _day(_first(reading, "letter_date")),
            "dates": reading.values("date"),
            "amounts": reading.values("amount"),
            "demands": reading.values("demand"),
            "summary": _first(reading, "summary"),
            "accused": reading.values("accused"),
            "petition": _answer(reading, "petition"),
            "topic": _answer(reading, "topic"),
            "topic2": _answer(reading, "topic2"),
            "matter_class": _answer(reading, "matter_class"),
            "channel": _answer(reading, "channel"),
            "unit": _answer(reading, "unit"),
            "urgency": _answer(reading, "urgency"),
            "postmark_date": _day(_first(reading, "postmark_date")),
            "letter_barcode": _first(reading, "letter_barcode"),
        }
    )


def reviewed_value(field: str, value: object) -> object:
    """The value of a field as a person gave it, in its type. Empty text means: the letter does not say.

    Raises UsageError for a field that a case does not have and for a value that the field cannot hold;
    the error names the field and never the value.
    """
    if field not in CaseValues.model_fields:
        raise UsageError("review.field", field)
    if value in _EMPTY:
        return CaseValues.model_fields[field].get_default()
    try:
        return getattr(CaseValues.model_validate({field: value}), field)
    except ValidationError:
        raise UsageError("review.value", field) from None


def overlay_reviews(machine: CaseValues, reviews: Iterable[Review]) -> CaseValues:
    """The current values: of each field the newest review, else the machine's value.

    When a person gave the names and nothing on anonymity, the one follows from the other.
    """
    decided = {review.field: review.human_value for review in reviews}
    if "names" in decided and "anonymous" not in decided:
        decided["anonymous"] = not decided["names"]
    return CaseValues.model_validate(machine.model_dump() | decided)


def is_restricted(reading: Reading, values: CaseValues, reviews: Iterable[Review]) -> bool:
    """Whether only named persons may see who wrote it: accusations, and matters for discipline inspection.

    Regulation on Petition Work (2022), article 30: accusation material must not reach the accused. So a
    judgement that abstained with such an answer among its two best guesses restricts too, until a person decides.
    """
    decided = {review.field for review in reviews}
    for question, answer in _RESTRICTING:
        if getattr(values, question) == answer:
            return True
        judgement = reading.judgement(question)
        if question in decided or judgement is None or judgement.answer is not None:
            continue
        if any(candidate.answer == answer for candidate in judgement.runners_up[:_LIKELIEST]):
            return True
    return False


def find_deadlines(received_at: datetime) -> tuple[Deadline, ...]:
    """The clocks that run from the day of receipt.

    Regulation on Petition Work (2022), article 22: forwarded within 15 days. Plain days are calendar days,
    for article 23 says working days where it means them; the day of receipt does not count (Civil Code, art. 201).
    """
    due = office_date(received_at) + timedelta(days=FORWARD_DAYS)
    return (Deadline(name="forward", due=due, basis="22"),)


def _first(reading: Reading, field: FieldName) -> str | None:
    return next(iter(reading.values(field)), None)


def _answer(reading: Reading, question: Question) -> str | None:
    judgement = reading.judgement(question)
    return judgement.answer if judgement else None


def _day(text: str | None) -> date | None:
    """The day that a text in ISO 8601 names; none when it names no day (a month alone, or none a calendar has)."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
