"""A ledger of its own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import Ledger, open_ledger


@pytest.fixture
def url(tmp_path: Path) -> str:
    """The address of a ledger that is not there yet."""
    return f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}"


@pytest.fixture
def ledger(url: str) -> Iterator[Ledger]:
    """An open, empty ledger."""
    with open_ledger(url, office="XF") as opened:
        yield opened
