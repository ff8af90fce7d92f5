"""Several processes and threads at one ledger: nothing doubled, no number skipped, no kill loses a letter."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from ledger import Ledger, open_ledger
from tests.ledger.letters import LATER, make_reading, make_scan, make_source

ROOT = Path(__file__).parents[2]
LETTERS = 20

# Each process takes every scan in, as a file of its own, and registers it; both race for the case numbers.
WORK = """
import sys
from ledger import open_ledger
from tests.ledger.letters import LATER, make_reading, make_scan, make_source
url, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
with open_ledger(url, office="XF") as ledger:
    for number in range(count):
        scan = make_scan(str(number))
        arrival = ledger.take_in(scan, source=make_source(first + number))
        ledger.record_case(make_reading(scan), at=LATER)
        ledger.source_removed(arrival.id)
        print(number, flush=True)
"""


def start(url: str, *, first: int, count: int) -> subprocess.Popen[str]:
    """A process that works at the ledger."""
    command = [sys.executable, "-c", WORK, url, str(first), str(count)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def check_whole(ledger: Ledger, *, taken_in: int, cases: int) -> None:
    """Expect a ledger in which everything adds up and the numbers run without gaps."""
    balance = ledger.balance()
    assert balance.balanced
    assert (balance.taken_in, balance.cases, balance.duplicates) == (taken_in, cases, taken_in - cases)
    numbers = sorted(record.case_no for record in ledger.cases())
    assert numbers == [f"2026-XF-{number:05}" for number in range(1, cases + 1)]
    assert ledger.verify_chain() == []


def test_two_processes_taking_in_the_same_scans_make_each_a_case_once(url: str) -> None:
    running = [start(url, first=first, count=LETTERS) for first in (1000, 2000)]
    for process in running:
        process.communicate(timeout=120)
    assert [process.returncode for process in running] == [0, 0]
    with open_ledger(url, office="XF") as ledger:
        check_whole(ledger, taken_in=2 * LETTERS, cases=LETTERS)


def test_threads_at_one_ledger_make_each_scan_a_case_once(ledger: Ledger) -> None:
    def work(number: int) -> str:
        scan = make_scan(str(number % LETTERS))
        ledger.take_in(scan, source=make_source(number))
        return ledger.record_case(make_reading(scan), at=LATER)

    with ThreadPoolExecutor(4) as threads:
        numbers = list(threads.map(work, range(2 * LETTERS)))
    assert numbers[:LETTERS] == numbers[LETTERS:]
    check_whole(ledger, taken_in=2 * LETTERS, cases=LETTERS)


def test_a_process_killed_at_any_moment_is_made_good_by_the_next_run(url: str) -> None:
    """The kills land while rows are written; the last run finds the same files and completes them."""
    for wanted in (1, 4, 9):
        process = start(url, first=1000, count=LETTERS)
        assert process.stdout is not None
        for line in process.stdout:
            if int(line) == wanted:
                break
        time.sleep(0.004 * wanted)
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
        process.stdout.close()
    last = start(url, first=1000, count=LETTERS)
    last.communicate(timeout=120)
    assert last.returncode == 0
    with open_ledger(url, office="XF") as ledger:
        balance = ledger.balance()
        assert balance.balanced
        assert (balance.cases, balance.in_progress) == (LETTERS, 0)
        check_whole(ledger, taken_in=balance.taken_in, cases=LETTERS)
