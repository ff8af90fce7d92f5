"""Like letters are linked, shown from both sides, counted, never merged, and tell nothing of a restricted one."""

from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from ledger import Ledger, dialects, withhold
from records import CaseRecord
from tests.ledger.back_door import BackDoor
from tests.ledger.letters import LATER, NOON, make_scan, make_source
from tests.ledger.like_letters import compare_by_words, make_letter, sign_by_words


def put(ledger: Ledger, number: int, words: str, phone: int = 0, *, matter_class: str = "appeal") -> str:
    """Record a letter; a phone of 0 is none. The higher its number, the later it came."""
    scan = make_scan(str(number), received_at=NOON + timedelta(minutes=number))
    ledger.take_in(scan, source=make_source(number))
    found = {"phone": str(phone)} if phone else {}
    reading = make_letter(scan, words, matter_class=matter_class, **found)
    numbers = (phone,) if phone else ()
    return ledger.record_case(reading, at=LATER, signature=sign_by_words(words, *numbers), compare=compare_by_words)


def seen(record: CaseRecord) -> list[tuple[str, str, bool]]:
    return [(link.case_no, link.kind, link.earlier) for link in record.links]


def test_a_letter_sent_twice_is_linked_from_both_sides(ledger: Ledger) -> None:
    first, second = put(ledger, 1, "河水发黑"), put(ledger, 2, "河水发黑")
    assert seen(ledger.case(first)) == [(second, "same-letter", False)]
    assert seen(ledger.case(second)) == [(first, "same-letter", True)]
    assert [ledger.case(number).values.repeat for number in (first, second)] == ["first", "repeat"]
    assert [ledger.case(number).cluster_size for number in (first, second)] == [2, 2]
    assert ledger.verify_chain() == []


def test_who_came_first_is_told_by_the_day_of_receipt_and_not_by_the_order_of_reading(ledger: Ledger) -> None:
    late, early = put(ledger, 9, "河水发黑"), put(ledger, 1, "河水发黑")
    assert [ledger.case(number).values.repeat for number in (late, early)] == ["repeat", "first"]


def test_one_sender_with_another_matter_is_linked_and_no_repetition(ledger: Ledger) -> None:
    first, second = put(ledger, 1, "河水发黑", 138), put(ledger, 2, "工资未付", 138)
    assert seen(ledger.case(second)) == [(first, "same-person", True)]
    assert ledger.case(second).values.repeat == "first"
    assert ledger.case(second).cluster_size == 1


def test_a_letter_like_no_other_is_a_first_one(ledger: Ledger) -> None:
    put(ledger, 1, "河水发黑")
    alone = ledger.case(put(ledger, 2, "工资未付"))
    assert (alone.links, alone.cluster_size, alone.values.repeat) == ((), 1, "first")


def test_a_letter_that_was_never_compared_proposes_nothing(ledger: Ledger) -> None:
    scan = make_scan("x")
    ledger.take_in(scan, source=make_source(5))
    case_no = ledger.record_case(make_letter(scan, "河水发黑"), at=LATER)
    assert ledger.case(case_no).values.repeat is None
    assert ledger.unlinked() == [case_no]
    ledger.link_letters(case_no, sign_by_words("河水发黑"), compare=compare_by_words, at=LATER)
    assert ledger.unlinked() == []
    assert ledger.case(case_no).values.repeat == "first"


def test_recording_a_reading_again_links_nothing_again(ledger: Ledger) -> None:
    first, second = put(ledger, 1, "河水发黑"), put(ledger, 2, "河水发黑")
    before = [ledger.history(number, restricted=True) for number in (first, second)]
    assert (put(ledger, 1, "河水发黑"), put(ledger, 2, "河水发黑")) == (first, second)
    assert [ledger.history(number, restricted=True) for number in (first, second)] == before
    assert ledger.case(first).cluster_size == 2


def test_a_campaign_is_one_cluster_with_its_size_and_every_letter_stays_a_case(ledger: Ledger) -> None:
    numbers = [put(ledger, number, "反对建站") for number in range(1, 101)]
    assert {ledger.case(number).cluster_size for number in numbers} == {100}
    assert len(set(numbers)) == 100
    assert all(len(ledger.case(number).links) <= 50 for number in numbers[:3])


def test_two_clusters_become_one_by_a_letter_that_is_like_both(ledger: Ledger, url: str) -> None:
    from ledger.clusters import join_letters

    numbers = [put(ledger, number, words) for number, words in enumerate(("甲乙", "甲乙", "丙丁", "丙丁", "丙丁"), 1)]
    assert [ledger.case(number).cluster_size for number in numbers] == [2, 2, 3, 3, 3]
    with ledger._writing() as session:
        join_letters(session, 1, 4)
        join_letters(session, 5, 2)
    assert {ledger.case(number).cluster_size for number in numbers} == {5}


