"""Matters of a case: proposed by the machine, confirmed or rejected by a person, and withheld where the case is."""

import pytest

from ledger import Ledger
from records import Judgement, Matter, Reading, Span, UsageError
from tests.ledger.letters import LATER, make_reading, make_scan, make_source


def with_matters(reading: Reading, *, second_class: str = "appeal") -> Reading:
    """The reading with two matters: the salutation's line, and the demand's."""
    text = reading.letter.text
    at = text.index("请求")

    def judged(unit: str, matter_class: str) -> tuple[Judgement, ...]:
        return (
            Judgement(question="unit", answer=unit, score=0.9, made_by="rules"),
            Judgement(question="matter_class", answer=matter_class, score=0.9, made_by="rules"),
        )

    return reading.model_copy(
        update={
            "matters": (
                Matter(number=1, spans=(Span(start=0, end=at),), judgements=judged("STHJJ", "appeal")),
                Matter(
                    number=2,
                    spans=(Span(start=at, end=at + 11),),
                    demands=("查清厂房排污一事",),
                    place_code="350602",
                    judgements=judged("RSJ", second_class),
                ),
            )
        }
    )


@pytest.fixture
def case_no(ledger: Ledger) -> str:
    scan = make_scan()
    ledger.take_in(scan, source=make_source())
    return ledger.record_case(with_matters(make_reading(scan)), at=LATER)


def states(ledger: Ledger, case_no: str) -> list[str]:
    return [matter.state for matter in ledger.case(case_no).matters]


def test_matters_are_proposed_each_with_words_boxes_demands_and_clocks(ledger: Ledger, case_no: str) -> None:
    record = ledger.case(case_no)
    assert record.values.matters == ()
    assert "matters.several" in record.doubts
    first, second = record.matters
    assert (first.state, second.state) == ("proposed", "proposed")
    assert second.words == ("请求查清厂房排污一事。",)
    assert second.demands == ("查清厂房排污一事",)
    assert second.boxes
    assert [judgement.answer for judgement in second.judgements] == ["RSJ", "appeal"]
    assert [deadline.name for deadline in second.deadlines] == ["forward"]


def test_a_person_confirms_some_and_rejects_the_others(ledger: Ledger, case_no: str) -> None:
    ledger.review(case_no, "matters", ["2"], by="陈录入", note="", at=LATER)
    assert states(ledger, case_no) == ["rejected", "confirmed"]
    assert ledger.case(case_no).values.matters == ("2",)


def test_an_empty_list_rejects_them_all_and_the_newest_word_counts(ledger: Ledger, case_no: str) -> None:
    ledger.review(case_no, "matters", ["1", "2"], by="陈录入", note="", at=LATER)
    ledger.review(case_no, "matters", [], by="陈录入", note="是一件事", at=LATER)
    assert states(ledger, case_no) == ["rejected", "rejected"]


@pytest.mark.parametrize("numbers", [["3"], ["1", "3"], ["一"], ["0"]])
def test_a_matter_that_the_letter_does_not_have_is_refused(ledger: Ledger, case_no: str, numbers: list[str]) -> None:
    with pytest.raises(UsageError, match="matters"):
        ledger.review(case_no, "matters", numbers, by="陈录入", note="", at=LATER)
    assert states(ledger, case_no) == ["proposed", "proposed"]


def test_a_letter_of_one_matter_has_none_apart(ledger: Ledger) -> None:
    scan = make_scan("two")
    ledger.take_in(scan, source=make_source(2))
    record = ledger.case(ledger.record_case(make_reading(scan), at=LATER))
    assert record.matters == ()
    assert "matters.several" not in record.doubts


def test_one_accusing_matter_restricts_the_case_and_none_of_its_words_are_told(ledger: Ledger) -> None:
    scan = make_scan("three")
    ledger.take_in(scan, source=make_source(3))
    case_no = ledger.record_case(with_matters(make_reading(scan), second_class="accusation"), at=LATER)
    record = ledger.case(case_no)
    assert record.restricted
    assert record.matters == ()
    assert "排污" not in record.model_dump_json()
    assert ledger.case(case_no, restricted=True).matters[1].words == ("请求查清厂房排污一事。",)
