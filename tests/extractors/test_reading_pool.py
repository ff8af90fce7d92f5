"""A page may crash, hang or eat its process: it alone is lost, told by its code, and the next letters are read."""

import hashlib
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest

from extractors.intake.formats import JPEG, PDF, PNG, TIFF
from extractors.letters import assemble_letter
from extractors.reading_pool import ReadingPool
from records import LetterError, Scan, Settings, SetupError
from tests.drawing import encode
from tests.extractors import fake_engines
from tests.extractors.fake_engines import (
    AWKWARD,
    EXIT,
    GOOD,
    HANG,
    HOARD,
    KILLED,
    LETTER_ERROR,
    RAISE,
    SEGFAULT,
    page_that_says,
)

ONE = {"workers": 1}
LIMITS = {"workers": 2, "page_timeout_s": 2, "worker_memory_mb": 2048, "max_pages": 5, "max_pixels": 1_000_000}


@pytest.fixture(scope="module")
def fakes() -> Iterator[ReadingPool]:
    with ReadingPool(Settings(**LIMITS), opener=fake_engines.open_fake) as opened:
        opened.check_engine()
        yield opened


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., tuple[Path, Scan]]:
    def write(body: bytes, media_type: str) -> tuple[Path, Scan]:
        name = hashlib.sha256(body).hexdigest()
        (tmp_path / name).write_bytes(body)
        scan = Scan(sha256=name, name="a", media_type=media_type, size=len(body), received_at=datetime.now(UTC))
        return tmp_path / name, scan

    return write


@pytest.fixture
def letter(write):
    """A letter whose pages make the fake engine behave as told."""

    def make(*behaviours: int) -> tuple[Path, Scan]:
        first, *others = [page_that_says(behaviour) for behaviour in behaviours]
        return write(encode(first, "TIFF", save_all=True, append_images=others), TIFF)

    return make


def doubts(readings) -> list[tuple[str, ...]]:
    return [reading.page.doubts for reading in readings]


def processes() -> set[int]:
    return {child.pid for child in multiprocessing.active_children() if child.name == "pebble_pool_worker"}


