"""The same ledger on PostgreSQL: a cluster of its own, on a socket in a private folder, gone afterwards."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from ledger import Ledger, dialects, open_ledger
from ledger.tables import Base
from records import SetupError
from tests.ledger.labelled import labelled
from tests.ledger.letters import LATER, NOON, STAMP, make_reading, make_scan, make_source
from tests.ledger.like_letters import compare_by_words, sign_by_words
from tests.ledger.test_blind import ANSWERS
from tests.ledger.test_blind import record as draw_blind_case
from tests.ledger.test_links import put, seen

COLUMNS = {"labels": "task", "labelled_texts": "title"}
"""A column of the tables that name no case."""
BINARIES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
pytestmark = [
    pytest.mark.postgres,
    pytest.mark.skipif(not BINARIES, reason="the PostgreSQL server is not installed"),
]


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """The address of a fresh server; it listens on no network."""
    pytest.importorskip("psycopg")
    programs = BINARIES[-1].parent
    # A socket's path is short by law of the system (107 bytes), so not below pytest's own folders.
    folder = Path(tempfile.mkdtemp(prefix="lx-"))
    as_user: list[str] = []
    if os.geteuid() == 0:  # initdb refuses to run as root
        shutil.chown(folder, "postgres", "postgres")
        as_user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

    def run(*command: object) -> None:
        subprocess.run([*as_user, *map(str, command)], check=True, capture_output=True, cwd=folder)

    data = folder / "data"
    run(programs / "initdb", "-D", data, "-U", "laixin", "-A", "trust", "-E", "UTF8", "--locale=C")
    options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' -c max_connections=40"
    run(programs / "pg_ctl", "-D", data, "-w", "-t", "60", "-o", options, "-l", folder / "log", "start")
    try:
        yield f"postgresql://laixin@/postgres?host={folder}"
    finally:
        run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder)


@pytest.fixture
def address(server: str) -> str:
    """The server with nothing in it."""
    engine = dialects.make_engine(server)
    with engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    engine.dispose()
    return server


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    """An open, empty ledger."""
    with open_ledger(address, office="XF") as opened:
        yield opened


def read_in(ledger: Ledger, number: int, content: str) -> str:
    """Take a letter in and register it."""
    scan = make_scan(content)
    ledger.take_in(scan, source=make_source(number))
    return ledger.record_case(make_reading(scan), at=LATER)


def test_migrations_make_exactly_the_tables_that_the_code_expects(ledger: Ledger, address: str) -> None:
    assert ledger.balance().balanced
    engine = dialects.make_engine(address)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []
    engine.dispose()


def test_a_letter_goes_all_the_way(ledger: Ledger) -> None:
    case_no = read_in(ledger, 1, "one")
    ledger.take_in(make_scan("one"), source=make_source(2))
    ledger.take_in(make_scan("broken"), source=make_source(3))
    ledger.hold(make_scan("broken").sha256, code="intake.damaged", detail="", at=LATER)
    newer = STAMP.model_copy(update={"engine": "new"})
    ledger.record_case(make_reading(make_scan("one"), stamp=newer), at=LATER)
    ledger.review(case_no, "names", ["林大海"], by="陈录入", note="", at=LATER)
    record = ledger.case(case_no)
    assert (record.values.names, record.copies, record.stamp) == (("林大海",), 1, newer)
    assert record.registered_at == LATER
    assert record.received_at.utcoffset() == timedelta(hours=8)
    assert list(ledger.cases()) == [record]
    assert ledger.balance().model_dump(exclude={"stacks", "archives", "stack_pages"}) == {
        "taken_in": 3, "cases": 1, "duplicates": 1, "quarantined": 1, "in_progress": 0, "balanced": True,
    }  # fmt: skip
    assert ledger.release() == 1
    assert ledger.verify_chain() == []


def test_like_letters_are_linked_counted_and_signed_again(ledger: Ledger) -> None:
    first, second, other = (put(ledger, n, words, 138) for n, words in enumerate(("河水发黑",) * 2 + ("工资未付",), 1))
    assert seen(ledger.case(second)) == [(first, "same-letter", True), (other, "same-person", False)]
    assert [ledger.case(number).cluster_size for number in (first, second, other)] == [2, 2, 1]
    assert [ledger.case(number).values.repeat for number in (first, second, other)] == ["first", "repeat", "first"]
    ledger.forget_keys()
    assert (ledger.secret_id(), ledger.unlinked()) == (None, [first, second, other])
    for case_no, words in ((first, "河水发黑"), (second, "河水发黑"), (other, "工资未付")):
        ledger.link_letters(case_no, sign_by_words(words, 138), compare=compare_by_words, at=LATER)
    assert (ledger.secret_id(), ledger.unlinked()) == (7, [])
    assert seen(ledger.case(second)) == [(first, "same-letter", True), (other, "same-person", False)]
    assert ledger.verify_chain() == []


def test_a_letter_is_drawn_hidden_answered_and_sealed(ledger: Ledger) -> None:
    case_no = draw_blind_case(ledger)
    assert (ledger.case(case_no).blind, ledger.case(case_no).values.unit) == ("open", None)
    ledger.decide(case_no, ANSWERS, by="王晓梅", note="", at=LATER)
    (letter,) = ledger.blind_letters()
    assert (letter.machine["unit"], letter.said["unit"], ledger.case(case_no).blind) == ("HBJ", "ZJJ", "answered")
    assert [one.answers["unit"] for one in ledger.watched(since=NOON)] == ["HBJ"]
    assert [ledger.note_alarm("error.unit", "2026", {"letters": 1}, at=LATER) for _ in range(2)] == [True, False]
    ledger.note_sample([case_no], task="unit", way="blind", seed=1, at=LATER)
    assert ledger.sampled("unit") == {case_no}
    assert ledger.verify_chain() == []


def test_connections_that_link_like_letters_at_once_make_one_cluster(address: str) -> None:
    def work(first: int) -> list[str]:
        with open_ledger(address, office="XF") as own:
            return [put(own, first + number, "反对建站") for number in range(8)]

    with ThreadPoolExecutor(3) as threads:
        told = [case_no for case_nos in threads.map(work, (100, 200, 300)) for case_no in case_nos]
    with open_ledger(address, office="XF") as ledger:
        assert {ledger.case(case_no).cluster_size for case_no in told} == {24}
        assert ledger.verify_chain() == []


@pytest.mark.parametrize("table", dialects.APPEND_ONLY)
@pytest.mark.parametrize("edit", ["UPDATE {0} SET {1} = NULL", "DELETE FROM {0}", "TRUNCATE {0} CASCADE"])
def test_the_database_refuses_every_edit_of_what_is_recorded(
    ledger: Ledger, address: str, table: str, edit: str
) -> None:
    case_no = read_in(ledger, 1, "one")
    ledger.review(case_no, "title", "x", by="陈录入", note="", at=LATER)
    engine = dialects.make_engine(address)
    with pytest.raises(SQLAlchemyError, match="is append-only"), engine.begin() as connection:
        connection.execute(text(edit.format(table, COLUMNS.get(table, "case_no"))))
    engine.dispose()
    assert ledger.case(case_no).values.title == "x"


def test_many_labels_keep_the_order_that_their_event_vouches_for(ledger: Ledger) -> None:
    letters = [labelled(f"第{number}封信", ("甲", "城乡建设")) for number in range(1203)]
    assert ledger.import_labels(letters, by="陈录入", at=LATER).labels == 1203
    assert ledger.verify_chain() == []


def test_restricted_cases_are_found(ledger: Ledger) -> None:
    numbers = []
    for number, matter_class in enumerate(("appeal", "accusation"), 1):
        scan = make_scan(matter_class)
        ledger.take_in(scan, source=make_source(number))
        reading = make_reading(scan, matter_class=matter_class)
        signature = sign_by_words(reading.letter.text)
        numbers.append(ledger.record_case(reading, at=LATER, signature=signature, compare=compare_by_words))
    assert [record.case_no for record in ledger.restricted()] == numbers[1:]


def test_imported_labels_come_back_and_are_vouched_for(ledger: Ledger, address: str) -> None:
    letters = [labelled("路灯坏了", ("甲", "城乡建设"), ("乙", "交通运输"), day=date(2026, 1, 2), group="g")]
    assert ledger.import_labels(letters, by="陈录入", at=LATER).labels == 2
    assert ledger.import_labels(letters, by="陈录入", at=LATER).known == 2
    assert ledger.labelled() == letters
    assert ledger.verify_chain() == []
    engine = dialects.make_engine(address)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE labels DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE labels SET answer = '教育文体'"))
    engine.dispose()
    assert ledger.verify_chain() == ["labels: not what event 1 recorded"]


def test_what_was_changed_by_force_is_found(ledger: Ledger, address: str) -> None:
    read_in(ledger, 1, "one")
    engine = dialects.make_engine(address)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE events DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE events SET at = '2020-01-01' WHERE number = 2"))
    engine.dispose()
    assert ledger.verify_chain() == ["event 2: its content does not fit its hash"]


def test_connections_at_once_make_each_scan_a_case_once(address: str) -> None:
    def work(first: int) -> list[str]:
        with open_ledger(address, office="XF") as own:
            return [read_in(own, first + number, str(number)) for number in range(15)]

    with ThreadPoolExecutor(3) as threads:
        told = list(threads.map(work, (1000, 2000, 3000)))
    assert told[0] == told[1] == told[2]
    with open_ledger(address, office="XF") as ledger:
        balance = ledger.balance()
        assert (balance.balanced, balance.taken_in, balance.cases, balance.duplicates) == (True, 45, 15, 30)
        assert sorted(told[0]) == [f"2026-XF-{number:05}" for number in range(1, 16)]
        assert ledger.verify_chain() == []


def test_an_error_of_the_database_does_not_tell_what_the_letter_says(address: str) -> None:
    open_ledger(address, office="XF").close()
    engine = dialects.make_engine(address)
    with pytest.raises(ProgrammingError) as told, engine.begin() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "林小川"})
    engine.dispose()
    assert "林小川" not in str(told.value)


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(SetupError, match=r"setup\.database"):
        open_ledger(f"postgresql://laixin@/postgres?host={tmp_path}", office="XF")
