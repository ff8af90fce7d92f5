"""From a reading to the values of a case, and what follows from them: status, restriction."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final

from pydantic import ValidationError

from records import CaseValues, FieldName, Judgement, Question, Reading, Review, UsageError

_EMPTY: tuple[object, ...] = ("", [], ())
RESTRICTING: Final[Mapping[str, str]] = {
    "matter_class": "accusation", "channel": "discipline", "purpose": "accusation",
}  # fmt: skip
"""The values that make a case a restricted one."""
_GUESSES: Final[tuple[tuple[Question, str, str], ...]] = (
    ("matter_class", "accusation", "matter_class"),
    ("channel", "discipline", "channel"),
    ("accusation", "yes", "matter_class"),
)
"""Judgements that restrict when they are given or likely, and the field on which a person's word ends that."""


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
            "address_code": _first(reading, "address_code"),
            "address_normal": _first(reading, "address_normal"),
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
            "topic3": _answer(reading, "topic3"),
            "purpose": _answer(reading, "purpose"),
            "legal_way": _answer(reading, "legal_way"),
            "territory": _answer(reading, "territory"),
            "level": _answer(reading, "level"),
            "co_units": tuple((_answer(reading, "co_units") or "").split()),
            "sex": _first(reading, "sex"),
            "age": _number(_first(reading, "age")),
            "birth_date": _day(_first(reading, "birth_date")),
            "employer": _first(reading, "employer"),
            "signatory_count": _number(_first(reading, "signatory_count")),
            "concerned_count": _number(_first(reading, "concerned_count")),
            "areas": reading.values("area"),
            "accused_posts": reading.values("accused_post"),
            "accused_units": reading.values("accused_unit"),
            "paper_nos": reading.values("paper_no"),
            "earlier_steps": reading.values("earlier_step"),
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


def is_restricted(
    reading: Reading, values: CaseValues, reviews: Iterable[Review], *, earlier: Iterable[Reading] = ()
) -> bool:
    """Whether only named persons may see who wrote it: accusations, and matters for discipline inspection.

    Regulation on Petition Work (2022), article 30: accusation material must not reach the accused. So a
    judgement that abstained with such an answer among its two best guesses restricts too, one on a single matter of
    the letter as well, and one of an `earlier` reading that a new model replaced: until a person decides.
    """
    decided = {review.field for review in reviews}
    if any(getattr(values, field) == answer for field, answer in RESTRICTING.items()):
        return True
    return any(_tells_of_accusation(one, decided) for one in (reading, *earlier))


def was_accusation(readings: Iterable[Reading], reviews: Iterable[Review]) -> bool:
    """Whether any reading or review ever called the letter an accusation.

    That a person took the word back shows the letter to all, but leads it to nobody whom it accuses: that takes a
    review of who is accused.
    """
    if any(RESTRICTING.get(review.field) == review.human_value for review in reviews if review.field in RESTRICTING):
        return True
    return any(_tells_of_accusation(reading, ()) for reading in readings)


def was_called_accusation(readings: Iterable[Reading], reviews: Iterable[Review]) -> bool:
    """Whether any reading or review ever gave the letter, or one of its matters, such a value; a guess is none."""
    if any(RESTRICTING.get(review.field) == review.human_value for review in reviews if review.field in RESTRICTING):
        return True
    told = {*RESTRICTING.items(), *((question, answer) for question, answer, _ in _GUESSES)}
    return any((one.question, one.answer) in told for reading in readings for one in _judged(reading))


def _judged(reading: Reading) -> list[Judgement]:
    """The judgements of a letter and of each of its matters."""
    return [*reading.judgements, *(judgement for matter in reading.matters for judgement in matter.judgements)]


def _tells_of_accusation(reading: Reading, decided: Collection[str]) -> bool:
    """Whether a reading called the letter, or one of its matters, an accusation, and no person said otherwise."""
    judged = _judged(reading)
    for question, answer, field in _GUESSES:
        if field not in decided and any(one.question == question and one.leans_to(answer) for one in judged):
            return True
    purposes = (one.answer for one in judged if one.question == "purpose")
    return "purpose" not in decided and RESTRICTING["purpose"] in purposes


def _first(reading: Reading, field: FieldName) -> str | None:
    return next(iter(reading.values(field)), None)


def _answer(reading: Reading, question: Question) -> str | None:
    judgement = reading.judgement(question)
    return judgement.answer if judgement else None


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isdecimal() else None


def _day(text: str | None) -> date | None:
    """The day that a text in ISO 8601 names; none when it names no day (a month alone, or none a calendar has)."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