def wait_for(condition: Callable[[], bool], *, seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while not condition() and time.monotonic() < end:
        time.sleep(0.05)
    return condition()


@pytest.mark.parametrize(
    ("behaviour", "doubt"),
    [
        (EXIT, "page.engine-crashed"),
        (SEGFAULT, "page.engine-crashed"),
        (KILLED, "page.engine-crashed"),
        (RAISE, "page.engine-crashed"),
        (AWKWARD, "page.engine-crashed"),
        (LETTER_ERROR, "page.engine-crashed"),
        (HANG, "page.timed-out"),
        (HOARD, "page.out-of-memory"),
    ],
    ids=["exits", "segfault", "killed", "raises", "raises what cannot be sent", "tells", "hangs", "hoards"],
)
def test_a_page_that_goes_wrong_is_told_and_its_neighbours_and_the_next_letter_are_read(
    fakes, letter, behaviour, doubt
):
    path, scan = letter(GOOD, behaviour, GOOD)
    assert fakes.count_pages(path, scan) == 3
    done = []
    readings = fakes.read_pages(path, scan, 3, on_page=lambda: done.append(1))
    assert doubts(readings) == [(), (doubt,), ()]
    assert [reading.page.number for reading in readings] == [1, 2, 3]
    assert len(done) == 3
    assert assemble_letter(scan, readings).text == "这一页读得出来。\n这一页读得出来。"
    path, scan = letter(GOOD)
    assert doubts(fakes.read_pages(path, scan, 1)) == [()]
    assert wait_for(lambda: len(processes() & alive()) >= fakes.workers)


def alive() -> set[int]:
    return {child.pid for child in multiprocessing.active_children() if child.is_alive()}


def test_a_letter_whose_every_page_goes_wrong_comes_back_with_a_doubt_on_each(fakes, letter):
    path, scan = letter(EXIT, RAISE, EXIT)
    assert doubts(fakes.read_pages(path, scan, 3)) == [("page.engine-crashed",)] * 3


def test_letters_beside_one_that_crashes_again_and_again_are_read(fakes, letter):
    bad, good = letter(EXIT, EXIT, EXIT), letter(GOOD, GOOD)
    with ThreadPoolExecutor(5) as threads:
        jobs = [
            threads.submit(fakes.read_pages, *bad, 3),
            *[threads.submit(fakes.read_pages, *good, 2) for _ in "1234"],
        ]
        results = [doubts(job.result()) for job in jobs]
    assert results[0] == [("page.engine-crashed",)] * 3
    assert results[1:] == [[(), ()]] * 4


def test_processes_killed_from_outside_while_idle_are_replaced(letter):
    path, scan = letter(GOOD, GOOD)
    others = processes()
    with ReadingPool(Settings(**LIMITS), opener=fake_engines.open_fake) as pool:
        pool.check_engine()
        mine = (processes() & alive()) - others
        assert len(mine) == 2
        for process in mine:
            os.kill(process, signal.SIGKILL)
        time.sleep(0.5)
        assert doubts(pool.read_pages(path, scan, 2)) == [(), ()]
        pool.check_engine()


def test_the_engine_is_loaded_once_in_each_process_however_many_pages_are_read(letter, tmp_path, monkeypatch):
    monkeypatch.setenv("LOADS", str(tmp_path / "loads"))
    path, scan = letter(GOOD, GOOD, GOOD)
    with ReadingPool(Settings(**LIMITS), opener=fake_engines.open_and_count) as pool:
        for _ in range(5):
            pool.read_pages(path, scan, 3)
    loads = (tmp_path / "loads").read_text().split()
    assert 1 <= len(loads) <= 2
    assert len(loads) == len(set(loads))


@pytest.mark.parametrize(
    ("opener", "code", "remedy"),
    [
        (fake_engines.open_nothing, "setup.no-tesseract", "chi_sim"),
        (fake_engines.open_badly, "setup.no-engine", "rapidocr: ValueError"),
        (fake_engines.die_while_opening, "setup.no-engine", "rapidocr: BrokenProcessPool"),
    ],
)
def test_an_engine_that_cannot_be_opened_is_told_before_any_letter(opener, code, remedy):
    with ReadingPool(Settings(**LIMITS | ONE), opener=opener) as pool:
        with pytest.raises(SetupError) as told:
            pool.check_engine()
        assert (told.value.code, told.value.remedy) == (code, remedy)


def test_an_engine_that_cannot_be_opened_makes_no_unread_letters(letter):
    path, scan = letter(GOOD)
    with ReadingPool(Settings(**LIMITS | ONE), opener=fake_engines.open_nothing) as pool, pytest.raises(SetupError):
        pool.read_pages(path, scan, 1)


def test_a_page_that_cannot_be_decoded_is_damaged_and_the_others_are_read(fakes, letter, write):
    path, scan = letter(GOOD, GOOD)
    body = path.read_bytes()
    half, scan = write(body[: len(body) // 2], TIFF)
    readings = fakes.read_pages(half, scan, 2)
    assert ("page.damaged",) in doubts(readings)
    assert () in doubts(readings)


@pytest.mark.parametrize(
    ("body", "media_type"),
    [(b"\xff\xd8\xff" + b"noise" * 99, JPEG), (b"\x89PNG\r\n\x1a\n" + b"noise" * 99, PNG), (b"%PDF-1.4 nothing", PDF)],
)
def test_bytes_that_are_no_picture_are_a_damaged_letter(fakes, write, body, media_type):
    path, scan = write(body, media_type)
    with pytest.raises(LetterError) as told:
        fakes.count_pages(path, scan)
    assert told.value.code == "intake.damaged"
    with pytest.raises(LetterError) as told:
        fakes.read_pages(path, scan, 2)
    assert told.value.code == "intake.damaged"


def test_the_limits_of_the_office_hold_in_the_processes(fakes, letter, write):
    path, scan = letter(*[GOOD] * 6)
    with pytest.raises(LetterError, match="too-many-pages"):
        fakes.count_pages(path, scan)
    path, scan = write(encode(page_that_says(GOOD).resize((2000, 2000)), "PNG"), PNG)
    with pytest.raises(LetterError, match="too-many-pixels"):
        fakes.count_pages(path, scan)


@pytest.mark.parametrize(("signal_", "code"), [(signal.SIGKILL, "intake.crashed"), (None, "intake.timed-out")])
def test_a_file_that_kills_or_hangs_the_process_that_opens_it_is_told(write, monkeypatch, signal_, code):
    # A pipe in the store's place: opening it waits for ever, in the process alone.
    monkeypatch.setattr("extractors.reading_pool.COUNT_TIMEOUT_S", 1.5 if signal_ is None else 60)
    path, scan = write(b"\xff\xd8\xff", JPEG)
    path.unlink()
    os.mkfifo(path)
    others = processes()
    with ReadingPool(Settings(**LIMITS | ONE), opener=fake_engines.open_fake) as pool:
        pool.check_engine()
        if signal_:
            (process,) = processes() - others
            threading.Timer(1, os.kill, (process, signal_)).start()
        with pytest.raises(LetterError) as told:
            pool.count_pages(path, scan)
        assert told.value.code == code


def test_closing_at_once_ends_a_page_that_hangs_and_frees_who_waits_for_it(letter):
    path, scan = letter(HANG)
    pool = ReadingPool(Settings(**LIMITS | ONE | {"page_timeout_s": 300}), opener=fake_engines.open_fake)
    pool.check_engine()
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(pool.read_pages, path, scan, 1)
        time.sleep(1)
        began = time.monotonic()
        pool.close(at_once=True)
        with pytest.raises(CancelledError):
            waiting.result(timeout=10)
    assert time.monotonic() - began < 10
    pool.close(at_once=True)
    with pytest.raises(CancelledError):
        pool.read_pages(path, scan, 1)


def test_a_pool_made_in_a_thread_that_ended_still_reads(letter):
    path, scan = letter(GOOD)
    others, made = processes(), []

    def make() -> None:
        made.append(ReadingPool(Settings(**LIMITS | ONE), opener=fake_engines.open_fake))
        made[0].check_engine()  # by now the process has asked to die with the thread that started it

    maker = threading.Thread(target=make)
    maker.start()
    maker.join()
    with made[0] as pool:
        (process,) = processes() - others
        time.sleep(0.5)
        assert doubts(pool.read_pages(path, scan, 1)) == [()]
        assert process in alive()


ORPHANS = """
import multiprocessing, sys, time
from extractors.reading_pool import ReadingPool
from records import Settings
from tests.extractors import fake_engines
if __name__ == "__main__":
    pool = ReadingPool(Settings(workers=2), opener=fake_engines.open_fake)
    pool.check_engine()
    print(*[child.pid for child in multiprocessing.active_children()], flush=True)
    time.sleep(60)
"""


def test_the_processes_die_with_their_parent(tmp_path):
    (tmp_path / "parent.py").write_text(ORPHANS)
    parent = subprocess.Popen(
        [sys.executable, tmp_path / "parent.py"],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert parent.stdout is not None
    children = [int(pid) for pid in parent.stdout.readline().split()]
    assert len(children) == 2
    assert all(Path(f"/proc/{pid}").exists() for pid in children)
    parent.kill()
    parent.wait()
    parent.stdout.close()
    assert wait_for(lambda: not any(running(pid) for pid in children), seconds=20)


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
