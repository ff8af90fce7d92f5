"""What is PostgreSQL's own: everything else about the ledger is tested on both databases alike."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError, SQLAlchemyError

from ledger import Ledger, dialects, open_ledger
from records import SetupError
from tests.databases import Server, miss_programs
from tests.ledger.back_door import BackDoor
from tests.ledger.filled_ledger import fill_ledger
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

pytestmark = pytest.mark.postgres


@pytest.fixture
def address(postgres: Server) -> Iterator[str]:
    """An empty ledger."""
    with postgres.database() as lent:
        yield lent


@pytest.fixture
def book(address: str) -> Iterator[Ledger]:
    with open_ledger(address, office="XF") as opened:
        yield opened


def read_in(book: Ledger, number: int, content: str) -> str:
    """Take a letter in and register it."""
    book.take_in(make_scan(content), source=make_source(number))
    return book.record_case(make_reading(make_scan(content)), at=LATER)


def test_the_server_sorts_words_otherwise_than_the_program(address: str) -> None:
    """The databases of the tests are made so: what depends on the server's order is found by all tests together."""
    with BackDoor(address) as door:
        rows = door.execute("SELECT word FROM (VALUES ('重'), ('a'), ('B'), ('阿')) AS words (word) ORDER BY word")
    assert [word for (word,) in rows] != sorted("重aB阿")


@pytest.mark.parametrize("table", dialects.APPEND_ONLY)
def test_a_table_that_is_append_only_cannot_be_emptied(address: str, table: str) -> None:
    with BackDoor(address) as door, pytest.raises(SQLAlchemyError, match="is append-only"):
        door.execute(f"TRUNCATE {table} CASCADE")


def test_connections_at_once_make_each_scan_a_case_once(address: str) -> None:
    def work(first: int) -> list[str]:
        with open_ledger(address, office="XF") as own:
            return [read_in(own, first + number, str(number)) for number in range(10)]

    with ThreadPoolExecutor(3) as threads:
        told = list(threads.map(work, (1000, 2000, 3000)))
    assert told[0] == told[1] == told[2]
    with open_ledger(address, office="XF") as ledger:
        balance = ledger.balance()
        assert (balance.balanced, balance.taken_in, balance.cases, balance.duplicates) == (True, 30, 10, 20)
        assert sorted(told[0]) == [f"2026-XF-{number:05}" for number in range(1, 11)]
        assert ledger.verify_chain() == []


def test_claimers_do_not_wait_for_one_that_has_not_committed_nor_for_writers(book: Ledger, address: str) -> None:
    for number in range(2):
        book.take_in(make_scan(str(number)), source=make_source(number))
    with book._writing(), book._claiming() as session:
        from ledger.claims.claiming import LEASE, claim_scans

        (first,) = claim_scans(session, "one", now=LATER, lease=LEASE, only=None, at_most=1)
        session.flush()
        with open_ledger(address, office="XF") as other:
            (second,) = other.claim_scans("two", at_most=2, now=LATER)
    assert {first.sha256, second.sha256} == {make_scan("0").sha256, make_scan("1").sha256}


def test_a_server_that_was_restarted_is_found_again_between_two_operations(book: Ledger, postgres: Server) -> None:
    read_in(book, 1, "one")
    postgres.restart()
    assert book.balance().cases == 1
    read_in(book, 2, "two")
    assert book.verify_chain() == []


def test_a_server_that_goes_away_in_the_middle_leaves_nothing_half_done(book: Ledger, postgres: Server) -> None:
    def write() -> None:
        with book._writing() as session:
            session.execute(text("UPDATE counters SET last = last + 5"))
            postgres.restart()
            session.execute(text("SELECT 1"))

    with pytest.raises(OperationalError):
        write()
    assert book.verify_chain() == []


def test_no_connection_waits_for_ever(address: str) -> None:
    engine = dialects.make_engine(address)
    with engine.connect() as connection:
        told = {name: connection.exec_driver_sql(f"SHOW {name}").scalar() for name in dialects.SERVER_LIMITS}
    engine.dispose()
    assert told["lock_timeout"] == "30s"
    assert told["statement_timeout"] == "5min"
    assert told["idle_in_transaction_session_timeout"] == "10min"


def test_what_the_address_says_of_limits_goes_before(address: str) -> None:
    engine = dialects.make_engine(f"{address}&options=-c%20statement_timeout%3D7000")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "7s"
    engine.dispose()


def test_an_error_of_the_database_does_not_tell_what_the_letter_says(address: str) -> None:
    engine = dialects.make_engine(address)
    with pytest.raises(ProgrammingError) as told, engine.begin() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "林小川"})
    engine.dispose()
    assert "林小川" not in str(told.value)


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match=r"setup\.database"):
        open_ledger(f"postgresql://laixin@/postgres?host={tmp_path}", office="XF")


def test_where_the_server_is_not_installed_ci_fails_and_others_skip(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception):
        miss_programs()
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception):
        miss_programs()


def test_the_role_of_every_day_can_do_its_work_and_cannot_touch_what_keeps_the_records(
    postgres: Server, address: str
) -> None:
    """The rights are those of docs/database.md."""
    guide = (Path(__file__).parents[2] / "docs" / "database.md").read_text()
    with BackDoor(address) as door:
        door.execute("DROP ROLE IF EXISTS laixin_daily")
        door.execute("CREATE ROLE laixin_daily LOGIN")
        for line in re.findall(r"^GRANT .*TO laixin;$", guide, re.MULTILINE):
            door.execute(line.replace("TO laixin;", "TO laixin_daily"))
    daily = address.replace("//laixin@", "//laixin_daily@")
    with open_ledger(daily, office="XF") as book:
        fill_ledger(book)
        assert book.verify_chain() == []
    for forbidden in ("ALTER TABLE events DISABLE TRIGGER ALL", "DROP TABLE events", "TRUNCATE events"):
        with BackDoor(daily) as door, pytest.raises(ProgrammingError):
            door.execute(forbidden)


def test_a_dump_that_is_restored_is_the_ledger(book: Ledger, postgres: Server, address: str, tmp_path: Path) -> None:
    fill_ledger(book)
    postgres.run_program("pg_dump", "--format=custom", f"--file={postgres.folder}/dump", f"--dbname={address}")
    with postgres.empty_database() as other:
        postgres.run_program("pg_restore", "--exit-on-error", f"--dbname={other}", f"{postgres.folder}/dump")
        with open_ledger(other, office="XF") as restored:
            assert list(restored.cases(restricted=True)) == list(book.cases(restricted=True))
            assert restored.verify_chain() == []
            with BackDoor(other) as door, pytest.raises(SQLAlchemyError, match="append-only"):
                door.execute("DELETE FROM steps")
