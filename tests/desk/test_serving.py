"""The desk as a process: it starts, logs without values, ends cleanly, says why it cannot start."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from desk.serving import Door, open_socket
from ledger import open_ledger
from records import SetupError
from tests.desk.offices import READ, WHO, Office

ROOT = Path(__file__).parents[2]


@pytest.fixture
def home(tmp_path: Path, empty_ledger: Path) -> Path:
    shutil.copy(empty_ledger, tmp_path / "ledger.sqlite")
    return tmp_path


def test_it_serves_until_sigterm_and_logs_no_values(home: Path) -> None:
    with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
        made = Office(ledger, "")
        case_no, secret = made.letter(), made.token(READ)
    command = [sys.executable, "-c", "from cli.main import app; app()", "desk", "--port", "0", "--home", home]
    running = subprocess.Popen(
        command, cwd=ROOT, stderr=subprocess.PIPE, text=True, env=os.environ | {"LANG": "C.UTF-8"}
    )
    assert running.stderr is not None
    try:
        first = running.stderr.readline()
        address = re.search(r"http://127\.0\.0\.1:[0-9]+/", first)
        assert address, first
        with httpx.Client(base_url=address[0], trust_env=False, verify=False) as client:
            assert "接口" in client.get("/").text
            assert client.get("/api/v1/health").json() == {"status": "ok", "api": "1"}
            headers = {"Authorization": f"Bearer {secret}"}
            assert client.get(f"/api/v1/cases/{case_no}", headers=headers).status_code == 200
            assert client.get(f"/api/v1/search?q={WHO}", headers=headers).status_code == 200
        running.send_signal(signal.SIGTERM)
        _, log = running.communicate(timeout=30)
    finally:
        running.kill()
    assert running.returncode == 0, log
    assert "GET /cases/{case_no} t0 200" in log
    assert "GET /search t0 200" in log
    assert [word for word in (WHO, "%E6", secret, case_no) if word in log] == []


def test_a_taken_port_and_a_missing_certificate_are_told(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SetupError, match=r"setup\.desk"):
        open_socket(Door(port=taken.getsockname()[1]))
    with pytest.raises(SetupError, match="--cert --key"):
        open_socket(Door(port=0, certificate=tmp_path / "desk.pem"))
    with pytest.raises(SetupError, match=r"desk\.pem"):
        open_socket(Door(port=0, certificate=tmp_path / "desk.pem", key=tmp_path / "desk.key"))


def test_only_a_door_to_others_without_tls_is_unsafe() -> None:
    assert not Door().is_open
    assert Door(host="0.0.0.0").is_open
    assert not Door(host="0.0.0.0", certificate=Path("a"), key=Path("b")).is_open
