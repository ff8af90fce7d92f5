"""A ledger moved into another database: everything arrives, or nothing does, and only one of the two is written."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from ledger import Ledger, open_ledger
from ledger.moving import moving as ledger_moving
from ledger.moving.moving import Move, move_ledger, open_database, reopen_ledger
from ledger.standing import look_at
from records import SetupError, UsageError
from tests.databases import lend_nothing
from tests.ledger.back_door import BackDoor
from tests.ledger.filled_ledger import fill_ledger
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

ROOT = Path(__file__).parents[3]
BY = "王晓梅"


@pytest.fixture
def target(url: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of the other kind with nothing in it."""
    with ExitStack() as stack:
        if url.startswith("sqlite"):
            yield stack.enter_context(lend_nothing("postgresql", request))
        else:
            yield f"sqlite:///{tmp_path / 'elsewhere' / 'ledger.sqlite'}"


def move(source: str, target: str, **options: object) -> Move:
    return move_ledger(source, target, office="XF", tables=None, by=BY, at=LATER, **options)  # type: ignore[arg-type]


def told(book: Ledger) -> tuple[object, ...]:
    """Everything that people see of a ledger."""
    numbers = [record.case_no for record in book.cases(restricted=True)]
    records = list(book.cases(restricted=True))
    histories = [book.history(number, restricted=True) for number in numbers]
    return records, histories, book.balance(), book.labelled(), list(book.rows()), book.quarantine(), book.pending()


def test_a_ledger_says_the_same_in_the_other_database(ledger: Ledger, url: str, target: str) -> None:
    case_nos = fill_ledger(ledger)
    before = told(ledger)
    done = move(url, target, every_record=True)
    assert (done.rows["cases"], done.records, done.again) == (len(case_nos), len(case_nos), False)
    with open_ledger(target, office="XF") as arrived:
        assert told(arrived) == before
        assert arrived.verify_chain() == []
        assert arrived.search("河水").hits == ledger.search("河水").hits


def test_the_move_is_an_event_of_the_new_ledger_that_vouches_for_the_old(ledger: Ledger, url: str, target: str) -> None:
    fill_ledger(ledger)
    done = move(url, target)
    with BackDoor(target) as door:
        ((by, before, data),) = door.execute("SELECT by, before, data FROM events WHERE kind = 'ledger.moved'")
    assert (by, before) == (BY, done.last_hash)
    assert f'"events":{done.events}' in str(data)
    assert '"readings":{"rows":6,"sha256":"' in str(data)
    for word in ("林小川", "13800001234", "河水"):
        assert word not in str(data)


def test_work_goes_on_in_the_new_ledger_with_the_next_numbers(ledger: Ledger, url: str, target: str) -> None:
    fill_ledger(ledger)
    move(url, target)
    with open_ledger(target, office="XF") as arrived:
        arrived.take_in(make_scan("new"), source=make_source(900))
        assert arrived.record_case(make_reading(make_scan("new")), at=LATER) == "2026-XF-00006"
        arrived.review("2026-XF-00001", "title", "改过", by=BY, note="", at=LATER)
        assert arrived.verify_chain() == []
    with BackDoor(target) as door, pytest.raises(Exception, match="append-only"):
        door.execute("DELETE FROM readings")


def test_the_old_ledger_is_kept_to_look_at_and_takes_nothing_new(ledger: Ledger, url: str, target: str) -> None:
    fill_ledger(ledger)
    move(url, target)
    assert len(list(ledger.cases())) == 5
    for write in (
        lambda: ledger.take_in(make_scan("new"), source=make_source(900)),
        lambda: ledger.review("2026-XF-00001", "title", "x", by=BY, note="", at=LATER),
        lambda: ledger.claim_scans("worker"),
    ):
        with pytest.raises(UsageError, match=r"ledger\.moved-away"):
            write()
    with pytest.raises(UsageError, match=r"ledger\.moved-away"):
        move(url, target)
    assert ledger.verify_chain() == []


def test_a_ledger_that_was_moved_is_opened_again_with_an_event(ledger: Ledger, url: str, target: str) -> None:
    fill_ledger(ledger)
    move(url, target)
    with open_database(url) as engine:
        reopen_ledger(engine, by=BY, at=LATER)
        with pytest.raises(UsageError, match=r"ledger\.is-open"):
            reopen_ledger(engine, by=BY, at=LATER)
    ledger.take_in(make_scan("new"), source=make_source(900))
    assert ledger.verify_chain() == []


