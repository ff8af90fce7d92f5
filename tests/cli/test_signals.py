"""The first signal asks to stop, the second ends the process and what it started."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cli.signals import stop_softly

STUBBORN = """
import os, signal, subprocess, sys, time
from cli.signals import stop_softly
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
with stop_softly(lambda: os.write(1, b"asked\\n")):
    print(child.pid, flush=True)
    time.sleep(60)
"""


def test_the_first_signal_asks_and_the_handlers_are_given_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    asked = []
    with stop_softly(lambda: asked.append(1)):
        signal.raise_signal(signal.SIGTERM)
    assert asked == [1]
    assert signal.getsignal(signal.SIGTERM) == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_second_signal_ends_the_process_and_its_children_at_once(number: signal.Signals) -> None:
    process = subprocess.Popen([sys.executable, "-c", STUBBORN], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.send_signal(number)
    assert process.stdout.readline() == "asked\n"
    process.send_signal(number)
    assert process.wait(10) == 128 + number
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _lives(child):
        time.sleep(0.05)
    assert not _lives(child)


def _lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
