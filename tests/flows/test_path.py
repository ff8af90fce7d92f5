"""A file becomes an arrival once, whatever happens on the way: nothing is lost, nothing is counted twice."""

import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

import flows.path
from extractors.intake.inbox import Dropped, claim, look_into
from flows.path import take_in
from ledger import Arrival, Ledger, Originals
from records import LetterError
from tests.flows.fakes import png

BODY = png("one letter")
NAME = sha256(BODY).hexdigest()


class KilledError(BaseException):
    """The process ends here."""


@pytest.fixture
def originals(home: Path) -> Originals:
    return Originals(home / "originals")


@pytest.fixture
def file(drop, home) -> Dropped:
    drop("2026-11/信 001.png", BODY)
    (found,) = look_into(home / "inbox").dropped
    return found


def again(home: Path, ledger: Ledger, originals: Originals) -> list[Arrival | None]:
    """What a later run takes of what still lies there."""
    return [take_in(file, ledger=ledger, originals=originals) for file in look_into(home / "inbox").dropped]


def test_a_file_taken_in_is_stored_committed_and_gone_from_the_inbox(file, ledger, originals):
    arrival = take_in(file, ledger=ledger, originals=originals)
    assert arrival is not None
    scan = arrival.scan
    assert (scan.sha256, scan.name, scan.batch, scan.media_type) == (NAME, "信 001.png", "2026-11", "image/png")
    assert scan.size == len(BODY)
    assert originals.path(NAME).read_bytes() == BODY
    assert not file.path.exists()
    assert [pending.sha256 for pending in ledger.pending()] == [NAME]


def killed_after(function: Callable) -> Callable:
    def act_and_die(*args, **options):
        function(*args, **options)
        raise KilledError

    return act_and_die


def killed_before(function: Callable) -> Callable:
    def die(*args, **options):
        raise KilledError

    return die


STEPS = {
    "put": (Originals, "put"),
    "commit": (Ledger, "take_in"),
    "unlink": (Path, "unlink"),
    "removal": (flows.path, "_remove"),
    "note": (Ledger, "source_removed"),
}


@pytest.mark.parametrize(
    ("killed", "step"),
    [(killed, step) for step in STEPS for killed in (killed_before, killed_after)],
    ids=[f"{when} {step}" for step in STEPS for when in ("before", "after")],
)
def test_killed_at_any_step_and_run_again_it_is_one_arrival(home, ledger, monkeypatch, killed, step):
    (home / "inbox" / "a.png").write_bytes(BODY)
    (file,) = look_into(home / "inbox").dropped
    originals = Originals(home / "originals")
    owner, name = STEPS[step]
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, killed(getattr(owner, name)))
        with pytest.raises(KilledError):
            take_in(file, ledger=ledger, originals=originals)
    assert file.path.exists() or ledger.scans() == [NAME], "neither in the inbox nor in the ledger"
    again(home, ledger, originals)
    assert not file.path.exists()
    assert originals.path(NAME).read_bytes() == BODY
    balance = ledger.balance()
    assert (balance.taken_in, balance.in_progress, balance.balanced) == (1, 1, True)
    assert ledger.verify_chain() == []


def test_the_same_file_dropped_a_second_time_is_a_second_arrival(file, home, drop, ledger, originals):
    take_in(file, ledger=ledger, originals=originals)
    drop("2026-11/信 001.png", BODY)
    (second,) = again(home, ledger, originals)
    assert second is not None
    assert ledger.balance().taken_in == 2
    assert [scan.sha256 for scan in ledger.pending()] == [NAME]


def test_a_disk_that_is_full_leaves_the_file_where_it_lies(file, home, ledger, originals, drop):
    path = drop("large.png", png("x" * 300_000))
    (large,) = [found for found in look_into(home / "inbox").dropped if found.path == path]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))  # as a full disk: writing beyond fails
    try:
        with pytest.raises(OSError, match="too large") as told:
            take_in(large, ledger=ledger, originals=originals)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert told.value.errno == errno.EFBIG
    assert path.exists()
    assert ledger.balance().taken_in == 0
    assert [left for left in (home / "originals").rglob("*") if left.is_file()] == []


def test_a_file_written_to_while_it_is_copied_is_left_for_later(file, home, ledger, originals, monkeypatch):
    real = Originals.put

    def write_meanwhile(self, stream, **options):
        stored = real(self, stream, **options)
        with file.path.open("r+b") as other:
            other.write(b"\x89PNG")
        os.utime(file.path, ns=(0, 1))
        return stored

    with monkeypatch.context() as patch:
        patch.setattr(Originals, "put", write_meanwhile)
        assert take_in(file, ledger=ledger, originals=originals) is None
    assert file.path.exists()
    assert ledger.balance().taken_in == 0
    (arrival,) = again(home, ledger, originals)
    assert arrival is not None


