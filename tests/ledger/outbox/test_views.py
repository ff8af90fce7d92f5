"""The SQL views: what another program may read, and that it is nothing of an accusation."""

import pytest

from ledger import Ledger
from tests.ledger.back_door import BackDoor
from tests.ledger.letters import LATER, LINES, make_reading, make_scan, make_source

SECRETS = ("林小川", "13800001234", *LINES[2:4])
VIEWS = ("laixin_cases", "laixin_events", "laixin_clocks")


def register(ledger: Ledger, number: int, matter_class: str) -> str:
    scan = make_scan(str(number))
    ledger.take_in(scan, source=make_source(number))
    return ledger.record_case(make_reading(scan, matter_class=matter_class), at=LATER)


def rows(back_door: BackDoor, view: str, case_no: str) -> list[dict[str, object]]:
    found = back_door.execute(f"SELECT * FROM {view} WHERE case_no = '{case_no}'")
    return [dict(row._mapping) for row in found]


def test_an_ordinary_case_is_shown_masked(ledger: Ledger, back_door: BackDoor) -> None:
    case_no = register(ledger, 1, "appeal")
    (case,) = rows(back_door, "laixin_cases", case_no)
    assert (case["topic"], case["unit"], case["status"]) == ("环境保护", "HBJ", ledger.case(case_no).status)
    assert [event["kind"] for event in rows(back_door, "laixin_events", case_no)] == ["case.registered", "case.read"]
    assert "forward" in {clock["name"] for clock in rows(back_door, "laixin_clocks", case_no)}
    shown = str([rows(back_door, view, case_no) for view in VIEWS])
    assert [secret for secret in SECRETS if secret in shown] == []


def test_of_a_restricted_case_there_is_its_number_its_status_and_its_days(ledger: Ledger, back_door: BackDoor) -> None:
    case_no = register(ledger, 1, "accusation")
    (case,) = rows(back_door, "laixin_cases", case_no)
    assert {name for name, value in case.items() if value is not None} <= {
        "case_no", "event_number", "restricted", "status", "received_on", "registered_on", "closed_on",
    }  # fmt: skip
    assert {event["kind"] for event in rows(back_door, "laixin_events", case_no)} == {None}
    assert rows(back_door, "laixin_clocks", case_no) == []


def test_what_changed_since_an_event_is_found(ledger: Ledger, back_door: BackDoor) -> None:
    first, _ = register(ledger, 1, "appeal"), register(ledger, 2, "appeal")
    (last,) = back_door.execute("SELECT max(event_number) FROM laixin_cases")
    ledger.decide(first, {"urgency": "urgent"}, by="王晓梅", note="", at=LATER)
    changed = back_door.execute(f"SELECT case_no, urgency FROM laixin_cases WHERE event_number > {last[0]}")
    assert [tuple(row) for row in changed] == [(first, "urgent")]


def test_a_reader_of_postgresql_sees_the_views_and_nothing_else(url: str, ledger: Ledger, back_door: BackDoor) -> None:
    if url.startswith("sqlite"):
        pytest.skip("SQLite has no roles")
    register(ledger, 1, "appeal")
    back_door.execute("DROP ROLE IF EXISTS laixin_reader")
    back_door.execute("CREATE ROLE laixin_reader")
    back_door.execute("GRANT USAGE ON SCHEMA public TO laixin_reader")
    back_door.execute(f"GRANT SELECT ON {', '.join(VIEWS)} TO laixin_reader")
    try:
        back_door.execute("SET ROLE laixin_reader")
        assert all(back_door.execute(f"SELECT count(*) FROM {view}")[0][0] > 0 for view in VIEWS)
        for table in ("cases", "readings", "events", "ledger_rows", "steps", "outbox"):
            with pytest.raises(Exception, match="permission denied"):
                back_door.execute(f"SELECT * FROM {table}")
    finally:
        back_door.execute("RESET ROLE")
        back_door.execute(f"REVOKE ALL ON {', '.join(VIEWS)} FROM laixin_reader")
        back_door.execute("REVOKE ALL ON SCHEMA public FROM laixin_reader")
        back_door.execute("DROP ROLE laixin_reader")


def test_a_place_is_told_to_the_township_alone(ledger: Ledger, back_door: BackDoor) -> None:
    case_no = register(ledger, 1, "appeal")
    ledger.review(case_no, "place_code", "350602100201", by="王晓梅", note="", at=LATER)
    (case,) = rows(back_door, "laixin_cases", case_no)
    assert case["place_code"] == "350602100"
