"""Confirmed as it is: a person saw what was read and changes nothing."""

import pytest

from ledger import Ledger
from ledger.blind import BlindShare
from records import UNCONFIRMED, UsageError
from tests.ledger.back_door import BackDoor
from tests.ledger.letters import LATER, make_reading, make_scan, make_source
from tests.ledger.life.walking import WHO, day, take


def record(ledger: Ledger, *, blind: bool = False, **values: str) -> str:
    """The number of a new case that nobody has confirmed."""
    scan = make_scan()
    ledger.take_in(scan, source=make_source())
    share = {"blind": BlindShare(1.0, b"k" * 32)} if blind else {}
    return ledger.record_case(make_reading(scan, **values), at=LATER, **share)


@pytest.mark.parametrize("values", [{}, {"matter_class": "accusation", "channel": "discipline"}])
def test_a_case_is_confirmed_as_it_is_and_goes_on(ledger: Ledger, values: dict[str, str]) -> None:
    case_no = record(ledger, **values)
    before = ledger.case(case_no, restricted=True)
    assert before.status in UNCONFIRMED
    assert [rule.kind for rule in ledger.possible_steps(case_no)] == ["confirm"]
    assert take(ledger, case_no, "confirm").after == "confirmed"
    after = ledger.case(case_no, restricted=True)
    assert (after.values, after.restricted, after.reviews) == (before.values, before.restricted, ())
    assert take(ledger, case_no, "pass-discipline" if values else "forward", 1).before == "confirmed"
    assert ledger.verify_chain() == []


def test_what_is_confirmed_is_not_confirmed_again(ledger: Ledger) -> None:
    case_no = record(ledger)
    take(ledger, case_no, "confirm")
    with pytest.raises(UsageError) as error:
        take(ledger, case_no, "confirm")
    assert error.value.code == "step.illegal"


def test_a_case_that_waits_for_its_blind_answer_is_not_confirmed(ledger: Ledger) -> None:
    case_no = record(ledger, blind=True)
    with pytest.raises(UsageError) as error:
        take(ledger, case_no, "confirm")
    assert error.value.code == "step.blind"
    assert ledger.steps(case_no) == ()


def test_a_confirmation_taken_back_leads_back_and_a_review_confirms_again(ledger: Ledger) -> None:
    case_no = record(ledger)
    status = ledger.case(case_no).status
    take(ledger, case_no, "confirm")
    take(ledger, case_no, "withdraw")
    assert ledger.case(case_no).status == status
    assert ledger.verify_chain() == []
    ledger.review(case_no, "urgency", "ordinary", by=WHO, note="", at=LATER)
    assert ledger.case(case_no).status == "confirmed"
    assert take(ledger, case_no, "forward", 1).after == "forwarded"
    assert ledger.verify_chain() == []


def test_only_readings_and_reviews_move_a_case_past_its_steps(ledger: Ledger, back_door: BackDoor) -> None:
    case_no = record(ledger)
    take(ledger, case_no, "confirm")
    take(ledger, case_no, "withdraw")
    back_door.unlock().execute("UPDATE cases SET status = 'closed'")
    assert any("stands at closed" in line for line in ledger.verify_chain())


def test_a_later_reading_leaves_a_confirmed_case_where_it_is(ledger: Ledger) -> None:
    case_no = record(ledger)
    take(ledger, case_no, "confirm")
    first = ledger.reading(case_no)
    newer = first.model_copy(update={"stamp": first.stamp.model_copy(update={"engine": "newer"})})
    before = len(ledger.history(case_no))
    assert ledger.record_case(newer, at=day(1)) == case_no
    assert len(ledger.history(case_no)) == before + 1, "it was read anew"
    assert ledger.case(case_no).status == "confirmed"
    assert ledger.verify_chain() == []


def test_what_was_done_on_paper_before_is_written_down_with_its_own_day(ledger: Ledger) -> None:
    case_no = record(ledger)
    take(ledger, case_no, "confirm", 5)
    step = ledger.take_step(case_no, "forward", by=WHO, at=day(5), on=day(1).date(), facts={"unit": "JYJ"})
    assert step.on == day(1).date()
    assert ledger.verify_chain() == []
