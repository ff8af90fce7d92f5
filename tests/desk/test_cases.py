"""One case: masked, whole by right and reason alone, told apart by its ETag, hidden from whom it accuses."""

from urllib.parse import quote

import pytest

from tests.desk.offices import CLERK, FULL, PHONE, READ, RESTRICTED, STEPS, WHO, Office

REASON = "核实来信人联系方式"


def test_a_case_is_masked_and_says_nothing_of_the_letter(office: Office) -> None:
    answer = office.client(READ).get(f"/cases/{office.letter()}")
    assert answer.status_code == 200
    assert answer.json()["values"]["names"][0].startswith("林*")
    assert answer.json()["text"] == ""
    assert WHO not in answer.text
    assert PHONE not in answer.text


def test_whole_values_need_the_scope_and_a_reason_and_leave_an_event(office: Office) -> None:
    case_no = office.letter()
    path, why = f"/cases/{case_no}?view=full", {"Laixin-Reason": quote(REASON)}
    assert office.client(READ).get(path, headers=why).json()["code"] == "api.scope"
    reader = office.client(FULL)
    refused = reader.get(path)
    assert (refused.status_code, refused.json()["code"]) == (400, "access.reason")
    before = len(office.ledger.history(case_no))
    shown = reader.get(path, headers=why)
    assert shown.json()["values"]["names"] == [WHO]
    (event,) = office.ledger.history(case_no)[before:]
    assert (event.kind, event.by, event.data["scope"]) == ("access.given", "api:t1", "full")
    assert REASON not in str(event.data)
    assert office.ledger.verify_chain() == []


def test_a_reason_may_be_sent_as_plain_utf8(office: Office) -> None:
    case_no = office.letter()
    shown = office.client(FULL).get(f"/cases/{case_no}?view=full", headers={"Laixin-Reason": REASON.encode()})
    assert shown.json()["values"]["phones"] == [PHONE]


def test_the_scope_without_the_wish_shows_masked_values_and_leaves_no_event(office: Office) -> None:
    case_no = office.letter()
    before = len(office.ledger.history(case_no))
    assert WHO not in office.client(FULL).get(f"/cases/{case_no}").text
    assert len(office.ledger.history(case_no)) == before


def test_an_etag_stands_until_something_happens_to_the_case(office: Office) -> None:
    case_no, reader = office.letter(), office.client(READ)
    tag = reader.get(f"/cases/{case_no}").headers["ETag"]
    same = reader.get(f"/cases/{case_no}", headers={"If-None-Match": f'"other", W/{tag}'})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", tag)
    office.letter()  # another case
    assert reader.get(f"/cases/{case_no}", headers={"If-None-Match": tag}).status_code == 304
    office.ledger.review(case_no, "unit", "STHJJ", by=CLERK, note="", at=_now())
    changed = reader.get(f"/cases/{case_no}", headers={"If-None-Match": tag})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != tag


def test_that_somebody_looked_changes_no_etag_and_masked_and_whole_have_their_own(office: Office) -> None:
    case_no, reader = office.letter(), office.client(FULL, **{"Laixin-Reason": "x"})
    masked = reader.get(f"/cases/{case_no}").headers["ETag"]
    whole = reader.get(f"/cases/{case_no}?view=full").headers["ETag"]
    assert masked != whole
    assert reader.get(f"/cases/{case_no}").headers["ETag"] == masked
    count = len(office.ledger.history(case_no))
    again = reader.get(f"/cases/{case_no}?view=full", headers={"If-None-Match": whole})
    assert again.status_code == 304
    assert len(office.ledger.history(case_no)) == count  # nothing was given


def test_a_restricted_case_is_a_number_and_a_status(office: Office) -> None:
    case_no = office.letter(secret=True)
    reader = office.client(FULL, STEPS, **{"Laixin-Reason": "x"})
    assert reader.get(f"/cases/{case_no}?view=full").json() == {
        "case_no": case_no,
        "restricted": True,
        "status": "proposed",
    }
    for path in (f"/cases/{case_no}/history", f"/cases/{case_no}/steps"):
        told = reader.get(path).json()
        assert told["code"] == "case.restricted"
        assert case_no in told["title"], "a sentence that ends in a colon tells nothing"
    answer = reader.post(
        f"/cases/{case_no}/steps",
        json={"kind": "progress", "on": "2026-01-01", "facts": {"words": "x"}},
        headers={"Idempotency-Key": "key-00001"},
    )
    assert (answer.status_code, answer.json()["code"]) == (403, "case.restricted")


