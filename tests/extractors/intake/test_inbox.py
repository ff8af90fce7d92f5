"""What is taken from the inbox: whole regular files, each by one process alone."""

import errno
import functools
import itertools
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.intake import inbox as inbox_module
from extractors.intake.inbox import Dropped, LeftAlone, Patience, claim, look_into, readable_name, unchanged
from records import LetterError
from tests.drawing import encode
from tests.extractors.intake.test_formats import grainy

WHOLE = encode(grainy(), "PNG")
CUT = WHOLE[:-20]


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that `Patience` sees, in its only element."""
    now = [1000.0]
    monkeypatch.setattr(inbox_module.time, "monotonic", lambda: now[0])
    return now


def only(inbox: Path) -> Dropped:
    (file,) = look_into(inbox).dropped
    return file


def ready(patience: Patience, inbox: Path) -> list[str]:
    return [file.path.name for file in patience.choose_ready(look_into(inbox))]


def test_a_whole_file_is_ready_after_it_stood_still(inbox, clock):
    (inbox / "a.png").write_bytes(WHOLE)
    patience = Patience(settle_s=2, patience_s=20)
    assert ready(patience, inbox) == []
    clock[0] += 1.9
    assert ready(patience, inbox) == []
    clock[0] += 0.2
    assert ready(patience, inbox) == ["a.png"]


def test_a_file_that_grows_is_not_ready_however_long_it_takes(inbox, clock):
    patience = Patience(settle_s=2, patience_s=20)
    for part in range(30):
        with (inbox / "a.png").open("ab") as file:
            file.write(WHOLE[part * 10 : part * 10 + 10])
        assert ready(patience, inbox) == []
        clock[0] += 1.5


def test_a_file_rewritten_at_the_same_size_starts_its_wait_anew(inbox, clock):
    path = inbox / "a.png"
    path.write_bytes(WHOLE)
    patience = Patience(settle_s=2, patience_s=20)
    assert ready(patience, inbox) == []
    clock[0] += 1.9
    os.utime(path, ns=(0, 123_456_789))
    assert ready(patience, inbox) == []
    clock[0] += 1.9
    assert ready(patience, inbox) == []
    clock[0] += 0.2
    assert ready(patience, inbox) == ["a.png"]


def test_a_file_without_its_end_is_ready_only_after_patience_ran_out(inbox, clock):
    (inbox / "a.png").write_bytes(CUT)
    patience = Patience(settle_s=2, patience_s=20)
    for _ in range(19):
        assert ready(patience, inbox) == []
        clock[0] += 1
    clock[0] += 1.1
    assert ready(patience, inbox) == ["a.png"]


def test_an_empty_file_may_still_be_filled_and_is_taken_when_it_is_not(inbox, clock):
    (inbox / "a.png").touch()
    patience = Patience(settle_s=2, patience_s=20)
    assert ready(patience, inbox) == []
    clock[0] += 5
    assert ready(patience, inbox) == []
    clock[0] += 15
    assert ready(patience, inbox) == ["a.png"]


def test_a_file_that_went_away_is_forgotten_and_waits_anew_when_it_comes_back(inbox, clock):
    path = inbox / "a.png"
    patience = Patience(settle_s=2, patience_s=20)
    path.write_bytes(WHOLE)
    ready(patience, inbox)
    status = path.stat()
    path.unlink()
    clock[0] += 5
    ready(patience, inbox)
    path.write_bytes(WHOLE)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert ready(patience, inbox) == []


def test_room_kept_free_for_the_rest_of_a_text_is_waited_for(inbox, clock):
    (inbox / "a.txt").write_bytes("字".encode() * 2000 + b"\0" * 4096)
    patience = Patience(settle_s=2, patience_s=20)
    assert ready(patience, inbox) == []
    clock[0] += 5
    assert ready(patience, inbox) == []
    clock[0] += 20
    assert ready(patience, inbox) == ["a.txt"]


class Scanner(threading.Thread):
    """A scanner on another thread that does each of its steps when it is told to."""

    def __init__(self, *steps: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self._steps = steps
        self._go, self._done = threading.Semaphore(0), threading.Semaphore(0)
        self.start()

    def run(self) -> None:
        for step in self._steps:
            self._go.acquire()
            step()
            self._done.release()

    def do(self) -> None:
        self._go.release()
        assert self._done.acquire(timeout=10)


def test_a_scanner_that_waits_for_its_next_sheet_is_waited_for(inbox, clock):
    sheet = encode(grainy(mode="1"), "TIFF", compression="group4")
    file = (inbox / "a.tif").open("wb")

    def write() -> None:
        file.write(sheet)
        file.flush()

    scanner = Scanner(write, file.close)
    patience = Patience(settle_s=2, patience_s=20)
    scanner.do()
    for _ in range(10):  # the first sheet is a whole TIFF; a jam takes longer than patience
        assert ready(patience, inbox) == []
        clock[0] += 10
    scanner.do()
    assert ready(patience, inbox) == ["a.tif"]


def test_a_file_that_gets_its_name_at_the_end_is_taken_under_that_name(inbox, clock):
    part, whole = inbox / "a.png.tmp", inbox / "a.png"
    half = len(WHOLE) // 2
    scanner = Scanner(
        lambda: part.write_bytes(WHOLE[:half]), lambda: part.write_bytes(WHOLE), lambda: part.rename(whole)
    )
    patience = Patience(settle_s=2, patience_s=20)
    for _ in range(2):
        scanner.do()
        clock[0] += 30
        assert ready(patience, inbox) == []
        assert [left.reason for left in look_into(inbox).left_alone] == ["unfinished-name"]
    scanner.do()
    ready(patience, inbox)
    clock[0] += 3
    assert ready(patience, inbox) == ["a.png"]


def test_a_copy_over_a_slow_share_that_stalls_is_waited_for_until_it_is_whole(inbox, clock):
    path = inbox / "2026-10" / "deep" / "a.png"
    path.parent.mkdir(parents=True)
    cuts = [0, len(WHOLE) // 3, len(WHOLE) // 2, len(WHOLE)]

    def add(start: int, end: int) -> None:
        with path.open("ab") as file:
            file.write(WHOLE[start:end])

    scanner = Scanner(*(functools.partial(add, *cut) for cut in itertools.pairwise(cuts)))
    patience = Patience(settle_s=2, patience_s=20)
    for _ in range(2):
        scanner.do()
        ready(patience, inbox)
        clock[0] += 15
        assert ready(patience, inbox) == []
    scanner.do()
    ready(patience, inbox)
    clock[0] += 3
    assert ready(patience, inbox) == ["a.png"]
    assert only(inbox).batch == "2026-10/deep"


def test_a_pipe_put_in_a_files_place_does_not_hold_up_the_look(inbox, clock):
    path = inbox / "a.png"
    path.write_bytes(WHOLE)
    look = look_into(inbox)
    patience = Patience(settle_s=0, patience_s=20)
    path.unlink()
    os.mkfifo(path)
    assert patience.choose_ready(look) == ()


def test_what_is_no_file_or_not_finished_is_left_alone_and_told(inbox, tmp_path):
    (tmp_path / "outside.png").write_bytes(WHOLE)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "inside.png").write_bytes(WHOLE)
    os.mkfifo(inbox / "pipe.pdf")
    (inbox / "link.png").symlink_to(tmp_path / "outside.png")
    (inbox / "linked folder").symlink_to(tmp_path / "folder")
    (inbox / ".hidden.png").write_bytes(WHOLE)
    (inbox / ".trash").mkdir()
    (inbox / ".trash" / "old.png").write_bytes(WHOLE)
    unfinished = [
        *(
            "a.part",
            "b.PDF.Part",
            "c.tmp",
            "d.crdownload",
            "e.filepart",
            "f~",
            "g.partial",
            "h.pdf.temp",
            "i.opdownload",
        ),
        *("j.uploading", "k.pdf.lock", "l.swp", "m.download"),
    ]
    system = [
        "~$信.docx",
        ".~lock.信.odt#",
        "Thumbs.db",
        ".DS_Store",
        "desktop.INI",
        "._信.pdf",
        ".nfs0001",
        ".smbdeleteAA",
    ]
    for name in (*unfinished, *system):
        (inbox / name).write_bytes(WHOLE)
    for folder in ("$RECYCLE.BIN", "System Volume Information", "@eaDir"):
        (inbox / folder).mkdir()
        (inbox / folder / "old.png").write_bytes(WHOLE)
    with socket.socket(socket.AF_UNIX) as listener:
        os.chdir(inbox)  # a socket's address is short
        listener.bind("socket.png")
    look = look_into(inbox)
    assert look.dropped == ()
    told = {left.path.name: left.reason for left in look.left_alone}
    kinds = dict.fromkeys(["pipe.pdf", "link.png", "linked folder", "socket.png"], "not-regular")
    kinds |= dict.fromkeys([".hidden.png", ".trash", *unfinished], "unfinished-name")
    kinds |= dict.fromkeys([*system, "$RECYCLE.BIN", "System Volume Information", "@eaDir"], "system-file")
    assert told == kinds


def test_a_file_that_vanishes_during_the_look_is_told(inbox, monkeypatch):
    (inbox / "a.png").write_bytes(WHOLE)
    real = Path.lstat
    monkeypatch.setattr(Path, "lstat", lambda path: real(path.with_name("gone")))
    assert look_into(inbox).left_alone == (LeftAlone(inbox / "a.png", "vanished"),)


def test_subfolders_are_batches_and_files_come_in_the_order_of_their_names(inbox):
    for name in ("b.png", "a.png", "2026-10/2.png", "2026-10/1.png", "2026-10/deep/3.png"):
        (inbox / name).parent.mkdir(parents=True, exist_ok=True)
        (inbox / name).write_bytes(WHOLE)
    found = [(file.batch, file.path.name) for file in look_into(inbox).dropped]
    assert found == [
        ("", "a.png"),
        ("", "b.png"),
        ("2026-10", "1.png"),
        ("2026-10", "2.png"),
        ("2026-10/deep", "3.png"),
    ]


def test_an_inbox_that_is_not_there_is_empty(tmp_path):
    assert look_into(tmp_path / "nowhere").dropped == ()


NAMES = [
    b"two\nlines.png",
    b"a" * 251 + b".png",
    "信".encode() * 83 + b".png",
    "\u202egnp.exe".encode(),
    b"\xc4\xe3\xba\xc3.png",
    b"=cmd|'-C calc'!A0.png",
    b" ",
]


@pytest.mark.parametrize("name", NAMES, ids=range(len(NAMES)))
def test_a_file_of_any_name_is_seen_and_claimed(inbox, name):
    with open(os.path.join(os.fsencode(inbox), name), "wb") as file:  # noqa: PTH123, PTH118 (bytes)
        file.write(WHOLE)
    with claim(only(inbox)) as claimed:
        assert claimed is not None
        assert claimed[0].read() == WHOLE


def test_names_become_text_that_can_be_stored_and_nothing_readable_changes():
    assert readable_name("投诉 1\n.png") == "投诉 1\n.png"
    readable = readable_name(os.fsdecode(b"\xc4\xe3.png"))
    assert readable == "\\xc4\\xe3.png"
    readable.encode()


def test_a_batch_folder_whose_name_is_no_utf8_gives_a_batch_that_can_be_stored(inbox):
    folder = os.path.join(os.fsencode(inbox), b"\xc4\xe3")  # noqa: PTH118 (bytes)
    os.mkdir(folder)  # noqa: PTH102 (bytes)
    with open(os.path.join(folder, b"a.png"), "wb") as file:  # noqa: PTH123, PTH118 (bytes)
        file.write(WHOLE)
    assert only(inbox).batch == "\\xc4\\xe3"


def test_a_second_claim_gets_nothing_while_the_first_holds(inbox):
    (inbox / "a.png").write_bytes(WHOLE)
    file = only(inbox)
    with claim(file) as first:
        assert first is not None
        with claim(file) as second:
            assert second is None
    with claim(file) as third:
        assert third is not None


HOLD = """
import sys, time
from pathlib import Path
from extractors.intake.inbox import claim, look_into
with claim(look_into(Path(sys.argv[1])).dropped[0]) as claimed:
    print("held" if claimed else "not held", flush=True)
    time.sleep(60)
