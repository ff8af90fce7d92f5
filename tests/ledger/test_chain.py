"""The chain of events: what is written cannot be edited, and what is edited by force is found."""

import json
from hashlib import sha256

import pytest
from sqlalchemy.exc import SQLAlchemyError

from ledger import Ledger
from records import Stamp
from tests.ledger.back_door import BackDoor
from tests.ledger.letters import LATER, STAMP, make_reading, make_scan, make_source

TABLES = ("events", "readings", "reviews")


@pytest.fixture
def tables(ledger: Ledger, back_door: BackDoor) -> BackDoor:
    """The database of a ledger with two cases, two readings of the first, and a review."""
    for number in (1, 2):
        scan = make_scan(str(number))
        ledger.take_in(scan, source=make_source(number))
        ledger.record_case(make_reading(scan), at=LATER)
    newer = Stamp.model_validate(STAMP.model_dump() | {"engine": "rapidocr 4.0"})
    case_no = ledger.record_case(make_reading(make_scan("1"), stamp=newer), at=LATER)
    ledger.review(case_no, "title", "排污", by="陈录入", note="", at=LATER)
    assert ledger.verify_chain() == []
    return back_door


@pytest.fixture
def bare(tables: BackDoor) -> BackDoor:
    """The same without the triggers."""
    return tables.unlock()


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("edit", ["UPDATE {table} SET case_no = NULL", "DELETE FROM {table}"])
def test_the_database_refuses_every_edit_of_what_is_recorded(tables: BackDoor, table: str, edit: str) -> None:
    with pytest.raises(SQLAlchemyError, match=f"the table {table} is append-only"):
        tables.execute(edit.format(table=table))


@pytest.mark.sqlite_only("PostgreSQL has no such statement; it has TRUNCATE: test_postgres.py")
@pytest.mark.parametrize("table", TABLES)
def test_the_database_refuses_to_replace_what_is_recorded(tables: BackDoor, table: str) -> None:
    with pytest.raises(SQLAlchemyError, match=f"the table {table} is append-only"):
        tables.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")


@pytest.mark.sqlite_only("PostgreSQL has no such statement")
def test_a_reading_cannot_be_replaced_under_another_id(tables: BackDoor) -> None:
    replace = (
        "INSERT OR REPLACE INTO readings (case_no, number, stamp_hash, body, event_number)"
        " SELECT case_no, number, 'x', '{}', 1 FROM readings LIMIT 1"
    )
    with pytest.raises(SQLAlchemyError, match="append-only"):
        tables.execute(replace)


def test_the_hash_can_be_worked_out_from_the_documented_recipe(ledger: Ledger, tables: BackDoor) -> None:
    assert tables.execute("SELECT count(*) FROM events")[0][0] == 8
    first, second = ledger.history("2026-XF-00001")[:2]
    assert first.before == "0" * 64
    assert second.before == first.hash
    content = {
        "number": 1,
        "kind": "letter.taken-in",
        "at": "2026-11-23T04:00:00.000000+00:00",
        "by": "laixin",
        "case_no": None,
        "scan_sha256": make_scan("1").sha256,
        "data": {"arrival": 1, "size": 1, "media_type": "image/jpeg"},
        "before": "0" * 64,
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert first.hash == sha256(text.encode()).hexdigest()


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        ("UPDATE events SET by = '别人' WHERE number = 3", "event 3: its content does not fit its hash"),
        ("UPDATE events SET at = '2020-01-01' WHERE number = 3", "event 3: its content does not fit its hash"),
        ("UPDATE events SET data = '{}' WHERE number = 1", "event 1: its content does not fit its hash"),
        ("UPDATE events SET data = 'no json' WHERE number = 1", "event 1: its content does not fit its hash"),
        ("UPDATE events SET data = '7' WHERE number = 8", "review 1 of 2026-XF-00001: not what event 8 recorded"),
        ("UPDATE events SET data = '{' WHERE number = 8", "review 1 of 2026-XF-00001: not what event 8 recorded"),
        ("UPDATE events SET hash = 'x' WHERE number = 2", "event 3: not chained to the event before it"),
        ("UPDATE events SET before = 'x' WHERE number = 2", "event 2: not chained to the event before it"),
        ("DELETE FROM events WHERE number IN (3, 4)", "events 3 to 4: missing"),
        ("DELETE FROM events WHERE number = 1", "events 1 to 1: missing"),
        ("DELETE FROM events WHERE number = 8", "events after 7: missing, 8 were given out"),
        ("UPDATE readings SET body = '{}' WHERE id = 2", "reading 1 of 2026-XF-00002: not what event 6 recorded"),
        ("UPDATE readings SET number = 9 WHERE id = 1", "reading 9 of 2026-XF-00001: not what event 3 recorded"),
        (
            "UPDATE readings SET case_no = '2026-XF-00002' WHERE id = 3",
            "reading 2 of 2026-XF-00002: not what event 7 recorded",
        ),
        ("DELETE FROM readings WHERE id = 3", "reading.recorded: 3 events but 2 rows in readings"),
        ("UPDATE reviews SET human_value = '\"\"'", "review 1 of 2026-XF-00001: not what event 8 recorded"),
        ("UPDATE reviews SET by = '别人'", "review 1 of 2026-XF-00001: not what event 8 recorded"),
        ("UPDATE reviews SET note = '别人'", "review 1 of 2026-XF-00001: not what event 8 recorded"),
        ("UPDATE reviews SET case_no = '2026-XF-00002'", "review 1 of 2026-XF-00002: not what event 8 recorded"),
        ("DELETE FROM reviews", "review.decided: 1 events but 0 rows in reviews"),
        ("DELETE FROM cases WHERE id = 2", "case.registered: 2 events but 1 rows in cases"),
    ],
)
def test_what_was_changed_by_force_is_found(ledger: Ledger, bare: BackDoor, edit: str, problem: str) -> None:
    bare.execute(edit)
    assert problem in ledger.verify_chain()


@pytest.mark.parametrize(
    "edit",
    ["DELETE FROM arrivals WHERE id = 1", "DELETE FROM cases WHERE id = 1", "DELETE FROM events WHERE number = 1"],
)
def test_the_books_do_not_balance_when_a_row_is_gone(ledger: Ledger, bare: BackDoor, edit: str) -> None:
    assert ledger.balance().balanced
    bare.execute(edit)
    assert not ledger.balance().balanced


def test_a_review_swapped_for_one_with_a_new_salt_is_found(ledger: Ledger, bare: BackDoor) -> None:
    bare.execute("UPDATE reviews SET salt = substr(salt, 2) || 'x'")
    assert ledger.verify_chain() == ["review 1 of 2026-XF-00001: not what event 8 recorded"]