def test_a_file_that_grew_since_it_was_seen_is_left_for_later(file, ledger, originals):
    with file.path.open("ab") as other:
        other.write(b"more")
    assert take_in(file, ledger=ledger, originals=originals) is None
    assert file.path.exists()
    assert ledger.balance().taken_in == 0


def test_a_file_replaced_after_the_commit_is_not_removed_and_becomes_its_own_arrival(
    file, home, ledger, originals, monkeypatch
):
    other = png("another letter of the same name")
    real = Ledger.take_in

    def replace_meanwhile(self, scan, **options):
        arrival = real(self, scan, **options)
        file.path.unlink()
        file.path.write_bytes(other)
        return arrival

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "take_in", replace_meanwhile)
        assert take_in(file, ledger=ledger, originals=originals) is not None
    assert file.path.read_bytes() == other
    again(home, ledger, originals)
    assert {scan.sha256 for scan in ledger.pending()} == {NAME, sha256(other).hexdigest()}
    assert ledger.balance().taken_in == 2
    assert not file.path.exists()


def test_a_file_that_another_process_holds_is_left_to_it(file, ledger, originals):
    with claim(file) as claimed:
        assert claimed is not None
        assert take_in(file, ledger=ledger, originals=originals) is None
    assert file.path.exists()


def test_a_file_that_may_not_be_read_is_told_and_stays(file, ledger, originals, monkeypatch):
    def refuse(path, flags, *args):
        raise PermissionError(errno.EACCES, "no", path)

    monkeypatch.setattr("extractors.intake.inbox.os.open", refuse)
    with pytest.raises(LetterError) as told:
        take_in(file, ledger=ledger, originals=originals)
    assert told.value.code == "intake.not-readable"
    assert file.path.exists()


@pytest.mark.parametrize(
    "name", [b"two\nlines.png", b"a" * 250 + b".png", "\u202egnp.exe".encode(), b"\xc4\xe3\xba\xc3.png"]
)
def test_a_file_of_any_name_is_taken_and_its_name_can_be_shown(home, ledger, originals, name):
    folder = os.fsencode(home / "inbox")
    with open(os.path.join(folder, name), "wb") as target:  # noqa: PTH123, PTH118 (bytes)
        target.write(BODY)
    (arrival,) = again(home, ledger, originals)
    assert arrival is not None
    assert arrival.scan.name == name.decode("utf-8", "backslashreplace")
    assert list((home / "inbox").iterdir()) == []


def test_the_files_that_a_batch_folder_of_no_utf8_holds_are_taken(home, ledger, originals):
    folder = os.path.join(os.fsencode(home / "inbox"), b"\xc4\xe3")  # noqa: PTH118 (bytes)
    os.mkdir(folder)  # noqa: PTH102 (bytes)
    with open(os.path.join(folder, b"a.png"), "wb") as target:  # noqa: PTH123, PTH118 (bytes)
        target.write(BODY)
    (arrival,) = again(home, ledger, originals)
    assert arrival is not None
    assert arrival.scan.batch == "\\xc4\\xe3"


TAKE_ALL = """
import sys
from pathlib import Path
from extractors.intake.inbox import look_into
from flows.path import take_in
from ledger import Originals, open_ledger
home = Path(sys.argv[1])
with open_ledger(f"sqlite:///{home / 'ledger.sqlite'}", office="XF") as ledger:
    print("ready", flush=True)
    for file in look_into(home / "inbox").dropped:
        take_in(file, ledger=ledger, originals=Originals(home / "originals"))
"""


@pytest.mark.slow
def test_killed_by_the_system_again_and_again_nothing_is_lost_or_doubled(home, drop, ledger, originals):
    wanted = set()
    for number in range(120):
        body = png(f"letter {number}")
        drop(f"{number:03}.png", body)
        wanted.add(sha256(body).hexdigest())
    for pause in (0.02, 0.07, 0.15, 0.3):
        process = subprocess.Popen([sys.executable, "-c", TAKE_ALL, home], stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        try:
            process.wait(pause)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        process.stdout.close()
    again(home, ledger, originals)
    assert set(ledger.scans()) == wanted
    assert ledger.balance().taken_in == 120
    assert originals.verify(wanted) == []
    assert list((home / "inbox").iterdir()) == []
    assert ledger.verify_chain() == []
