"""An office for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import open_ledger
from tests.desk.offices import Office, serve_office


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an empty ledger, migrated once."""
    file = tmp_path_factory.mktemp("empty") / "ledger.sqlite"
    open_ledger(f"sqlite:///{file}", office="XF").close()
    return file


@pytest.fixture
def office(tmp_path: Path, empty_ledger: Path) -> Iterator[Office]:
    """An empty ledger, served."""
    file = shutil.copy(empty_ledger, tmp_path / "ledger.sqlite")
    with open_ledger(f"sqlite:///{file}", office="XF") as ledger, serve_office(ledger) as served:
        yield served
