"""What units tell of their work: once for each key, of their own letters alone, never over what they did not see."""

import socket
import threading
from typing import Any

import httpx
import pytest

from tests.desk.offices import CAME, READ, STEPS, TODAY, Office


def accept(key: str = "key-00001", **headers: str) -> dict[str, Any]:
    return {"json": {"kind": "accept", "on": TODAY, "facts": {}}, "headers": {"Idempotency-Key": key, **headers}}


def test_a_letter_goes_from_accepted_to_closed_as_its_unit_tells(office: Office) -> None:
    case_no = office.sent("STHJJ")
    unit = office.client(STEPS, unit="STHJJ")
    told = [
        ("accept", {"official": "赵"}),
        ("start", {}),
        ("progress", {"words": "已到现场查看"}),
        ("extend", {"days": "20", "reason": "需检测", "approver": "钱"}),
        ("decide", {"paper_no": "环复1号", "opinion": "support"}),
        ("deliver", {"manner": "post"}),
        ("close", {"outcome": "resolved"}),
    ]
    for number, (kind, facts) in enumerate(told):
        answer = unit.post(
            f"/cases/{case_no}/steps",
            json={"kind": kind, "on": TODAY, "facts": facts},
            headers={"Idempotency-Key": f"key-0000{number}"},
        )
        assert answer.status_code == 201, (kind, answer.text)
    assert office.ledger.case(case_no).status == "closed"
    assert {step.by for step in office.ledger.case(case_no).steps[1:]} == {"api:t0"}
    kinds = [step["kind"] for step in unit.get(f"/cases/{case_no}/steps").json()["steps"]]
    assert kinds == ["forward", *(kind for kind, _ in told)]
    assert office.ledger.verify_chain() == []


def test_a_co_unit_tells_its_progress_and_the_lead_unit_all_else(office: Office) -> None:
    case_no = office.letter()
    office.ledger.review(case_no, "unit", "STHJJ", by="王晓梅", note="", at=CAME)
    office.step(case_no, "forward", unit="STHJJ", co_units="ZJJ")
    lead, other = office.client(STEPS, unit="STHJJ"), office.client(STEPS, unit="ZJJ")
    for kind, facts in (("accept", {}), ("return", {"reason": "不属本单位职责"})):
        told = {"json": {"kind": kind, "on": TODAY, "facts": facts}, "headers": {"Idempotency-Key": "key-00001"}}
        answer = other.post(f"/cases/{case_no}/steps", **told)
        assert (answer.status_code, answer.json()["code"]) == (403, "step.other-lead")
    progress = {"kind": "progress", "on": TODAY, "facts": {"words": "已到现场查看"}}
    told = {"json": progress, "headers": {"Idempotency-Key": "key-00002"}}
    assert other.post(f"/cases/{case_no}/steps", **told).status_code == 201
    assert lead.post(f"/cases/{case_no}/steps", **accept()).status_code == 201
    assert office.ledger.case(case_no).handling.unit == "STHJJ"


def test_a_letter_that_was_accepted_without_being_sent_is_with_the_unit_that_accepted_it(office: Office) -> None:
    case_no = office.letter()
    office.ledger.review(case_no, "unit", "STHJJ", by="王晓梅", note="", at=CAME)
    office.step(case_no, "accept", unit="STHJJ")
    assert office.client(READ, unit="STHJJ").get(f"/cases/{case_no}").status_code == 200
    assert office.client(READ, unit="JYJ").get(f"/cases/{case_no}").status_code == 404


def test_the_same_key_writes_once_and_answers_the_same_and_another_body_is_refused(office: Office) -> None:
    case_no, unit = office.sent("STHJJ"), office.client(STEPS, unit="STHJJ")
    path = f"/cases/{case_no}/steps"
    first, second = unit.post(path, **accept()), unit.post(path, **accept())
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    other = unit.post(path, json={"kind": "start", "on": TODAY, "facts": {}}, headers={"Idempotency-Key": "key-00001"})
    assert (other.status_code, other.json()["code"]) == (409, "step.key")
    assert len(office.ledger.case(case_no).steps) == 2
    other_token = office.client(STEPS, unit="STHJJ").post(path, **accept())  # keys of two programs do not meet
    assert (other_token.status_code, other_token.json()["code"]) == (409, "step.illegal")