@pytest.mark.parametrize("what", ["ledger", "other"])
def test_a_database_with_something_in_it_is_left_alone(ledger: Ledger, url: str, target: str, what: str) -> None:
    fill_ledger(ledger)
    if what == "ledger":
        with open_ledger(target, office="XF") as other:
            other.take_in(make_scan("theirs"), source=make_source(1))
    else:
        with open_database(target) as engine, engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE theirs (id integer)")
    with pytest.raises(UsageError, match=r"ledger\.move-not-empty"):
        move(url, target)
    ledger.take_in(make_scan("new"), source=make_source(900))


def test_a_ledger_is_not_moved_onto_itself(ledger: Ledger, url: str) -> None:
    with pytest.raises(UsageError, match=r"ledger\.move-same"):
        move(url, url)


def test_what_differs_on_arrival_stops_the_move_and_the_old_one_goes_on(
    ledger: Ledger, url: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_ledger(ledger)
    copy = ledger_moving.copy_tables

    def copy_badly(old: object, new: object, **options: object) -> object:
        found = copy(old, new, **options)
        new.exec_driver_sql("UPDATE cases SET registered_at = '2020-01-01 00:00:00' WHERE id = 1")
        return found

    monkeypatch.setattr(ledger_moving, "copy_tables", copy_badly)
    with pytest.raises(UsageError, match=r"ledger\.not-same: cases"):
        move(url, target)
    ledger.take_in(make_scan("new"), source=make_source(900))
    monkeypatch.undo()
    assert move(url, target).again is False


def test_a_move_that_was_done_and_killed_before_it_closed_the_old_one_is_finished(
    ledger: Ledger, url: str, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_ledger(ledger)
    close = ledger_moving.close

    def die(engine: object, state: str) -> None:
        if state != "moving":
            raise KeyboardInterrupt
        close(engine, state)

    monkeypatch.setattr(ledger_moving, "close", die)
    with pytest.raises(KeyboardInterrupt):
        move(url, target)
    monkeypatch.undo()
    with pytest.raises(UsageError, match=r"ledger\.moving"):
        ledger.take_in(make_scan("new"), source=make_source(900))
    done = move(url, target)
    assert done.again
    with pytest.raises(UsageError, match=r"ledger\.moved-away"):
        ledger.take_in(make_scan("new"), source=make_source(900))
    with open_ledger(target, office="XF") as arrived:
        assert arrived.verify_chain() == []


KILLED = """
import os, signal, sys
from datetime import datetime, UTC
from ledger.moving.moving import move_ledger
def die(name, done, total):
    if name == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)
move_ledger(sys.argv[1], sys.argv[2], office="XF", tables=None, by="王", at=datetime.now(UTC), on_step=die)
"""


@pytest.mark.parametrize("moment", ["readings", "chain"])
def test_a_move_that_is_killed_leaves_the_target_empty_and_is_done_again(
    ledger: Ledger, url: str, target: str, moment: str
) -> None:
    fill_ledger(ledger)
    process = subprocess.run([sys.executable, "-c", KILLED, url, target, moment], cwd=ROOT, check=False)
    assert process.returncode == -signal.SIGKILL
    with open_database(target) as engine:
        assert look_at(engine).revision is None
    with pytest.raises(UsageError, match=r"ledger\.moving"):
        ledger.take_in(make_scan("new"), source=make_source(900))
    assert move(url, target).again is False
    with open_ledger(target, office="XF") as arrived:
        assert arrived.balance() == ledger.balance()


@pytest.mark.sqlite_only("PostgreSQL could not hold such values")
@pytest.mark.parametrize(
    ("edit", "place"),
    [
        ("UPDATE reviews SET note = '林小川' || char(0) WHERE id = 2", "reviews 2 note"),
        ("UPDATE cases SET status = '林小川林小川林小川林小川林小川林小川' WHERE id = 3", "cases 3 status"),
        ("UPDATE arrivals SET part = 99999999999 WHERE id = 1", "arrivals 1 part"),
    ],
)
def test_a_value_that_postgresql_cannot_hold_is_named_by_its_place_alone(
    ledger: Ledger, url: str, back_door: BackDoor, target: str, *, edit: str, place: str
) -> None:
    fill_ledger(ledger)
    back_door.unlock().execute(edit)
    with pytest.raises(UsageError) as refused:
        move(url, target)
    assert str(refused.value) == f"ledger.row-unfit: {place}"


def test_an_address_that_cannot_be_reached_is_told_without_its_password(ledger: Ledger, url: str) -> None:
    with pytest.raises(SetupError) as refused:
        move(url, "postgresql://clerk:secret@127.0.0.1:1/none?connect_timeout=1")
    assert "secret" not in str(refused.value)
    ledger.take_in(make_scan("new"), source=make_source(900))