def test_the_restricted_scope_needs_a_reason_each_time_and_leaves_an_event(office: Office) -> None:
    case_no = office.letter(secret=True)
    reader = office.client(RESTRICTED)
    assert set(reader.get(f"/cases/{case_no}").json()) == {"case_no", "restricted", "status"}
    shown = reader.get(f"/cases/{case_no}", headers={"Laixin-Reason": quote(REASON)})
    assert shown.json()["values"]["summary"]
    assert WHO not in shown.text
    last = office.ledger.history(case_no, restricted=True)[-1]
    assert (last.kind, last.data["scope"]) == ("access.given", "restricted")


def test_a_unit_sees_the_letters_that_are_with_it_and_no_others(office: Office) -> None:
    own, other, unsent = office.sent("STHJJ"), office.sent("JYJ"), office.letter()
    unit = office.client(READ, unit="STHJJ")
    assert unit.get(f"/cases/{own}").status_code == 200
    for case_no in (other, unsent, "2026-XF-99999"):
        for path in ("", "/history", "/steps"):
            refused = unit.get(f"/cases/{case_no}{path}")
            assert (refused.status_code, refused.json()["code"]) == (404, "case.unknown")
    assert [row["case_no"] for row in unit.get("/cases").json()["items"]] == [own]
    assert {row["case_no"] for row in unit.get("/due?within=366").json()["items"]} == {own}
    assert [hit["case_no"] for hit in unit.get("/search?q=排污").json()["items"]] == [own]


def test_a_unit_that_sent_a_letter_back_sees_it_no_more(office: Office) -> None:
    case_no, unit = office.sent("STHJJ"), office.client(READ, unit="STHJJ")
    assert unit.get(f"/cases/{case_no}").status_code == 200
    office.step(case_no, "return", unit="STHJJ", reason="不属本单位职责")
    assert unit.get(f"/cases/{case_no}").status_code == 404
    office.step(case_no, "forward", unit="STHJJ", co_units="JYJ")
    assert unit.get(f"/cases/{case_no}").status_code == 200
    assert office.client(READ, unit="JYJ").get(f"/cases/{case_no}").status_code == 200


def test_a_unit_never_sees_a_letter_that_accuses_it_whoever_sent_it_there(office: Office) -> None:
    """That it accuses is found out when it is there already: by any way the letter is gone."""
    case_no = office.sent("STHJJ")
    unit = office.client(READ, STEPS, "events:read", unit="STHJJ")
    assert unit.get(f"/cases/{case_no}").status_code == 200
    assert unit.get("/events").json()["messages"]
    office.ledger.review(case_no, "accused_units", ["STHJJ"], by=CLERK, note="信里反映的就是该局", at=_now())
    told = {
        "json": {"kind": "accept", "on": "2026-01-01", "facts": {}},
        "headers": {"Idempotency-Key": "key-00001"},
    }
    answers = [unit.get(f"/cases/{case_no}{path}") for path in ("", "/history", "/steps")]
    answers.append(unit.post(f"/cases/{case_no}/steps", **told))
    assert {answer.status_code for answer in answers} == {404}
    assert unit.get("/cases").json()["items"] == []
    assert unit.get("/due?within=366").json()["items"] == []
    assert unit.get("/search?q=排污").json()["items"] == []
    assert unit.get("/events").json()["messages"] == []
    assert office.client(READ).get(f"/cases/{case_no}").status_code == 200


@pytest.mark.parametrize("path", ["?view=all", "?names=x", "/history?x=1", "/steps?limit=1"])
def test_what_nobody_knows_is_refused_without_being_repeated(office: Office, path: str) -> None:
    answer = office.client(READ).get(f"/cases/{office.letter()}{path}")
    assert (answer.status_code, answer.json()["code"]) == (422, "api.invalid")
    assert "names" not in answer.text


def _now():
    from datetime import UTC, datetime

    return datetime.now(UTC)