def test_a_person_overrules_the_proposal_and_the_machines_value_stays(ledger: Ledger) -> None:
    put(ledger, 1, "河水发黑")
    second = put(ledger, 2, "河水发黑")
    review = ledger.review(second, "repeat", "first", by="陈录入", note="", at=LATER)
    assert (review.machine_value, review.human_value) == ("repeat", "first")
    assert ledger.case(second).values.repeat == "first"


def test_an_ordinary_case_looks_as_if_the_accusation_like_it_had_never_come(ledger: Ledger) -> None:
    secret = put(ledger, 1, "河水发黑", 138, matter_class="accusation")
    open_case = put(ledger, 2, "河水发黑", 138)
    record = ledger.case(open_case)
    assert (record.links, record.cluster_size, record.cluster_restricted) == ((), 1, 0)
    assert record.values.repeat == "first"
    assert secret not in record.model_dump_json()
    assert "letters.linked" not in [event.kind for event in ledger.history(open_case)]
    whole = ledger.case(open_case, restricted=True)
    assert (seen(whole), whole.cluster_size) == ([(secret, "same-letter", True)], 2)
    assert whole.values.repeat == "repeat"
    assert withhold(whole) == record


def test_a_review_of_an_open_case_tells_nothing_of_the_accusation_by_the_same_hand(ledger: Ledger) -> None:
    put(ledger, 1, "河水发黑", 138, matter_class="accusation")
    open_case = put(ledger, 2, "河水发黑", 138)
    review = ledger.review(open_case, "repeat", "first", by="陈录入", note="", at=LATER)
    assert review.machine_value == "first"
    assert [one.machine_value for one in ledger.case(open_case).reviews] == [None]


def test_what_was_proposed_before_the_letter_like_it_was_restricted_is_withheld(ledger: Ledger) -> None:
    first, second = put(ledger, 1, "河水发黑"), put(ledger, 2, "河水发黑")
    ledger.review(second, "repeat", "repeat", by="陈录入", note="", at=LATER)
    ledger.review(first, "matter_class", "accusation", by="陈录入", note="", at=LATER)
    assert [one.machine_value for one in ledger.case(second).reviews] == [None]
    assert [one.machine_value for one in ledger.case(second, restricted=True).reviews] == ["repeat"]


def test_an_accusation_shows_no_link_to_who_is_not_entitled(ledger: Ledger) -> None:
    open_case = put(ledger, 1, "河水发黑", 138)
    secret = put(ledger, 2, "河水发黑", 138, matter_class="accusation")
    record = ledger.case(secret)
    assert (record.links, record.cluster_size, record.values.repeat) == ((), 1, None)
    assert open_case not in record.model_dump_json()
    assert "letters.linked" not in [event.kind for event in ledger.history(secret)]


def test_a_case_that_a_person_calls_an_accusation_leaves_the_links_of_others(ledger: Ledger) -> None:
    first, second, third = (put(ledger, number, "河水发黑") for number in (1, 2, 3))
    ledger.review(first, "matter_class", "accusation", by="陈录入", note="", at=LATER)
    assert [link.case_no for link in ledger.case(third).links] == [second]
    assert ledger.case(third).cluster_size == 2
    ledger.review(first, "matter_class", "appeal", by="陈录入", note="并非检举", at=LATER)
    assert ledger.case(third).cluster_size == 3


def test_events_tell_no_case_that_is_linked(ledger: Ledger) -> None:
    first, second = put(ledger, 1, "河水发黑"), put(ledger, 2, "河水发黑")
    (event,) = [event for event in ledger.history(second) if event.kind == "letters.linked"]
    assert set(event.data) == {"sha256"}
    assert first not in event.model_dump_json()


@pytest.mark.parametrize("edit", ["UPDATE links SET other_no = case_no", "DELETE FROM links"])
def test_a_link_that_was_changed_by_force_is_found(ledger: Ledger, back_door: BackDoor, edit: str) -> None:
    put(ledger, 1, "河水发黑"), put(ledger, 2, "河水发黑")
    back_door.unlock().execute(edit)
    assert any("links of" in line for line in ledger.verify_chain())


def test_the_database_refuses_to_change_a_link(ledger: Ledger, url: str) -> None:
    put(ledger, 1, "河水发黑"), put(ledger, 2, "河水发黑")
    engine = dialects.make_engine(url)
    with pytest.raises(Exception, match="append-only"), engine.begin() as connection:
        connection.execute(sql("UPDATE links SET case_no = other_no"))
    engine.dispose()


def test_after_the_secret_changed_every_letter_is_signed_again_and_links_stay(ledger: Ledger) -> None:
    first, second = put(ledger, 1, "河水发黑"), put(ledger, 2, "河水发黑")
    assert ledger.secret_id() == 7
    ledger.forget_keys()
    assert (ledger.secret_id(), ledger.unlinked()) == (None, [first, second])
    for case_no in (first, second):
        ledger.link_letters(case_no, sign_by_words("河水发黑"), compare=compare_by_words, at=LATER)
    assert ledger.unlinked() == []
    assert seen(ledger.case(second)) == [(first, "same-letter", True)]
    assert ledger.case(second).cluster_size == 2
