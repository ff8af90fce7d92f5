"""The program makes no outgoing connection: the whole run works where there is no network at all."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
LOOPBACK_UP = "import fcntl,socket,struct;fcntl.ioctl(socket.socket(),0x8914,struct.pack('16sh14x',b'lo',0x1|0x40))"
"""SIOCSIFFLAGS with IFF_UP and IFF_RUNNING: Prefect's own server listens on the loopback interface."""


def in_empty_network(*command: str) -> list[str]:
    up = f'{sys.executable} -c "{LOOPBACK_UP}" && exec "$@"'
    return ["unshare", "-rn", "sh", "-c", up, "sh", *command]


@pytest.mark.slow
def test_a_whole_run_works_in_an_empty_network_namespace(tmp_path: Path) -> None:
    if subprocess.run(in_empty_network("true"), capture_output=True, check=False).returncode:
        pytest.skip("network namespaces are not allowed here")
    laixin = str(Path(sys.executable).with_name("laixin"))
    home = tmp_path / "var"
    (home / "inbox").mkdir(parents=True)
    for name in ("wages-print.jpg", "canal-text.pdf", "accuse-school-chief.jpg"):
        shutil.copy(PROJECT / "sample_docs" / name, home / "inbox")
    run = subprocess.run(
        in_empty_network(laixin, "run", "--home", str(home)), capture_output=True, text=True, timeout=240, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    told = subprocess.run(
        [laixin, "cases", "--home", str(home), "--format", "jsonl"], capture_output=True, text=True, check=True
    )
    cases = [json.loads(line) for line in told.stdout.splitlines()]
    assert len(cases) == 3
    assert all(case["page_count"] >= 1 and "page.unread" not in case["doubts"] for case in cases)
    assert {case["values"]["topic"] for case in cases} >= {"劳动和社会保障", "农村农业"}
