"""`laixin run` and `laixin watch` with everything real: engine, ledger, Prefect."""

import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.conftest import PROGRAM, Call, run_program
from tests.drawing import LETTER, SHORT_LETTER, draw_page, encode

ODD = "\u202egnp.exe"


def letter(lines: tuple[str, ...]) -> bytes:
    return encode(draw_page(lines, size=(1240, 900), characters=34, top=60), "PNG")


class Ran(NamedTuple):
    home: Path
    out: str
    err: str
    code: int


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Ran:
    """A run over two letters, a copy of one, a program that claims to be a picture, and an unfinished file."""
    home = tmp_path_factory.mktemp("run") / "var"
    inbox = home / "inbox"
    inbox.mkdir(parents=True)
    (inbox / "信 1.png").write_bytes(letter(LETTER))
    (inbox / "信 2.png").write_bytes(letter(SHORT_LETTER))
    (inbox / "信 2 again.png").write_bytes(letter(SHORT_LETTER))
    (inbox / ODD).write_bytes(b"MZ" + bytes(100))
    (inbox / "scan.png.part").write_bytes(b"half")
    done = run_program("run", "--home", home, LAIXIN_PATIENCE_S="3")
    return Ran(home, done.stdout.decode(), done.stderr.decode(), done.returncode)


@pytest.mark.slow
def test_a_run_with_quarantine_ends_with_0_and_leaves_the_unfinished_file_alone(ran: Ran) -> None:
    assert ran.code == 0
    assert [path.name for path in (ran.home / "inbox").iterdir()] == ["scan.png.part"]
    told = json.loads(run_program("balance", "--json", "--home", ran.home).stdout)
    expected = {"taken_in": 4, "cases": 2, "duplicates": 1, "quarantined": 1, "in_progress": 0, "balanced": True}
    assert {key: told[key] for key in expected} == expected


@pytest.mark.slow
def test_the_end_tells_what_came_of_it_and_how_to_go_on(ran: Ran) -> None:
    assert "关于楼下烧烤店油烟扰民的反映" in ran.out
    assert "\\u202egnp.exe" in ran.out
    assert "不支持这种文件格式。" in ran.out
    assert "scan.png.part（名称像是还没写完的文件）" in ran.out
    assert "2 件立件，1 件重复，1 件隔离" in ran.out
    assert "接着做：laixin cases" in ran.out


@pytest.mark.slow
def test_in_a_pipe_progress_is_plain_lines_without_names(ran: Ran) -> None:
    assert "\x1b" not in ran.out + ran.err
    assert "\u202e" not in ran.out + ran.err
    lines = ran.err.splitlines()
    assert lines[0].endswith("有 4 个文件")
    assert any(line.startswith("3/3  ") for line in lines)
    assert "陈阿明" not in ran.err


@pytest.mark.slow
def test_the_cases_can_be_shown_right_after(ran: Ran) -> None:
    rows = [
        json.loads(row) for row in run_program("cases", "--format", "jsonl", "--home", ran.home).stdout.splitlines()
    ]
    assert len(rows) == 2
    for row in rows:
        shown = run_program("show", row["case_no"], "--home", ran.home)
        assert shown.returncode == 0
        assert row["case_no"].encode() in shown.stdout


def test_an_empty_inbox_is_told_kindly_at_once(laixin: Call, tmp_path: Path) -> None:
    began = time.monotonic()
    done = laixin("run", "--home", tmp_path / "var")
    assert done.exit_code == 0
    assert f"收件目录是空的：{tmp_path / 'var' / 'inbox'}" in done.stdout
    assert (tmp_path / "var" / "inbox").is_dir()
    assert time.monotonic() - began < 5, "no engine was loaded"


def test_an_inbox_that_cannot_be_made_ends_with_3(laixin: Call, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = laixin("run", "--home", tmp_path / "var", "--inbox", tmp_path / "file" / "inbox")
    assert done.exit_code == 3
    assert "收件目录不能使用" in done.stderr


@pytest.mark.slow
def test_ctrl_c_ends_a_run_with_130_and_loses_nothing(tmp_path: Path) -> None:
    inbox = tmp_path / "var" / "inbox"
    inbox.mkdir(parents=True)
    for number in range(6):
        (inbox / f"{number}.png").write_bytes(letter((*SHORT_LETTER, f"第{number}封")))
    run = subprocess.Popen([PROGRAM, "run", "--home", tmp_path / "var"], stderr=subprocess.PIPE, text=True)
    assert run.stderr is not None
    while not run.stderr.readline().startswith("1/"):
        assert run.poll() is None
    run.send_signal(signal.SIGINT)
    _, err = run.communicate(timeout=120)
    assert run.returncode == 130
    assert "正在停止" in err
    assert "Traceback" not in err
    told = json.loads(run_program("balance", "--json", "--home", tmp_path / "var").stdout)
    assert told["balanced"]
    assert told["taken_in"] + len(list(inbox.iterdir())) == 6


@pytest.mark.slow
def test_watch_reads_what_arrives_tells_it_with_the_time_and_ends_on_sigterm(tmp_path: Path) -> None:
    home = tmp_path / "var"
    environment = {**os.environ, "LAIXIN_SETTLE_S": "0.2", "PYTHONUNBUFFERED": "1"}
    watch = subprocess.Popen(
        [PROGRAM, "watch", "--home", home], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    assert watch.stdout is not None
    lines = [watch.stdout.readline()]
    assert "开始守候" in lines[0]
    while not (home / "ledger.sqlite").exists():
        assert watch.poll() is None
        time.sleep(0.1)
    (home / "inbox" / "信.png").write_bytes(letter(SHORT_LETTER))
    while "立件" not in lines[-1]:
        assert watch.poll() is None
        lines.append(watch.stdout.readline())
    watch.send_signal(signal.SIGTERM)
    out, _ = watch.communicate(timeout=200)
    assert watch.returncode == 0
    lines += out.splitlines()
    assert all(line[:2] == "20" and line[10] == " " for line in lines if line.strip())
    assert "已结束：立件 1，重复 0，隔离 0；0 封还没读" in lines[-1]
    assert not any("林小红" in line or "信.png" in line for line in lines)
