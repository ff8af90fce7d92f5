"""Messages: which events others hear of, and what a message says of a case."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry, Resource

from ledger import Ledger
from ledger.outbox.composing import message_line
from ledger.outbox.deliveries import Message
from ledger.outbox.schema import message_schema, schema_text
from ledger.schema import case_schema
from records import Scan
from tests.flows.delivering.filling import fill_ledger
from tests.ledger.back_door import BackDoor
from tests.ledger.letters import LATER, LINES, make_reading, make_scan, make_source

FILE = Path(__file__).parents[3] / "docs" / "schema" / "message-1.json"
PERSONAL = ("林小川", "13800001234", *LINES[2:4])


def register(ledger: Ledger, content: str = "one", *, number: int = 1, matter_class: str = "appeal") -> str:
    scan = make_scan(content)
    ledger.take_in(scan, source=make_source(number))
    return ledger.record_case(make_reading(scan, matter_class=matter_class), at=LATER)


def told(back_door: BackDoor) -> list[tuple[int, str]]:
    rows = back_door.execute("SELECT event_number, kind FROM outbox ORDER BY event_number")
    return [(row[0], row[1]) for row in rows]


def validator() -> Draft202012Validator:
    case = Resource.from_contents(case_schema())
    return Draft202012Validator(message_schema(), registry=Registry().with_resource("urn:laixin:case:1", case))


def all_messages(ledger: Ledger, back_door: BackDoor) -> list[Message]:
    return ledger.compose_messages([number for number, _ in told(back_door)])


def test_what_happens_to_a_case_is_told_and_what_the_office_does_for_itself_is_not(
    ledger: Ledger, back_door: BackDoor
) -> None:
    case_no = register(ledger)
    ledger.decide(case_no, {"urgency": "ordinary"}, by="王晓梅", note="", at=LATER)
    ledger.take_step(case_no, "progress", by="王晓梅", at=LATER, facts={"words": "已联系"})
    ledger.take_in(make_scan("one"), source=make_source(2))
    ledger.take_in(make_scan("broken"), source=make_source(3))
    ledger.hold(make_scan("broken").sha256, code="intake.damaged", detail="", at=LATER)
    ledger.note_sample([case_no], task="unit", way="blind", seed=1, at=LATER)
    assert [kind for _, kind in told(back_door)] == [
        "case.registered", "case.read", "case.reviewed", "case.progress", "case.copy",
    ]  # fmt: skip


def test_a_split_case_is_told_of(ledger: Ledger, back_door: BackDoor) -> None:
    case_no = register(ledger)
    part: Scan = make_scan("half").model_copy(update={"parent": make_scan("one").sha256, "part": 1, "pages": (1, 1)})
    ledger.split(make_scan("one").sha256, [part], pages=None, at=LATER, by="王晓梅")
    assert told(back_door)[-1][1] == "case.split"
    last = all_messages(ledger, back_door)[-1]
    assert (last.case_no, last.status, last.restricted, last.case) == (case_no, "split", True, None)


def test_a_message_is_written_with_its_event_or_not_at_all(ledger: Ledger, back_door: BackDoor) -> None:
    case_no = register(ledger)
    before = told(back_door)
    with pytest.raises(Exception, match=r"review\.field"):
        ledger.decide(case_no, {"urgency": "urgent", "nonsense": "x"}, by="王晓梅", note="", at=LATER)
    assert told(back_door) == before


def test_every_message_fits_the_published_schema(ledger: Ledger, back_door: BackDoor) -> None:
    fill_ledger(ledger, 6)
    check = validator()
    check.check_schema(message_schema())
    for message in all_messages(ledger, back_door):
        line = json.loads(message_line(message))
        check.validate(line)
        for broken in ({"schema": "laixin.message/2"}, {"unknown": 1}, {"case": {"case_no": 1}}):
            with pytest.raises(ValidationError):
                check.validate(line | broken)


def test_the_published_schema_is_up_to_date() -> None:
    """When it is not: `python -m ledger.outbox.schema > docs/schema/message-1.json`."""
    assert FILE.read_text(encoding="utf-8") == schema_text()


def test_a_key_is_the_same_every_time_and_another_for_every_event(ledger: Ledger, back_door: BackDoor) -> None:
    fill_ledger(ledger, 5)
    first, second = (all_messages(ledger, back_door) for _ in range(2))
    assert [message.key for message in first] == [message.key for message in second]
    assert len({message.key for message in first}) == len(first)


def test_a_message_tells_the_case_as_it_is_when_it_is_sent(ledger: Ledger, back_door: BackDoor) -> None:
    case_no = register(ledger)
    assert all_messages(ledger, back_door)[0].case["values"]["urgency"] is None
    ledger.decide(case_no, {"urgency": "urgent"}, by="王晓梅", note="", at=LATER + timedelta(hours=1))
    first = all_messages(ledger, back_door)[0]
    assert (first.kind, first.case["values"]["urgency"]) == ("case.registered", "urgent")
    assert first.as_of_event == told(back_door)[-1][0] > first.event


def test_no_person_is_named_in_any_message(ledger: Ledger, back_door: BackDoor) -> None:
    case_no = register(ledger)
    ledger.decide(case_no, {"names": ["林小川", "林大海"]}, by="王晓梅", note="电话13800001234", at=LATER)
    ledger.take_step(case_no, "progress", by="王晓梅", at=LATER, facts={"words": "林小川电话13800001234"})
    sent = b"".join(map(message_line, all_messages(ledger, back_door)))
    assert [value for value in PERSONAL if value.encode() in sent] == []


def test_of_a_restricted_case_a_message_has_number_kind_and_status_alone(ledger: Ledger, back_door: BackDoor) -> None:
    case_no = register(ledger, matter_class="accusation")
    for message in all_messages(ledger, back_door):
        line = json.loads(message_line(message))
        assert line.pop("case") is None
        assert line.pop("restricted") is True
        assert set(line) == {"schema", "key", "event", "kind", "case_no", "at", "as_of_event", "status"}
        assert line["case_no"] == case_no


def test_a_case_that_was_restricted_meanwhile_goes_out_restricted(ledger: Ledger, back_door: BackDoor) -> None:
    case_no = register(ledger)
    assert all_messages(ledger, back_door)[0].case is not None
    ledger.decide(case_no, {"matter_class": "accusation"}, by="王晓梅", note="", at=LATER)
    assert {message.case is None for message in all_messages(ledger, back_door)} == {True}
