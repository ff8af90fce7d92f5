"""Opening: from nothing, from yesterday's database, from something that is no ledger."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from ledger import Ledger, dialects, open_ledger
from ledger.all_tables import METADATA
from ledger.opening import migrate
from ledger.rows.postings import FILTERS, WORDS
from records import SetupError
from tests.ledger.back_door import BackDoor

ROOT = Path(__file__).parents[2]


def compare_tables(connection: Connection) -> list[Any]:
    """What differs between a database and the tables of the code; inverted indexes are no tables of the code."""

    def is_table(name: str | None, kind: str, _: object) -> bool:
        return kind != "table" or not str(name).startswith((FILTERS.name, WORDS.name))

    opts = {"compare_type": True, "compare_server_default": True, "include_name": is_table}
    return compare_metadata(MigrationContext.configure(connection, opts=opts), METADATA)


def test_migrations_make_exactly_the_tables_that_the_code_expects(new_url: str) -> None:
    engine = dialects.make_engine(new_url)
    migrate(engine)
    with engine.connect() as connection:
        assert compare_tables(connection) == []
        assert set(METADATA.tables) == {
            "accesses", "arrivals", "blind_draws", "campaign_cases", "campaigns", "cases", "clocks", "counters",
            "deliveries", "events", "holdings", "labelled_texts", "labels", "ledger_rows", "likeness",
            "likeness_keys", "links", "notices", "outbox", "readings", "reviews", "search_texts", "steps", "targets",
            "tokens",
        }  # fmt: skip
    engine.dispose()


@pytest.mark.sqlite_only("they are compared as SQLite wrote them down")
def test_the_checks_of_the_migrations_are_those_of_the_code(url: str, tmp_path: Path) -> None:
    """Alembic does not compare check constraints, so the two are compared as SQLite wrote them down."""

    def checks(engine: Any) -> set[str]:
        with engine.connect() as connection:
            made = connection.scalar(text("SELECT sql FROM sqlite_master WHERE name = 'arrivals'"))
        return {line.strip().rstrip(",") for line in made.splitlines() if "CHECK" in line}

    migrated, direct = dialects.make_engine(url), dialects.make_engine(f"sqlite:///{tmp_path / 'direct.sqlite'}")
    migrate(migrated)
    METADATA.create_all(direct)
    assert checks(migrated) == checks(direct)
    assert len(checks(direct)) == 2


def test_opening_again_changes_nothing(url: str) -> None:
    for _ in range(2):
        with open_ledger(url, office="XF") as ledger:
            assert ledger.balance().taken_in == 0
            assert ledger.verify_chain() == []


@pytest.mark.sqlite_only("these are its settings; those of PostgreSQL: test_postgres.py")
def test_the_database_is_durable_and_keeps_its_references(url: str) -> None:
    engine = dialects.make_engine(url)
    with engine.connect() as connection:
        told = {
            pragma: connection.exec_driver_sql(f"PRAGMA {pragma}").scalar()
            for pragma in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": dialects.BUSY_MS}


@pytest.mark.sqlite_only("it is about files")
def test_only_its_owner_can_read_the_database(new_url: str, tmp_path: Path) -> None:
    open_ledger(new_url, office="XF").close()
    files = list((tmp_path / "home").iterdir())
    assert tmp_path / "home" / "ledger.sqlite" in files
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}


@pytest.mark.parametrize(
    "address", ["sqlite://", "sqlite:///:memory:", "mysql://host/db", "nonsense", "sqlite:////dev/null/ledger.sqlite"]
)
def test_an_address_that_cannot_hold_a_ledger_is_told_before_any_letter(address: str) -> None:
    with pytest.raises(SetupError, match=r"setup\.database: ."):
        open_ledger(address, office="XF")


def test_a_file_that_is_no_database_is_told_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "letter.txt"
    file.write_text("not a database " * 100)
    with pytest.raises(SetupError, match=r"setup\.database"):
        open_ledger(f"sqlite:///{file}", office="XF")
    assert file.read_text() == "not a database " * 100


def test_a_database_of_a_newer_program_is_told(ledger: Ledger, url: str, back_door: BackDoor) -> None:
    ledger.close()
    back_door.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(SetupError, match="newer"):
        open_ledger(url, office="XF")


def test_the_address_with_its_password_is_never_told() -> None:
    with pytest.raises(SetupError) as told:
        open_ledger("postgresql://clerk:secret@127.0.0.1:1/none?connect_timeout=1", office="XF")
    assert "secret" not in str(told.value)
    assert told.value.__suppress_context__


def test_an_error_of_the_database_does_not_tell_what_the_letter_says(url: str) -> None:
    engine = dialects.make_engine(url)
    with pytest.raises(DBAPIError) as told, engine.begin() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "林小川"})
    assert "林小川" not in str(told.value)


def test_many_processes_may_open_a_new_ledger_at_once(new_url: str) -> None:
    code = "import sys; from ledger import open_ledger; print(open_ledger(sys.argv[1], office='XF').balance().balanced)"
    running = [
        subprocess.Popen([sys.executable, "-c", code, new_url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(4)
    ]
    assert [process.communicate(timeout=60)[0].strip() for process in running] == ["True"] * 4
