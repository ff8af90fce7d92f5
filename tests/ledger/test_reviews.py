"""Reviews: what a person decides lies over the machine's value, and the machine's value stays."""

from datetime import date, timedelta

import pytest

from ledger import Ledger
from records import CaseValues, UsageError
from tests.ledger.letters import LATER, STAMP, make_reading, make_scan, make_source


@pytest.fixture
def case_no(ledger: Ledger) -> str:
    """The only case of the ledger."""
    scan = make_scan()
    ledger.take_in(scan, source=make_source())
    return ledger.record_case(make_reading(scan), at=LATER)


def test_a_review_changes_the_current_value_and_keeps_the_machines(ledger: Ledger, case_no: str) -> None:
    made = ledger.review(case_no, "phones", ["13900005678"], by="陈录入", note="电话核对", at=LATER)
    assert (made.machine_value, made.human_value) == (["13800001234"], ["13900005678"])
    record = ledger.case(case_no)
    assert record.values.phones == ("13900005678",)
    assert record.status == "confirmed"
    assert record.reviews == (made,)
    assert [entry.value for entry in record.evidence if entry.field == "phone"] == ["13800001234"]


def test_the_newest_review_of_a_field_wins_and_all_are_kept(ledger: Ledger, case_no: str) -> None:
    for number, title in enumerate(("一", "二", "三")):
        ledger.review(case_no, "title", title, by="陈录入", note="", at=LATER - timedelta(hours=number))
    record = ledger.case(case_no)
    assert record.values.title == "三"
    assert [review.human_value for review in record.reviews] == ["一", "二", "三"]


def test_a_review_outlives_a_new_reading(ledger: Ledger, case_no: str) -> None:
    ledger.review(case_no, "topic", "城乡建设", by="陈录入", note="", at=LATER)
    newer = STAMP.model_copy(update={"models": ("topic-2",)})
    ledger.record_case(make_reading(make_scan(), stamp=newer, doubt="topic.unsure"), at=LATER)
    record = ledger.case(case_no)
    assert (record.values.topic, record.status) == ("城乡建设", "confirmed")


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("title", "", None),
        ("letter_date", "", None),
        ("letter_date", "2026-10-31", date(2026, 10, 31)),
        ("names", [], ()),
        ("names", ["林小川", "林大海"], ("林小川", "林大海")),
        ("anonymous", "true", True),
        ("anonymous", "", False),
        ("urgency", "urgent", "urgent"),
        ("co_units", ["HBJ"], ("HBJ",)),
    ],
)
def test_each_kind_of_field_takes_what_a_person_types(
    ledger: Ledger, case_no: str, field: str, given: str | list[str], kept: object
) -> None:
    ledger.review(case_no, field, given, by="陈录入", note="", at=LATER)
    assert getattr(ledger.case(case_no).values, field) == kept


@pytest.mark.sqlite_only("46 fields, one way into the database, which the other tests go on both")
@pytest.mark.parametrize("field", sorted(CaseValues.model_fields))
def test_every_value_can_be_emptied_by_a_person(ledger: Ledger, case_no: str, field: str) -> None:
    ledger.review(case_no, field, "", by="陈录入", note="", at=LATER)
    assert getattr(ledger.case(case_no, restricted=True).values, field) in (None, (), False, True)


def test_who_gives_the_names_makes_an_anonymous_letter_a_named_one(ledger: Ledger, case_no: str) -> None:
    ledger.review(case_no, "names", [], by="陈录入", note="署名是收信人", at=LATER)
    assert ledger.case(case_no).values.anonymous
    ledger.review(case_no, "names", ["林小川"], by="陈录入", note="", at=LATER)
    assert not ledger.case(case_no).values.anonymous


@pytest.mark.parametrize(
    ("field", "value", "by", "code"),
    [
        ("colour", "red", "陈录入", "review.field"),
        ("urgency", "very", "陈录入", "review.value"),
        ("letter_date", "昨天", "陈录入", "review.value"),
        ("names", "林小川", "陈录入", "review.value"),
        ("title", ["a", "b"], "陈录入", "review.value"),
        ("title", "a", " ", "review.unsigned"),
    ],
)
def test_a_review_that_cannot_be_taken_leaves_no_trace(
    ledger: Ledger, case_no: str, *, field: str, value: str | list[str], by: str, code: str
) -> None:
    before = ledger.history(case_no)
    with pytest.raises(UsageError) as told:
        ledger.review(case_no, field, value, by=by, note="", at=LATER)
    assert told.value.code == code
    assert told.value.detail in ("", field), "the value may be a person's and is not told"
    assert told.value.__cause__ is None
    assert ledger.history(case_no) == before
    assert ledger.case(case_no).status == "proposed"


def test_a_review_of_no_case_is_told(ledger: Ledger) -> None:
    with pytest.raises(UsageError, match=r"case\.unknown"):
        ledger.review("2026-XF-00001", "title", "x", by="陈录入", note="", at=LATER)


def test_the_event_of_a_review_cannot_be_turned_back_into_the_value(ledger: Ledger, case_no: str) -> None:
    seals = set()
    for _ in range(2):
        ledger.review(case_no, "phones", ["13900005678"], by="陈录入", note="", at=LATER)
        seals.add(ledger.history(case_no)[-1].data["sha256"])
    assert len(seals) == 2, "the same value twice, sealed with a salt of its own each time"
    assert ledger.history(case_no)[-1].by == "陈录入"
