"""`laixin ledger`: how the database stands, its tables up and back, its move, told to people."""

import json
from pathlib import Path

import pytest

from ledger import open_ledger
from tests.cli.conftest import Call
from tests.databases import Server
from tests.ledger.filled_ledger import fill_ledger

BY = ("--by", "王晓梅")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with open_ledger(f"sqlite:///{tmp_path / 'home' / 'ledger.sqlite'}", office="XF") as ledger:
        fill_ledger(ledger)
    return tmp_path / "home"


def test_the_status_tells_database_revision_and_rows(laixin: Call, home: Path) -> None:
    told = json.loads(laixin("ledger", "status", "--json", "--home", home).stdout)
    assert told["dialect"] == "sqlite"
    assert told["revision"] == told["newest"]
    assert (told["state"], told["rows"]["cases"], told["rows"]["steps"]) == ("open", 5, 1)
    assert told["bytes"] > 0
    shown = laixin("ledger", "status", "--home", home).stdout
    assert "台账在用" in shown
    assert "cases" in shown


@pytest.mark.parametrize("command", [("status",), ("migrate",), ("reopen", *BY), ("move", "--to", "sqlite:///x", *BY)])
def test_where_there_is_no_ledger_none_is_made(laixin: Call, tmp_path: Path, command: tuple[str, ...]) -> None:
    result = laixin("ledger", *command, "--home", tmp_path / "nowhere")
    assert result.exit_code == 2
    assert "这里还没有台账" in result.stderr
    assert not (tmp_path / "nowhere").exists()


def test_tables_go_back_when_nothing_is_lost_and_are_refused_else(laixin: Call, home: Path) -> None:
    assert laixin("ledger", "migrate", "--to", "0010", "--home", home).exit_code == 0
    assert json.loads(laixin("ledger", "status", "--json", "--home", home).stdout)["revision"] == "0010"
    refused = laixin("ledger", "migrate", "--to", "0005", "--home", home)
    assert refused.exit_code == 2
    assert "steps 1" in refused.stderr
    assert laixin("ledger", "migrate", "--to", "0005", "--drop-data", "--home", home).exit_code == 0
    assert laixin("ledger", "migrate", "--to", "9999", "--home", home).exit_code == 2
    assert laixin("ledger", "migrate", "--home", home).exit_code == 0


@pytest.mark.postgres
def test_a_ledger_is_moved_used_there_and_closed_here(
    laixin: Call, home: Path, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    with postgres.empty_database() as address:
        assert laixin("ledger", "move", "--to", address, "--by", " ", "--home", home).exit_code == 2
        moved = laixin("ledger", "move", "--to", address, *BY, "--home", home)
        assert moved.exit_code == 0
        assert "核对一致" in moved.stdout
        assert "LAIXIN_DATABASE_URL" in moved.stderr
        refused = laixin("review", "2026-XF-00001", "--set", "title=x", *BY, "--home", home)
        assert refused.exit_code == 2
        assert "已经迁到别的数据库" in refused.stderr
        monkeypatch.setenv("LAIXIN_DATABASE_URL", address)
        assert laixin("review", "2026-XF-00001", "--set", "title=x", *BY, "--home", home).exit_code == 0
        assert json.loads(laixin("ledger", "status", "--json", "--home", home).stdout)["dialect"] == "postgresql"
        monkeypatch.delenv("LAIXIN_DATABASE_URL")
        assert laixin("ledger", "reopen", *BY, "--home", home).exit_code == 0
        assert laixin("ledger", "reopen", *BY, "--home", home).exit_code == 2


def test_an_address_with_a_password_is_never_shown(laixin: Call, home: Path) -> None:
    result = laixin(
        "ledger", "move", "--to", "postgresql://u:secret@127.0.0.1:1/x?connect_timeout=1", *BY, "--home", home
    )
    assert result.exit_code == 3
    assert "secret" not in result.stdout + result.stderr


def test_rows_are_made_anew(laixin: Call, home: Path) -> None:
    result = laixin("ledger", "rebuild", "--home", home)
    assert result.exit_code == 0
    assert "重做了 0 件" in result.stdout