"""


def test_a_claim_of_another_process_holds_until_that_process_is_killed(inbox):
    (inbox / "a.png").write_bytes(WHOLE)
    file = only(inbox)
    other = subprocess.Popen([sys.executable, "-c", HOLD, inbox], stdout=subprocess.PIPE, text=True)
    try:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with claim(file) as claimed:
            assert claimed is None
    finally:
        other.send_signal(signal.SIGKILL)
        other.wait()
        other.stdout.close()
    with claim(file) as claimed:
        assert claimed is not None


def test_a_file_that_has_gone_gives_no_claim(inbox):
    (inbox / "a.png").write_bytes(WHOLE)
    file = only(inbox)
    file.path.unlink()
    with claim(file) as claimed:
        assert claimed is None


@pytest.mark.parametrize("put", ["link", "pipe", "folder"])
def test_something_else_put_in_the_files_place_gives_no_claim_and_does_not_wait(inbox, tmp_path, put):
    (inbox / "a.png").write_bytes(WHOLE)
    file = only(inbox)
    file.path.unlink()
    if put == "link":
        (tmp_path / "secret").write_bytes(WHOLE)
        file.path.symlink_to(tmp_path / "secret")
    elif put == "pipe":
        os.mkfifo(file.path)
    else:
        file.path.mkdir()
    began = time.monotonic()
    with claim(file) as claimed:
        assert claimed is None
    assert time.monotonic() - began < 10


def test_a_file_replaced_between_opening_and_locking_gives_no_claim(inbox, monkeypatch):
    path = inbox / "a.png"
    path.write_bytes(WHOLE)
    file = only(inbox)
    real = inbox_module.fcntl.flock

    def replace_then_lock(handle: int, how: int) -> None:
        (inbox / "new").write_bytes(WHOLE)
        (inbox / "new").replace(path)
        real(handle, how)

    monkeypatch.setattr(inbox_module.fcntl, "flock", replace_then_lock)
    with claim(file) as claimed:
        assert claimed is None


@pytest.mark.parametrize("number", [errno.EACCES, errno.EPERM, errno.EIO])
def test_a_file_that_may_not_be_read_is_told_without_its_name(inbox, monkeypatch, number):
    (inbox / "陈阿明.png").write_bytes(WHOLE)
    file = only(inbox)

    def refuse(path: Path, flags: int) -> int:
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr(inbox_module.os, "open", refuse)
    with pytest.raises(LetterError) as told, claim(file):
        pass
    assert told.value.code == "intake.not-readable"
    assert told.value.passing
    assert str(told.value) == f"intake.not-readable: {errno.errorcode[number]}"


@pytest.mark.parametrize("number", [errno.ENOLCK, errno.EOPNOTSUPP, errno.EBADF])
def test_a_share_without_locks_is_told_and_does_not_leave_its_files_in_silence(inbox, monkeypatch, number):
    (inbox / "a.png").write_bytes(WHOLE)
    file = only(inbox)

    def refuse(handle: int, how: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(inbox_module.fcntl, "flock", refuse)
    with pytest.raises(LetterError) as told, claim(file):
        pass
    assert told.value.code == "intake.not-readable"


def touch_later(path: Path) -> None:
    os.utime(path, ns=(0, path.stat().st_mtime_ns + 1))


def replace(path: Path) -> None:
    path.with_name("new").write_bytes(path.read_bytes())
    path.with_name("new").replace(path)


def grow(path: Path) -> None:
    status = path.stat()
    with path.open("ab") as file:
        file.write(b"!")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


@pytest.mark.parametrize(
    "change", [touch_later, replace, grow, Path.unlink], ids=["written", "replaced", "grown", "gone"]
)
def test_a_claimed_file_that_changes_is_noticed(inbox, change):
    (inbox / "a.png").write_bytes(WHOLE)
    file = only(inbox)
    with claim(file) as claimed:
        assert claimed is not None
        source = claimed[1]
        assert unchanged(file, source, len(WHOLE))
        change(file.path)
        assert not unchanged(file, source, len(WHOLE))


def test_the_source_says_which_file_it_was_and_not_what_it_was_called(inbox):
    (inbox / "陈阿明.png").write_bytes(WHOLE)
    file = only(inbox)
    with claim(file) as claimed:
        assert claimed is not None
        assert "陈" not in claimed[1].model_dump_json()
        assert claimed[1].inode == file.path.stat().st_ino


def _claim_and_count(path: Path, size: int, gate, wins) -> None:
    gate.wait()
    for _ in range(50):
        with claim(Dropped(path, "", size, 0)) as claimed:
            if claimed is not None:
                with wins.get_lock():
                    wins.value += 1
                path.unlink()


def test_of_many_processes_one_takes_the_file(inbox):
    path = inbox / "a.png"
    path.write_bytes(WHOLE)
    spawn = multiprocessing.get_context("fork")
    gate, wins = spawn.Barrier(4), spawn.Value("i", 0)
    others = [spawn.Process(target=_claim_and_count, args=(path, len(WHOLE), gate, wins)) for _ in range(4)]
    for other in others:
        other.start()
    for other in others:
        other.join()
    assert wins.value == 1
