"""From findings and judgements to the values of a case."""

from datetime import date

import pytest

from ledger.values import case_values, is_restricted
from records import Candidate, CaseValues, Finding, Judgement, Reading, Review, Span
from tests.ledger.letters import LATER, make_reading, make_scan


def with_findings(*findings: Finding) -> Reading:
    """A reading with these findings and no others."""
    return make_reading(make_scan()).model_copy(update={"findings": findings})


def found(field: str, value: str | None, *, doubt: str | None = None) -> Finding:
    """A finding at the start of the letter."""
    return Finding.model_validate(
        {"field": field, "value": value, "span": Span(start=0, end=1), "rule": "test", "doubt": doubt}
    )


def test_what_was_found_and_judged_becomes_the_values() -> None:
    assert case_values(make_reading(make_scan())) == CaseValues(
        addressee="市信访局领导",
        names=("林小川",),
        phones=("13800001234",),
        letter_date=date(2026, 11, 1),
        demands=("查清厂房排污一事",),
        summary="请求查清厂房排污一事。",
        topic="环境保护",
        matter_class="appeal",
        channel="administrative",
        unit="HBJ",
    )


def test_a_doubtful_finding_keeps_its_value() -> None:
    assert case_values(with_findings(found("id_no", "350000", doubt="id.checksum"))).id_nos == ("350000",)


def test_a_judgement_that_abstained_gives_no_value() -> None:
    assert case_values(make_reading(make_scan(), matter_class=None)).matter_class is None


def test_a_letter_without_a_name_is_anonymous() -> None:
    assert case_values(with_findings()).anonymous
    assert case_values(with_findings(found("name", None))).anonymous
    assert not case_values(with_findings(found("name", "林小川"))).anonymous


def test_many_values_come_once_each_in_the_order_found() -> None:
    values = case_values(with_findings(*(found("amount", value) for value in ("12000", "9.50", "12000"))))
    assert values.amounts == ("12000", "9.50")


def test_of_a_single_field_the_first_finding_counts() -> None:
    values = case_values(with_findings(found("title", None), found("title", "一"), found("title", "二")))
    assert values.title == "一"


@pytest.mark.parametrize("value", [None, "2026-11", "2026-02-30", "十一月"])
def test_a_date_that_names_no_day_is_not_made_one(value: str | None) -> None:
    assert case_values(with_findings(found("letter_date", value))).letter_date is None


def test_numbers_that_are_not_the_senders_stay_out_of_the_phones() -> None:
    assert case_values(with_findings(found("other_phone", "0596-1234567"))).phones == ()


def review(field: str, value: object) -> Review:
    """A person's decision."""
    return Review(case_no="x", field=field, machine_value=None, human_value=value, by="陈录入", at=LATER)


@pytest.mark.parametrize(
    ("matter_class", "channel", "best", "reviewed", "restricted"),
    [
        ("appeal", "administrative", "appeal", None, False),
        ("accusation", "administrative", "accusation", None, True),
        ("appeal", "discipline", "appeal", None, True),
        (None, "administrative", "accusation", None, True),  # unsure, but most likely one
        (None, "administrative", "appeal", None, False),
        (None, "administrative", "accusation", "appeal", False),
        ("appeal", "administrative", "appeal", "accusation", True),
        ("accusation", "administrative", "accusation", "appeal", False),
    ],
)
def test_accusations_are_restricted_until_a_person_decides_otherwise(
    matter_class: str | None, channel: str, best: str, reviewed: str | None, *, restricted: bool
) -> None:
    reading = make_reading(make_scan(), matter_class=matter_class, channel=channel, best=best)
    reviews = [review("matter_class", reviewed)] if reviewed else []
    values = case_values(reading).model_copy(update={"matter_class": reviewed or matter_class})
    assert is_restricted(reading, values, reviews) is restricted


def test_an_abstention_with_accusation_as_its_second_guess_restricts() -> None:
    guesses = (Candidate(answer="appeal", score=0.5), Candidate(answer="accusation", score=0.4))
    unsure = Judgement(question="matter_class", answer=None, score=0.5, runners_up=guesses, made_by="rules")
    reading = make_reading(make_scan()).model_copy(update={"judgements": (unsure,)})
    assert is_restricted(reading, case_values(reading), [])


def test_a_letter_that_was_not_judged_is_not_restricted() -> None:
    reading = make_reading(make_scan()).model_copy(update={"judgements": ()})
    assert not is_restricted(reading, case_values(reading), [])


def test_an_abstention_without_any_guess_is_not_restricted() -> None:
    unsure = Judgement(question="matter_class", answer=None, score=0, made_by="rules", doubt="matter-class.unsure")
    reading = make_reading(make_scan()).model_copy(update={"judgements": (unsure,)})
    assert not is_restricted(reading, case_values(reading), [])
