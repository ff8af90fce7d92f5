"""Claims: each scan is read by one worker while its lease lives, whoever else looks."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from ledger import LEASE, Ledger, this_worker
from ledger.claims.workers import is_gone
from tests.ledger.letters import LATER, NOON, make_reading, make_scan, make_source

ROOT = Path(__file__).parents[3]
HERE, THERE = "far-away boot space 7 1", "elsewhere boot space 7 1"

# Each process claims scans as long as it gets some, and says which.
WORK = """
import sys
from ledger import open_ledger, this_worker
with open_ledger(sys.argv[1], office="XF") as ledger:
    while claimed := ledger.claim_scans(this_worker(), at_most=3):
        for scan in claimed:
            print(scan.sha256, flush=True)
            ledger.hold(scan.sha256, code="intake.damaged", detail="", at=scan.received_at)
"""
CLAIM_AND_STAY = """
import sys, time
from ledger import open_ledger, this_worker
ledger = open_ledger(sys.argv[1], office="XF")
print(len(ledger.claim_scans(this_worker(), at_most=9)), flush=True)
time.sleep(600)
"""


def take(ledger: Ledger, count: int) -> list[str]:
    for number in range(count):
        ledger.take_in(make_scan(str(number)), source=make_source(number))
    return [make_scan(str(number)).sha256 for number in range(count)]


def claim(ledger: Ledger, worker: str, *, at_most: int = 9, after: timedelta = timedelta(0)) -> list[str]:
    return [scan.sha256 for scan in ledger.claim_scans(worker, at_most=at_most, now=NOON + after)]


def test_a_scan_is_claimed_once_the_oldest_first(ledger: Ledger) -> None:
    first, second, third = take(ledger, 3)
    assert claim(ledger, HERE, at_most=2) == [first, second]
    assert claim(ledger, THERE) == [third]
    assert claim(ledger, THERE, at_most=2) == [third], "its own claim it may have again"


def test_one_that_is_claimed_elsewhere_is_not_free(ledger: Ledger) -> None:
    first, second = take(ledger, 2)
    claim(ledger, HERE, at_most=1)
    assert [scan.sha256 for scan in ledger.free_scans(THERE, now=NOON)] == [second]
    assert [scan.sha256 for scan in ledger.free_scans(HERE, now=NOON)] == [first, second]
    assert [scan.sha256 for scan in ledger.pending()] == [first, second]


def test_a_claim_comes_back_when_its_lease_is_over_and_not_when_it_is_renewed(ledger: Ledger) -> None:
    (sha256,) = take(ledger, 1)
    claim(ledger, HERE)
    assert claim(ledger, THERE, after=LEASE - timedelta(seconds=1)) == []
    ledger.renew_claims(HERE, now=NOON + LEASE / 2)
    assert claim(ledger, THERE, after=LEASE + timedelta(seconds=1)) == []
    assert claim(ledger, THERE, after=2 * LEASE) == [sha256]


def test_what_is_given_up_is_free_at_once(ledger: Ledger) -> None:
    first, second = take(ledger, 2)
    claim(ledger, HERE)
    ledger.give_up_claims(HERE, only=[second])
    assert claim(ledger, THERE) == [second]
    ledger.give_up_claims(HERE)
    assert claim(ledger, THERE) == [first, second]


def test_the_copies_of_a_scan_are_claimed_with_it(ledger: Ledger) -> None:
    take(ledger, 1)
    ledger.take_in(make_scan("0"), source=make_source(9))
    assert len(claim(ledger, HERE)) == 1
    assert claim(ledger, THERE) == []


@pytest.mark.parametrize("outcome", ["case", "held"])
def test_a_letter_that_is_done_cannot_be_claimed_and_one_released_is_nobodys(ledger: Ledger, outcome: str) -> None:
    (sha256,) = take(ledger, 1)
    claim(ledger, HERE)
    if outcome == "case":
        ledger.record_case(make_reading(make_scan("0")), at=LATER)
        assert claim(ledger, HERE) == []
    else:
        ledger.hold(sha256, code="intake.damaged", detail="", at=LATER)
        ledger.release()
        assert claim(ledger, THERE) == [sha256], "the claim ended with the outcome"


def test_claims_leave_the_books_as_they_are(ledger: Ledger) -> None:
    take(ledger, 2)
    before = ledger.balance()
    claim(ledger, HERE)
    assert ledger.balance() == before
    assert ledger.verify_chain() == []


def test_processes_that_claim_at_once_get_each_scan_once(ledger: Ledger, url: str) -> None:
    scans = take(ledger, 30)
    command = [sys.executable, "-c", WORK, url]
    running = [subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    told = [line for process in running for line in process.communicate(timeout=120)[0].split()]
    assert sorted(told) == sorted(scans)


def test_what_a_killed_process_of_this_machine_claimed_is_free_at_once(ledger: Ledger, url: str) -> None:
    scans = take(ledger, 3)
    process = subprocess.Popen([sys.executable, "-c", CLAIM_AND_STAY, url], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "3\n"
        assert ledger.claim_scans(this_worker(), at_most=9) == []
    finally:
        process.kill()
        process.communicate()
    assert [scan.sha256 for scan in ledger.free_scans(this_worker())] == scans
    assert [scan.sha256 for scan in ledger.claim_scans(this_worker(), at_most=9)] == scans


def test_this_process_lives_and_one_whose_number_was_given_out_again_does_not() -> None:
    assert not is_gone(this_worker())
    place, number, _ = this_worker().rsplit(" ", 2)
    assert int(number) == os.getpid()
    assert is_gone(f"{place} {number} 1"), "another process had this number"
    assert is_gone(f"{place} {2**22 + 1} 1"), "no process has such a number"


@pytest.mark.parametrize("worker", [HERE, "", "x", "a b c d e"])
def test_of_another_machine_nobody_can_say_that_it_is_gone(worker: str) -> None:
    assert not is_gone(worker)
