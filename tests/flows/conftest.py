"""An office whose reading costs nothing; the ledger, the store and the inbox are real."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import flows.office
from flows.office import Office, open_home_ledger
from ledger import Ledger
from records import Settings
from tests.flows.fakes import JUDGING, FakePool, understand_nothing
from vocab import Vocabulary, load_vocabulary


@pytest.fixture(autouse=True)
def environment() -> Iterator[None]:
    """What a run sets for Prefect ends with its test."""
    before = dict(os.environ)
    yield
    for name in set(os.environ) - set(before):
        if name.startswith(("PREFECT_", "DO_NOT_TRACK")):
            del os.environ[name]


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    with open_home_ledger(settings) as opened:
        yield opened


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch, vocabulary: Vocabulary) -> FakePool:
    """Whatever opens an office now gets this pool, no model, and an understanding that finds nothing."""
    pool = FakePool()
    monkeypatch.setattr(flows.office, "ReadingPool", lambda settings: pool)
    monkeypatch.setattr(flows.office, "open_judging", lambda settings, vocabulary: JUDGING)
    monkeypatch.setattr(flows.office, "load_vocabulary", lambda folder=None: vocabulary)
    monkeypatch.setattr(flows.office, "understand_letter", understand_nothing)
    return pool


@pytest.fixture
def office(settings: Settings, ledger: Ledger, quick: FakePool, vocabulary: Vocabulary) -> Office:
    return Office(settings, ledger=ledger, vocabulary=vocabulary, judging=JUDGING, pool=quick)


@pytest.fixture
def drop(home: Path) -> Callable[..., Path]:
    """Puts a file into the inbox."""

    def drop(name: str, body: bytes) -> Path:
        path = home / "inbox" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
        return path

    return drop
