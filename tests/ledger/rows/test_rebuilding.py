"""Rows that are missing or out of date are told, and made anew."""

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import text

from ledger import Ledger, dialects, open_ledger
from tests.ledger.back_door import BackDoor
from tests.ledger.letters import LATER, make_reading, make_scan, make_source
from tests.ledger.rows.fresh_rows import fresh_rows, kept_rows

COUNT = 7


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """A ledger of seven cases."""
    for number in range(COUNT):
        scan = make_scan(str(number))
        ledger.take_in(scan, source=make_source(number))
        ledger.record_case(make_reading(scan, matter_class="accusation" if number == 3 else "appeal"), at=LATER)
    return ledger


def test_rows_of_a_ledger_are_up_to_date(filled: Ledger) -> None:
    assert filled.stale_rows() == 0
    assert list(filled.rebuild_rows()) == []
    assert filled.verify_chain() == []


def test_rows_made_by_other_versions_are_made_anew_some_at_a_time(filled: Ledger, back_door: BackDoor) -> None:
    back_door.execute("UPDATE ledger_rows SET made_with = 'before', topic = 'x' WHERE case_id > 2")
    assert filled.stale_rows() == COUNT - 2
    steps = filled.rebuild_rows(at_once=2)
    assert next(steps) == 2
    steps.close()  # stopped half way
    assert filled.stale_rows() == COUNT - 4
    assert list(filled.rebuild_rows(at_once=2)) == [2, 1]
    assert filled.stale_rows() == 0
    assert {name: row[:2] for name, row in kept_rows(filled).items()} == {
        name: row[:2] for name, row in fresh_rows(filled).items()
    }


def test_missing_rows_are_told_by_verify(filled: Ledger, back_door: BackDoor) -> None:
    back_door.execute("DELETE FROM ledger_rows WHERE case_id = 2")
    (problem,) = filled.verify_chain()
    assert problem.startswith("ledger_rows: 6 rows but 7 cases")
    assert filled.stale_rows() == 1


def test_a_ledger_of_before_the_rows_is_filled_when_it_is_opened(filled: Ledger, url: str) -> None:
    before = kept_rows(filled)
    filled.close()
    config = Config()
    config.set_main_option("script_location", "ledger:migrations")
    engine = dialects.make_engine(url)
    with dialects.writing_engine(engine).begin() as connection:
        config.attributes["connection"] = connection
        for table in ("holdings", "clocks"):
            connection.execute(text(f"DELETE FROM {table}"))
        command.downgrade(config, "0006")
    engine.dispose()
    with open_ledger(url, office="XF") as again:
        assert kept_rows(again) == before == fresh_rows(again)
        assert again.make_missing_rows() == 0
        assert again.verify_chain() == []
