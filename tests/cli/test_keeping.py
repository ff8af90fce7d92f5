"""`quarantine`, `replay`, `balance`, `verify`, `originals`."""

import json
import sqlite3
from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.conftest import Call, run_program

HELD = sha256(b"three").hexdigest()


def test_held_files_are_told_with_reason_and_remedy_and_a_harmless_name(
    laixin: Call, seeded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "200")  # so that no name is broken over two lines
    shown = laixin("quarantine", "--home", seeded).stdout
    assert HELD[:12] in shown
    assert "\\u202egnp.exe" in shown
    assert "\u202e" not in shown
    assert "不支持这种文件格式。" in shown
    assert "转成PDF" in shown


def test_held_files_for_programs_have_their_name_as_dropped(seeded: Path) -> None:
    done = run_program("quarantine", "--json", "--home", seeded)
    (row,) = map(json.loads, done.stdout.decode().splitlines())
    assert list(row) == ["name", "sha256", "code", "message", "held_at"]
    assert (row["name"], row["sha256"], row["code"]) == ("2026-11-23/\u202egnp.exe", HELD, "intake.unsupported")


def test_the_balance_adds_up(laixin: Call, seeded: Path) -> None:
    done = laixin("balance", "--json", "--home", seeded)
    assert done.exit_code == 0
    assert json.loads(done.stdout) == {
        "taken_in": 3, "cases": 2, "duplicates": 0, "quarantined": 1, "in_progress": 0, "balanced": True,
        "stacks": 0, "archives": 0,
        "stack_pages": {"scanned": 0, "in_letters": 0, "separators": 0, "blank": 0},
    }  # fmt: skip
    assert "账平：3 = 2 + 0 + 1 + 0" in laixin("balance", "--home", seeded).stdout


def test_a_balance_that_does_not_add_up_ends_with_1(laixin: Call, seeded: Path) -> None:
    with sqlite3.connect(seeded / "ledger.sqlite") as database:
        database.execute("DELETE FROM arrivals WHERE outcome = 'quarantined'")
    done = laixin("balance", "--json", "--home", seeded)
    assert done.exit_code == 1
    assert json.loads(done.stdout)["balanced"] is False
    assert "账不平" in laixin("balance", "--home", seeded).stdout


def test_a_sound_ledger_is_verified(laixin: Call, seeded: Path) -> None:
    done = laixin("verify", "--home", seeded)
    assert done.exit_code == 0
    assert "3 个原件都在" in done.stdout


def original(home: Path, name: str) -> Path:
    return home / "originals" / name[:2] / name[2:]


def test_a_changed_and_a_missing_original_are_told_each(laixin: Call, seeded: Path) -> None:
    original(seeded, HELD).chmod(0o600)
    original(seeded, HELD).write_bytes(b"other")
    gone = sha256(b"one").hexdigest()
    original(seeded, gone).unlink()
    done = laixin("verify", "--home", seeded)
    assert done.exit_code == 1
    assert sum(HELD in line or gone in line for line in done.stdout.splitlines()) == 2
    assert "有 2 个问题" in done.stdout


def test_every_original_is_copied_byte_for_byte(laixin: Call, seeded: Path, tmp_path: Path) -> None:
    done = laixin("originals", "--to", tmp_path / "out", "--home", seeded)
    assert done.exit_code == 0
    copied = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    assert copied == {sha256(body).hexdigest(): body for body in (b"one", b"two", b"three")}


def test_a_damaged_original_is_told_after_the_others_were_copied(laixin: Call, seeded: Path, tmp_path: Path) -> None:
    original(seeded, HELD).chmod(0o600)
    original(seeded, HELD).write_bytes(b"other")
    done = laixin("originals", "--to", tmp_path / "out", "--home", seeded)
    assert done.exit_code == 4
    assert "原件库中的内容与校验值不符" in done.stderr
    assert len(list((tmp_path / "out").iterdir())) == 2


@pytest.mark.parametrize("beginning", ["", "ffffffff", sha256(b"one").hexdigest()])
def test_only_a_held_file_can_be_replayed(laixin: Call, seeded: Path, beginning: str) -> None:
    done = laixin("replay", beginning, "--home", seeded)
    assert done.exit_code == 2
    assert "隔离区里没有这个文件" in done.stderr


def test_replay_releases_what_is_named_and_runs(laixin: Call, seeded: Path, monkeypatch) -> None:
    ran = []
    monkeypatch.setattr("cli.runs.run_once", lambda settings: ran.append(settings.home))
    done = laixin("replay", HELD[:8], "--home", seeded)
    assert done.exit_code == 0
    assert ran == [seeded]
    assert json.loads(laixin("balance", "--json", "--home", seeded).stdout)["in_progress"] == 1