def test_a_letter_sent_back_may_be_told_again_though_it_is_gone(office: Office) -> None:
    case_no, unit = office.sent("STHJJ"), office.client(STEPS, unit="STHJJ")
    told = {
        "json": {"kind": "return", "on": TODAY, "facts": {"reason": "不属本单位职责"}},
        "headers": {"Idempotency-Key": "key-00001"},
    }
    first, second = (unit.post(f"/cases/{case_no}/steps", **told) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert office.ledger.case(case_no).status == "returned"


def test_a_connection_cut_before_the_answer_came_leaves_one_step(office: Office) -> None:
    case_no, secret = office.sent("STHJJ"), office.token(STEPS, unit="STHJJ")
    client = office.client(secret=secret)
    request = client.build_request("POST", f"/cases/{case_no}/steps", **accept())
    url = httpx.URL(office.url)
    with socket.create_connection((url.host, url.port), timeout=10) as wire:
        head = [f"POST {request.url.raw_path.decode()} HTTP/1.1", *(f"{k}: {v}" for k, v in request.headers.items())]
        wire.sendall("\r\n".join([*head, "", ""]).encode() + request.content)
        wire.recv(1)  # the answer is on its way, and is not read
    answer = client.post(f"/cases/{case_no}/steps", **accept())
    assert answer.status_code == 201
    assert [step.kind for step in office.ledger.case(case_no).steps] == ["forward", "accept"]


def test_many_at_once_with_one_key_write_one_step(office: Office) -> None:
    case_no, secret = office.sent("STHJJ"), office.token(STEPS, unit="STHJJ")
    answers: list[bytes] = []

    def tell() -> None:
        with httpx.Client(headers={"Authorization": f"Bearer {secret}"}, trust_env=False, verify=False) as client:
            answers.append(client.post(f"{office.url}/api/v1/cases/{case_no}/steps", **accept()).content)

    threads = [threading.Thread(target=tell) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 6
    assert len(set(answers)) == 1
    assert len(office.ledger.case(case_no).steps) == 2


def test_nothing_is_told_over_what_the_teller_did_not_see(office: Office) -> None:
    case_no, unit = office.sent("STHJJ"), office.client(STEPS, unit="STHJJ")
    old = unit.get(f"/cases/{case_no}").headers["ETag"]
    office.step(case_no, "instruct", leader="孙", words="从速办理")
    for tag in (old, '"nonsense"', "*x"):
        refused = unit.post(f"/cases/{case_no}/steps", **accept(**{"If-Match": tag}))
        assert (refused.status_code, refused.json()["code"]) == (412, "case.moved-on")
    new = unit.get(f"/cases/{case_no}").headers["ETag"]
    told = accept(**{"If-Match": new})
    assert unit.post(f"/cases/{case_no}/steps", **told).status_code == 201
    assert unit.post(f"/cases/{case_no}/steps", **told).status_code == 201  # told again, though the case moved on


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"kind": "decide", "on": TODAY, "facts": {"paper_no": "1", "opinion": "support"}}, 409, "step.illegal"),
        ({"kind": "return", "on": TODAY, "facts": {}}, 422, "step.facts"),
        ({"kind": "accept", "on": TODAY, "facts": {"unit": "JYJ"}}, 403, "step.other-unit"),
        ({"kind": "accept", "on": TODAY, "facts": {"nobody": "林小川"}}, 422, "step.fact"),
        ({"kind": "accept", "on": TODAY, "facts": {"林小川": "x"}}, 422, "api.invalid"),
        ({"kind": "accept", "on": "2999-01-01", "facts": {}}, 422, "step.future"),
        ({"kind": "strike-off", "on": TODAY, "facts": {}}, 422, "step.not-tellable"),
        ({"kind": "forward", "on": TODAY, "facts": {"unit": "JYJ"}}, 422, "step.not-tellable"),
        ({"kind": "accept", "facts": {}}, 422, "api.invalid"),
        ({"kind": "accept", "on": TODAY, "facts": {}, "林小川": 1}, 422, "api.invalid"),
        ("林小川", 422, "api.invalid"),
    ],
)
def test_what_cannot_be_told_is_refused_with_its_code_and_without_what_was_sent(
    office: Office, body: object, status: int, code: str
) -> None:
    case_no, unit = office.sent("STHJJ"), office.client(STEPS, unit="STHJJ")
    answer = unit.post(f"/cases/{case_no}/steps", json=body, headers={"Idempotency-Key": "key-00001"})
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["title"][0] > "z", "a sentence, and not the codes that it is about"
    assert "林小川" not in answer.text
    assert len(office.ledger.case(case_no).steps) == 1


def test_a_step_without_a_key_or_without_the_scope_is_refused(office: Office) -> None:
    case_no = office.sent("STHJJ")
    answer = office.client(STEPS).post(f"/cases/{case_no}/steps", json=accept()["json"])
    assert (answer.status_code, answer.json()["where"]) == (422, ["header.Idempotency-Key"])
    assert office.client(READ).post(f"/cases/{case_no}/steps", **accept()).json()["code"] == "api.scope"


def test_a_body_beyond_the_limit_is_refused_before_it_is_read_to_its_end(office: Office) -> None:
    client = office.client(STEPS)
    path = f"/cases/{office.sent('STHJJ')}/steps"
    whole = client.post(path, content=b"x" * 70_000, headers={"Idempotency-Key": "key-00001"})
    parts = client.post(path, content=iter([b"x" * 40_000] * 4), headers={"Idempotency-Key": "key-00001"})
    for answer in (whole, parts):
        assert (answer.status_code, answer.json()["code"]) == (413, "api.too-large")
