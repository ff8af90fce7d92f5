"""A ledger of its own for each test, and each test on SQLite and on PostgreSQL.

A test that is about files of SQLite alone says so: `@pytest.mark.sqlite_only("why")`, on the test or on its module.
"""

from collections.abc import Iterator

import pytest

from ledger import Ledger, open_ledger
from tests.databases import KINDS, lend_ledger, lend_nothing
from tests.ledger.back_door import BackDoor

_ADDRESSES = ("url", "new_url")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run every test that has a ledger on both databases."""
    kinds = KINDS[:1] if metafunc.definition.get_closest_marker("sqlite_only") else KINDS
    for name in _ADDRESSES:
        if name in metafunc.fixturenames and len(metafunc._arg2fixturedefs.get(name, ())) == 1:
            metafunc.parametrize(name, kinds, indirect=True)


@pytest.fixture
def url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a ledger that nobody opened yet: its tables are there, and no rows."""
    with lend_ledger(getattr(request, "param", "sqlite"), request) as address:
        yield address


@pytest.fixture
def new_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database with nothing in it; a file is not there yet."""
    with lend_nothing(getattr(request, "param", "sqlite"), request) as address:
        yield address


@pytest.fixture
def back_door(url: str) -> Iterator[BackDoor]:
    """The database of the ledger, past the program."""
    with BackDoor(url) as opened:
        yield opened


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """An open, empty ledger."""
    with open_ledger(url, office="XF") as opened:
        yield opened
