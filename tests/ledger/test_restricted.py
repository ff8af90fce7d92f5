"""Restricted cases: nothing that leaves the ledger tells who accuses, unless it was asked for by right."""

import pytest

from ledger import Ledger, withhold
from ledger.restricted import KEPT
from records import CaseRecord, CaseValues, Link, MatterRecord
from records.handling import Handling
from tests.ledger.letters import LATER, LINES, make_reading, make_scan, make_source

SECRETS = ("林小川", "13800001234", "13800001284", "排污", "市信访局领导", "13900005678", "密谈")


@pytest.fixture
def case_no(ledger: Ledger) -> str:
    """An accusation with reviews."""
    scan = make_scan()
    ledger.take_in(scan, source=make_source())
    case_no = ledger.record_case(make_reading(scan, matter_class="accusation", second="13800001284"), at=LATER)
    ledger.review(case_no, "phones", ["13900005678"], by="陈录入", note="密谈", at=LATER)
    ledger.review(case_no, "urgency", "urgent", by="陈录入", note="密谈", at=LATER)
    return case_no


def test_the_public_view_of_an_accusation_holds_no_word_of_it(ledger: Ledger, case_no: str) -> None:
    for record in (ledger.case(case_no), next(ledger.cases())):
        assert record.restricted
        told = record.model_dump_json()
        assert [secret for secret in SECRETS if secret in told] == []
        assert record.values == CaseValues(), "its topic, its unit and its class tell of it too"
        assert (record.batch, record.doubts, record.evidence, record.judgements) == ("", (), (), ())
        assert (record.reviews, record.steps, record.links) == ((), (), ())
        assert [clock.name for clock in record.deadlines] == ["forward"]
        assert (record.case_no, record.scan_sha256, record.page_count) == (case_no, make_scan().sha256, 1)


def test_who_may_see_it_sees_it_whole(ledger: Ledger, case_no: str) -> None:
    for record in (ledger.case(case_no, restricted=True), next(ledger.cases(restricted=True))):
        assert record.text == "\n".join(LINES)
        assert record.values.names == ("林小川",)
        assert record.reviews[0].note == "密谈"


def test_withholding_keeps_only_what_is_named(ledger: Ledger, case_no: str) -> None:
    record = ledger.case(case_no, restricted=True)
    shown = withhold(record)
    changed = {name for name in CaseRecord.model_fields if getattr(shown, name) != getattr(record, name)}
    assert not changed & KEPT
    telling = CaseRecord.model_fields.keys() - KEPT - {"deadlines"}
    empty = (None, (), "", 0, 1, False, CaseValues(), Handling())
    assert [name for name in telling if getattr(shown, name) not in empty] == []


def test_what_happened_to_an_accusation_is_told_without_what_was_decided(ledger: Ledger, case_no: str) -> None:
    assert {event.kind for event in ledger.history(case_no)} >= {"review.decided"}
    assert [event.data for event in ledger.history(case_no) if event.data] == []
    assert any(event.data for event in ledger.history(case_no, restricted=True))


def test_withholding_twice_is_withholding_once(ledger: Ledger, case_no: str) -> None:
    once = withhold(ledger.case(case_no, restricted=True))
    assert withhold(once) == once


def test_an_ordinary_case_is_shown_whole(ledger: Ledger) -> None:
    scan = make_scan()
    ledger.take_in(scan, source=make_source())
    case_no = ledger.record_case(make_reading(scan), at=LATER)
    assert ledger.case(case_no) == ledger.case(case_no, restricted=True)
    assert ledger.case(case_no).values.names == ("林小川",)


def test_matters_links_and_proposals_of_an_accusation_are_withheld_too(ledger: Ledger, case_no: str) -> None:
    record = ledger.case(case_no, restricted=True)
    judged = record.judgements[0]
    matter = MatterRecord(
        number=1, state="proposed", words=("密谈",), boxes=(), demands=("排污",), place_code="350602",
        judgements=(judged,), deadlines=(),
    )  # fmt: skip
    entry = record.evidence[0].model_copy(update={"proposals": ("13900005678",)})
    link = Link(case_no="2026-XF-00009", kind="same-person", score=1)
    full = record.model_copy(
        update={
            "matters": (matter,),
            "links": (link,),
            "evidence": (entry,),
            "cluster_size": 3,
            "cluster_restricted": 1,
        }
    )
    shown = withhold(full)
    assert [secret for secret in (*SECRETS, "2026-XF-00009") if secret in shown.model_dump_json()] == []
    assert shown.matters == ()
    assert (shown.cluster_size, shown.cluster_restricted) == (1, 0)


def test_an_ordinary_case_does_not_tell_of_the_accusation_by_the_same_hand(ledger: Ledger, case_no: str) -> None:
    links = tuple(
        Link(case_no=number, kind="same-person", score=1, restricted=closed)
        for number, closed in (("2026-XF-00008", False), ("2026-XF-00009", True))
    )
    record = ledger.case(case_no, restricted=True).model_copy(update={"restricted": False, "links": links})
    assert [link.case_no for link in withhold(record).links] == ["2026-XF-00008"]
