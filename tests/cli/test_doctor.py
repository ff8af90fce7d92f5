"""`laixin doctor`: each thing that can be missing is told with what to do."""

import json
from pathlib import Path

import pytest

from cli import checks
from cli.check import Check
from flows.blind_share import open_blind_share
from ledger import open_ledger
from records import Settings
from tests.cli.conftest import Call
from tests.ledger.letters import LATER, make_reading, make_scan, make_source


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The checks without those that load engines and models."""
    left = {name: check for name, check in checks.CHECKS.items() if name not in ("rapidocr", "model")}
    monkeypatch.setattr(checks, "CHECKS", left)


def test_a_ready_machine_ends_with_0_and_nothing_is_made(laixin: Call, tmp_path: Path, quick: None) -> None:
    done = laixin("doctor", "--home", tmp_path / "new")
    assert done.exit_code == 0
    assert "可以工作。" in done.stdout
    assert not (tmp_path / "new").exists()


def test_programs_get_one_json_value(laixin: Call, tmp_path: Path, quick: None) -> None:
    told = json.loads(laixin("doctor", "--json", "--home", tmp_path).stdout)
    assert told["ready"] is True
    assert {check["name"] for check in told["checks"]} == set(checks.CHECKS)
    assert all(check["state"] in ("ok", "warning") for check in told["checks"])


def test_what_is_missing_ends_with_3_and_says_what_to_do(
    laixin: Call, tmp_path: Path, quick: None, monkeypatch
) -> None:
    (tmp_path / "file").write_text("")
    done = laixin("doctor", "--home", tmp_path / "file" / "var", "--inbox", tmp_path)
    assert done.exit_code == 3
    assert "✗ 数据目录" in done.stdout
    assert "换一个 --home" in done.stdout


def test_a_check_that_stumbles_is_told_and_the_others_go_on(
    laixin: Call, tmp_path: Path, quick: None, monkeypatch
) -> None:
    def stumble(settings: Settings) -> Check:
        raise ValueError("13800001234")

    monkeypatch.setitem(checks.CHECKS, "python", stumble)
    done = laixin("doctor", "--home", tmp_path)
    assert done.exit_code == 3
    assert "✗ Python  程序内部错误（ValueError）" in done.stdout
    assert "13800001234" not in done.output
    assert "✓ 词表" in done.stdout


def test_a_broken_database_is_told(laixin: Call, tmp_path: Path, quick: None) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"this is no database" * 100)
    done = laixin("doctor", "--home", tmp_path)
    assert done.exit_code == 3
    assert "数据库打不开" in done.stdout


def test_too_many_processes_for_the_memory_are_a_warning_with_a_number(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(checks, "_free_memory", lambda: 2_500_000_000)
    check = checks.check_machine(Settings(home=tmp_path, workers=8))
    assert check.state == "warning"
    assert "LAIXIN_WORKERS=2" in check.todo


def test_the_limit_of_a_container_counts_when_it_is_the_smaller(tmp_path: Path, monkeypatch) -> None:
    (tmp_path / "meminfo").write_text("MemTotal: 9 kB\nMemAvailable:   4000000 kB\n")
    (tmp_path / "limit").write_text("1000000000\n")
    monkeypatch.setattr(checks, "MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(checks, "CGROUP_LIMIT", tmp_path / "limit")
    assert checks._free_memory() == 1_000_000_000
    (tmp_path / "limit").write_text("max\n")
    assert checks._free_memory() == 4_096_000_000


@pytest.mark.parametrize(("engine", "state"), [("rapidocr", "warning"), ("tesseract", "missing")])
def test_tesseract_is_needed_by_those_alone_who_chose_it(monkeypatch, engine: str, state: str) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    check = checks.check_tesseract(Settings(engine=engine))
    assert check.state == state
    assert "tesseract-ocr-chi-sim" in check.todo


def test_tesseract_without_chinese_is_told(tmp_path: Path, monkeypatch) -> None:
    program = tmp_path / "tesseract"
    program.write_text('#!/bin/sh\n[ "$1" = --version ] && echo "tesseract 5.3.0" || echo "eng osd"\n')
    program.chmod(0o755)
    monkeypatch.setattr("shutil.which", lambda name: str(program))
    check = checks.check_tesseract(Settings())
    assert (check.state, check.found) == ("warning", "5.3.0，但没有中文数据 chi_sim")


def test_an_absent_package_is_named(monkeypatch) -> None:
    monkeypatch.setattr("importlib.metadata.requires", lambda name: ["typer>=0.15", "no-such-package[extra]>=1; x"])
    check = checks.check_packages(Settings())
    assert check.state == "missing"
    assert "no-such-package" in check.found
    assert "typer" not in check.found


@pytest.mark.slow
def test_the_engine_loads_with_its_models() -> None:
    assert checks.check_rapidocr(Settings()).state == "ok"


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A home in which a letter was drawn to be judged blind, its secret, and what `doctor` says of that alone."""
    monkeypatch.setattr(checks, "CHECKS", {"blind_key": checks.CHECKS["blind_key"]})
    settings = Settings(home=tmp_path, blind_share=1.0)
    with open_ledger(settings.ledger_url, office="XF") as ledger:
        scan = make_scan("one")
        ledger.take_in(scan, source=make_source())
        ledger.record_case(make_reading(scan), at=LATER, blind=open_blind_share(settings))
        assert len(ledger.blind_letters()) == 1
    return settings


def test_the_secret_of_the_blind_draw_is_fine_before_it_is_made_and_when_it_is_whole(
    drawn: Settings, tmp_path: Path
) -> None:
    assert (checks.check_blind_key(drawn).state, checks.check_blind_key(drawn).found) == ("ok", str(drawn.blind_file))
    new = tmp_path / "new"
    assert checks.check_blind_key(Settings(home=new)).state == "ok"
    assert not new.exists()


@pytest.mark.parametrize(
    ("content", "state", "code"), [(None, "warning", 0), (b"", "missing", 3), (b"x", "missing", 3)]
)
def test_a_secret_of_the_blind_draw_that_is_lost_or_broken_is_told(
    laixin: Call, drawn: Settings, content: bytes | None, state: str, code: int
) -> None:
    drawn.blind_file.unlink() if content is None else drawn.blind_file.write_bytes(content)
    done = laixin("doctor", "--json", "--home", drawn.home)
    (check,) = json.loads(done.stdout)["checks"]
    assert (done.exit_code, check["state"]) == (code, state)
    assert "blind.key" in check["todo"]
    off = Settings(home=drawn.home, blind_share=0)
    assert checks.check_blind_key(off).state == "ok", "none is needed where none are drawn"
