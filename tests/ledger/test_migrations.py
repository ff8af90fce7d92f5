"""Migrations up and down with data in them, on both databases; nothing is lost without a word."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, MetaData, Table, insert, inspect, select

from ledger import Ledger, open_ledger
from ledger.all_tables import METADATA
from ledger.dialects import raise_sequence
from ledger.migrating import current_revision, migrate_to
from ledger.migrations import HEAD
from ledger.moving.moving import open_database
from ledger.standing import look_at
from records import UsageError
from tests.ledger.back_door import BackDoor
from tests.ledger.filled_ledger import fill_ledger
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

REVISIONS = [f"{number:04}" for number in range(1, int(HEAD) + 1)]
DERIVED = {"ledger_rows", "search_texts", "clocks", "holdings", "outbox"}
"""They follow from the other tables: made anew on the way up."""
KEPT = {
    "0010": ("tokens", "accesses"), "0009": ("campaigns",), "0008": ("targets", "deliveries"),
    "0006": ("steps", "notices"), "0005": ("blind_draws",), "0004": ("labels", "labelled_texts"), "0003": ("links",),
}  # fmt: skip
"""What a revision brought that nobody can make anew."""


@pytest.fixture
def engine(new_url: str) -> Iterator[Engine]:
    with open_database(new_url) as opened:
        yield opened


def content(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table that is there, by the columns that are there, sorted."""
    found = {}
    with engine.connect() as connection:
        for name, columns in columns_there(engine).items():
            rows = connection.execute(select(*(METADATA.tables[name].c[one] for one in columns)))
            found[name] = sorted(map(tuple, rows), key=repr)
    return {name: rows for name, rows in found.items() if name not in DERIVED}


def columns_there(engine: Engine) -> dict[str, list[str]]:
    """The columns of each table of the ledger that this database has, in the order of their references."""
    looked = inspect(engine)
    there = set(looked.get_table_names())
    return {
        one.name: sorted(found["name"] for found in looked.get_columns(one.name))
        for one in METADATA.sorted_tables
        if one.name in there
    }


def told(ledger: Ledger) -> tuple[object, ...]:
    return list(ledger.cases(restricted=True)), ledger.balance(), ledger.labelled(), list(ledger.rows())


@pytest.fixture(scope="module")
def old_rows(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """For each revision a ledger in which everything happened that its tables can hold."""
    folder = tmp_path_factory.mktemp("old")
    files = {}
    for revision in REVISIONS:
        files[revision] = folder / f"{revision}.sqlite"
        with open_ledger(f"sqlite:///{files[revision]}", office="XF") as ledger:
            fill_ledger(ledger, letters=2, revision=revision)
    return files


def make_old(engine: Engine, revision: str, file: Path) -> None:
    """Make the tables of a revision, and put rows into each of them by SQL."""
    migrate_to(engine, revision)
    with open_database(f"sqlite:///{file}") as source, source.connect() as old, engine.begin() as new:
        for name, columns in columns_there(engine).items():
            kept = METADATA.tables[name]
            rows = old.execute(select(*(kept.c[one] for one in columns))).all()
            if name == "counters":
                new.execute(kept.delete())
            if rows:
                target = Table(name, MetaData(), *(kept.c[one]._copy() for one in columns))
                new.execute(insert(target), [dict(zip(columns, row, strict=True)) for row in rows])
            raise_sequence(new, kept)


def test_the_newest_revision_is_the_one_that_the_code_names() -> None:
    config = Config()
    config.set_main_option("script_location", "ledger:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_ledger_of_any_revision_comes_up_with_all_that_was_in_it_and_goes_back(
    engine: Engine, new_url: str, old_rows: dict[str, Path], revision: str
) -> None:
    make_old(engine, revision, old_rows[revision])
    before = content(engine)
    assert before["cases"]
    with open_ledger(new_url, office="XF") as ledger:
        assert ledger.verify_chain() == []
        assert ledger.balance().balanced
        with open_ledger(f"sqlite:///{old_rows[revision]}", office="XF") as original:
            assert told(ledger) == told(original)
    migrate_to(engine, revision)
    assert content(engine) == before
    with open_ledger(new_url, office="XF") as ledger:
        assert ledger.verify_chain() == []
        with open_ledger(f"sqlite:///{old_rows[revision]}", office="XF") as original:
            assert told(ledger) == told(original)
        ledger.take_in(make_scan("new"), source=make_source(900))
        assert ledger.record_case(make_reading(make_scan("new")), at=LATER)
        assert ledger.verify_chain() == []


@pytest.mark.parametrize(("revision", "name"), [(one, name) for one, names in KEPT.items() for name in names])
def test_what_nobody_can_make_anew_is_not_dropped_without_being_told_to(
    engine: Engine, new_url: str, revision: str, name: str
) -> None:
    below = f"{int(revision) - 1:04}"
    migrate_to(engine, revision)
    with BackDoor(new_url) as door:
        door.unlock().execute(dummy_row(engine, name))
    with pytest.raises(UsageError, match=rf"ledger\.downgrade-loses: {name} 1$"):
        migrate_to(engine, below)
    assert look_at(engine).rows[name] == 1, "nothing was changed"
    migrate_to(engine, below, drop_data=True)
    assert name not in look_at(engine).rows


def dummy_row(engine: Engine, name: str) -> str:
    """A statement that puts a row of no meaning into a table."""
    there = columns_there(engine)[name]
    values = {"Integer": "1", "Boolean": "true", "Double": "0.5", "Date": "'2026-11-02'"}
    made = {one: values.get(type(METADATA.tables[name].c[one].type).__name__, "'2026-11-02'") for one in there}
    columns = ", ".join(f'"{one}"' for one in made)
    return f"INSERT INTO {name} ({columns}) VALUES ({', '.join(made.values())})"


def test_letters_cut_out_of_a_stack_cannot_go_back_behind_stacks(engine: Engine, old_rows: dict[str, Path]) -> None:
    make_old(engine, "0002", old_rows["0002"])
    before = content(engine)
    with pytest.raises(UsageError, match=r"ledger\.downgrade-never"):
        migrate_to(engine, "0001", drop_data=True)
    assert content(engine) == before


def test_steps_that_may_go_leave_a_ledger_that_says_so(ledger: Ledger, url: str) -> None:
    _, second, *_ = fill_ledger(ledger)
    ledger.close()
    with open_database(url) as engine:
        with pytest.raises(UsageError, match=r"ledger\.downgrade-loses: steps 1"):
            migrate_to(engine, "0005")
        migrate_to(engine, "0005", drop_data=True)
    with open_ledger(url, office="XF") as again:
        assert again.case(second)
        assert any("step" in line for line in again.verify_chain()), "the events tell what is missing"


def test_nothing_is_left_of_an_empty_ledger_that_goes_back_to_the_beginning(engine: Engine) -> None:
    migrate_to(engine, HEAD)
    migrate_to(engine, "base", drop_data=True)
    with engine.connect() as connection:
        assert current_revision(connection) is None
        assert inspect(connection).get_table_names() == ["alembic_version"]


def test_the_append_only_tables_of_a_revision_are_so_after_every_way_down(
    engine: Engine, new_url: str, old_rows: dict[str, Path]
) -> None:
    make_old(engine, "0005", old_rows["0005"])
    migrate_to(engine, HEAD)
    migrate_to(engine, "0003", drop_data=True)
    with BackDoor(new_url) as door:
        for name in ("events", "readings", "reviews"):
            with pytest.raises(Exception, match=f"the table {name} is append-only"):
                door.execute(f"DELETE FROM {name}")
