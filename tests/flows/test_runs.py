"""Once or for ever: what lies in the inbox becomes cases, with Prefect or without it, and nothing is lost."""

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path

import pytest

import flows.inbox
from extractors.intake.inbox import LeftAlone
from flows.bench import Bench
from flows.judging_models import MODELS
from flows.office import open_home_ledger
from flows.runs import InboxRun, Listeners, Report, run_inbox, watch_inbox
from records import LetterError, Settings, SetupError
from tests.drawing import SHORT_LETTER, draw_page, encode
from tests.extractors.fake_engines import GOOD, page_that_says
from tests.flows.fakes import PERSONAL, png

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def flow_runs(monkeypatch) -> list[tuple[str, list[str]]]:
    """The flow runs that were asked for, in Prefect's place."""
    asked: list[tuple[str, list[str]]] = []

    async def note(home: Path, batch: str, letters: list[str]) -> None:
        asked.append((batch, letters))

    monkeypatch.setattr(flows.inbox, "run_batch", note)
    return asked


def name_of(body: bytes) -> str:
    return sha256(body).hexdigest()


def balance(settings: Settings):
    with open_home_ledger(settings) as ledger:
        assert ledger.verify_chain() == []
        return ledger.balance()


def wait_for(condition: Callable[[], bool], *, seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come about"
        time.sleep(0.02)


def test_all_that_lies_in_the_inbox_is_taken_once_and_told(settings, quick, flow_runs, drop, home):
    drop("a.png", png("a"))
    drop("b.png", png("b"))
    drop("copy of a.png", png("a"))
    drop("bad.png", png("BAD"))
    drop("half.part", b"")
    arrived, pages, letters, steps = [], [], [], []
    report = run_inbox(
        settings,
        Listeners(arrived.append, lambda: pages.append(1), letters.append, steps.append),
    )
    results = {outcome.sha256: (outcome.result, outcome.code) for outcome in report.outcomes}
    assert results == {
        name_of(png("a")): ("case", None),
        name_of(png("b")): ("case", None),
        name_of(png("BAD")): ("quarantined", "intake.damaged"),
    }
    assert (report.failed, report.refused, report.trouble) == ((), (), None)
    assert report.left_alone == (LeftAlone(home / "inbox" / "half.part", "unfinished-name"),)
    assert len(arrived) == 4
    assert "letters.done" in steps
    assert len(letters) >= 3
    assert balance(settings).model_dump() == {
        "taken_in": 4,
        "cases": 2,
        "duplicates": 1,
        "quarantined": 1,
        "in_progress": 0,
        "balanced": True,
        "stacks": 0,
        "archives": 0,
        "stack_pages": {"scanned": 0, "in_letters": 0, "separators": 0, "blank": 0},
    }


def test_an_empty_inbox_is_no_trouble(settings, quick, flow_runs):
    assert run_inbox(settings) == Report((), 0, (), (), (), None)
    assert flow_runs == []


def test_each_subfolder_is_a_flow_run_of_its_own(settings, quick, flow_runs, drop):
    drop("a.png", png("a"))
    drop("2026-10/b.png", png("b"))
    drop("2026-10/c.png", png("c"))
    drop("陈阿明/d.png", png("d"))
    run_inbox(settings)
    asked: dict[str, set[str]] = {}
    for batch, letters in flow_runs:
        asked.setdefault(batch, set()).update(letters)
    assert asked == {
        "": {name_of(png("a"))},
        "2026-10": {name_of(png("b")), name_of(png("c"))},
        "陈阿明": {name_of(png("d"))},
    }


def test_letters_that_an_earlier_run_left_in_progress_are_finished(settings, office, quick, flow_runs, drop):
    drop("a.png", png("a"))
    while not office.take_in_ready().arrivals:
        pass
    assert balance(settings).in_progress == 1
    report = run_inbox(settings)
    assert [outcome.result for outcome in report.outcomes] == ["case"]
    assert flow_runs == [("", [name_of(png("a"))])]


def test_without_prefect_letters_become_cases_all_the_same_and_its_trouble_is_told(settings, quick, drop, monkeypatch):
    async def fail(home: Path, batch: str, letters: list[str]) -> None:
        raise RuntimeError("no server: 陈阿明")

    monkeypatch.setattr(flows.inbox, "run_batch", fail)
    drop("a.png", png("a"))
    report = run_inbox(settings)
    assert [outcome.result for outcome in report.outcomes] == ["case"]
    assert report.trouble == "RuntimeError"


def test_a_letter_that_fails_stays_in_progress_and_the_others_go_on(settings, quick, flow_runs, drop, monkeypatch):
    real = quick.read_pages
    bad = name_of(png("a"))

    def fail_for_one(path, scan, count, **options):
        if scan.sha256 == bad:
            raise ZeroDivisionError
        return real(path, scan, count, **options)

    monkeypatch.setattr(quick, "read_pages", fail_for_one)
    for letter in "abc":
        drop(f"{letter}.png", png(letter))
    report = run_inbox(settings)
    assert report.failed == (bad,)
    assert [outcome.result for outcome in report.outcomes] == ["case", "case"]
    assert balance(settings).in_progress == 1


def test_a_file_of_a_letter_that_is_a_case_already_is_removed_and_not_read_again(
    settings, quick, flow_runs, drop, monkeypatch
):
    path = drop("a.png", png("a"))

    def killed(path):
        raise PermissionError(13, "no")

    with monkeypatch.context() as patch:
        patch.setattr("flows.path._remove", killed)
        first = run_inbox(settings)
    assert [code for _, code in first.refused] == ["store.permission-denied"]
    assert path.exists()
    assert balance(settings).cases == 1
    second = run_inbox(settings)
    assert not path.exists()
    assert second.outcomes == ()
    assert len(quick.read) == 1
    assert balance(settings).model_dump(include={"taken_in", "cases", "duplicates"}) == {
        "taken_in": 1,
        "cases": 1,
        "duplicates": 0,
    }


def test_a_copy_that_came_as_its_letter_was_being_held_is_not_left_in_progress(office, quick, flow_runs, drop):
    drop("bad.png", png("BAD"))
    with Bench(office) as bench:
        run = InboxRun(office, bench, Listeners())
        while run.take_in():
            pass
        wait_for(lambda: len(bench.results()[0]) == 1)
        # The race: the copy is committed while the first letter's work is done and not yet marked as done.
        started = bench.start

        def start_once(scan, *, again=False):
            return started(scan)

        bench.start = start_once
        drop("copy.png", png("BAD"))
        while run.take_in():
            pass
        bench.start = started
        assert len(office.ledger.pending()) == 1
        run.take_in()
        run.finish()
    assert office.ledger.pending() == []
    assert len(office.ledger.quarantine()) == 2


def test_nothing_is_touched_when_the_engine_cannot_be_opened(settings, quick, drop, monkeypatch):
    path = drop("a.png", png("a"))

    def fail() -> None:
        raise SetupError("setup.no-engine")

    monkeypatch.setattr(quick, "check_engine", fail)
    with pytest.raises(SetupError):
        run_inbox(settings)
    assert path.exists()


class Watch:
    """`watch_inbox` in a thread."""

    def __init__(self, settings: Settings) -> None:
        self.letters: list[str] = []
        self._stop = threading.Event()
        self._thread = ThreadPoolExecutor(1)
        self._report: Future[Report] = self._thread.submit(
            watch_inbox, settings, self._stop, Listeners(on_letter=lambda outcome: self.letters.append(outcome.sha256))
        )

    def stop(self) -> Report:
        self._stop.set()
        return self._report.result(timeout=30)


@pytest.fixture
def watch(quick, flow_runs) -> Iterator[Callable[[Settings], Watch]]:
    watches: list[Watch] = []

    def begin(settings: Settings) -> Watch:
        watches.append(Watch(settings))
        return watches[-1]

    yield begin
    quick.hold.set()
    for begun in watches:
        with contextlib.suppress(Exception):
            begun.stop()


@pytest.mark.parametrize("polling", [False, True], ids=["by events", "by polling"])
def test_watching_takes_what_lies_there_and_what_is_dropped_later(make_settings, watch, drop, polling):
    settings = make_settings(sweep_s=60, polling=polling)
    drop("a.png", png("a"))
    watching = watch(settings)
    wait_for(lambda: watching.letters == [name_of(png("a"))])
    time.sleep(0.3)
    drop("later/b.png", png("b"))
    wait_for(lambda: name_of(png("b")) in watching.letters)
    report = watching.stop()
    assert len(report.outcomes) == 2
    assert balance(settings).cases == 2


def test_watching_looks_by_itself_for_what_no_event_told(make_settings, watch, drop, monkeypatch):
    monkeypatch.setattr("flows.runs.watchfiles.watch", silent_watch)
    settings = make_settings(sweep_s=0.5)
    watching = watch(settings)
    time.sleep(0.3)
    drop("a.png", png("a"))
    wait_for(lambda: watching.letters == [name_of(png("a"))])
    assert watching.letters == [name_of(png("a"))]


def silent_watch(*paths, stop_event, rust_timeout, **options):
    """A watch that hears nothing and only yields when its time is up."""
    while not stop_event.wait(rust_timeout / 1000):
        yield set()


def test_stopping_finishes_what_is_under_way_and_gives_back_the_rest(settings, watch, quick, drop):
    quick.hold.clear()
    for number in range(9):
        drop(f"{number}.png", png(str(number)))
    watching = watch(settings)
    with open_home_ledger(settings) as ledger:
        wait_for(lambda: ledger.balance().taken_in == 9)
    threading.Timer(0.5, quick.hold.set).start()
    report = watching.stop()
    assert 1 <= len(report.outcomes) <= 3, "one letter more than there are reading processes is open at once"
    told = balance(settings)
    assert (told.cases, told.in_progress) == (len(report.outcomes), 9 - len(report.outcomes))
    assert told.balanced
    again = run_inbox(settings)
    assert len(again.outcomes) == told.in_progress
    assert balance(settings).cases == 9


def test_a_file_that_grows_is_taken_when_it_is_whole_and_not_before(make_settings, watch, home, drop):
    settings = make_settings(patience_s=30)
    body = png("x" * 100_000)
    path = drop("slow.png", b"")
    watching = watch(settings)
    for start in range(0, len(body), 20_000):
        with path.open("ab") as file:
            file.write(body[start : start + 20_000])
        time.sleep(0.15)
        assert watching.letters == [] or start + 20_000 >= len(body)
    wait_for(lambda: watching.letters == [name_of(body)])
    assert balance(settings).taken_in == 1


def test_trouble_of_one_look_does_not_end_the_watch(make_settings, watch, drop, monkeypatch):
    settings = make_settings(sweep_s=0.3)
    failed = []
    import flows.office

    real = flows.office.take_in

    def fail_once(file, **options):
        if not failed:
            failed.append(file)
            raise LetterError("intake.not-readable", "EACCES", passing=True)
        return real(file, **options)

    monkeypatch.setattr(flows.office, "take_in", fail_once)
    drop("a.png", png("a"))
    watching = watch(settings)
    wait_for(lambda: watching.letters == [name_of(png("a"))])
    assert failed


def quick_run(home: Path, *options: str) -> list[str]:
    return [sys.executable, "-m", "tests.flows.quick_run", os.fspath(home), *options]


def letter(number: int) -> bytes:
    page = page_that_says(GOOD)
    page.putpixel((5, 5 + number), 0)
    return encode(page, "PNG")


@pytest.mark.slow
def test_with_the_real_prefect_a_batch_is_a_flow_run_and_a_letter_a_task_run_and_nothing_personal_is_kept(home, drop):
    bodies = [letter(number) for number in range(3)]
    drop("陈阿明 1.png", bodies[0])
    drop("2026-10/陈阿明 2.png", bodies[1])
    drop("2026-10/陈阿明 3.png", bodies[2])
    drop("2026-10/空.png", b"")
    done = subprocess.run(quick_run(home, "--prefect"), capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert (len(told["cases"]), told["held"], told["failed"], told["trouble"]) == (3, ["intake.empty"], [], None)
    with contextlib.closing(sqlite3.connect(home / "prefect" / "prefect.db")) as database:
        runs = dict(database.execute("SELECT flow_run.name, state_type FROM flow_run").fetchall())
        assert runs == {"inbox": "COMPLETED", "2026-10": "COMPLETED"}
        tasks = database.execute("SELECT name, state_type FROM task_run").fetchall()
        names = [name_of(body) for body in [*bodies, b""]]
        assert sorted(tasks) == sorted((f"letter {name}", "COMPLETED") for name in names)
        tries = sorted(count for (count,) in database.execute("SELECT run_count FROM task_run"))
        assert tries == [1, 1, 1, 2], "the letter for which the disk was full was tried again"
        artifacts = dict(database.execute("SELECT description, data FROM artifact").fetchall())
        assert set(artifacts) == {"inbox", "2026-10"}
        rows = {(row["result"], row["code"]): row["letters"] for row in json.loads(json.loads(artifacts["2026-10"]))}
        assert rows == {("case", ""): 2, ("quarantined", "intake.empty"): 1}
        everything = "\n".join(database.iterdump())
    for personal in (PERSONAL, "陈阿明", "13800001234", "空.png", r"\u9648\u963f\u660e"):
        assert personal not in everything
        assert personal not in done.stderr
    kept = [path for path in (home / "prefect").rglob("*") if path.is_file()]
    assert [path for path in kept if "storage" in path.parts] == [], "results are not persisted"


@pytest.mark.slow
def test_killed_at_random_moments_nothing_is_lost_or_doubled(home, drop, settings):
    bodies = [letter(number) for number in range(30)]
    for number, body in enumerate(bodies):
        drop(f"{number % 3}/信 {number}.png", body)
    drop("copy.png", bodies[0])
    dice = random.Random(11)
    landed = 0
    for _ in range(6):
        run = subprocess.Popen(
            quick_run(home, "--pause", "0.2"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=ROOT,
            start_new_session=True,
        )
        with contextlib.suppress(subprocess.TimeoutExpired):
            wait_for((home / "ledger.sqlite").exists)
            run.wait(dice.uniform(0.5, 6))
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            landed += 1
        run.wait()
    last = subprocess.run(quick_run(home), capture_output=True, text=True, cwd=ROOT, check=False)
    assert last.returncode == 0, last.stderr
    assert landed >= 3
    with open_home_ledger(settings) as ledger:
        cases = [case.scan_sha256 for case in ledger.cases()]
        assert sorted(cases) == sorted(name_of(body) for body in bodies)
        told = ledger.balance()
        assert (told.taken_in, told.duplicates, told.in_progress, told.balanced) == (31, 1, 0, True)
        assert ledger.verify_chain() == []
        kept = set(ledger.scans())
    originals = {path.parent.name + path.name for path in (home / "originals").glob("??/*")}
    assert kept <= originals
    assert all(name_of((home / "originals" / name[:2] / name[2:]).read_bytes()) == name for name in kept)
    assert list((home / "inbox").rglob("*.png")) == []


LAIXIN = Path(sys.executable).with_name("laixin")
WHOLE_PROGRAM = pytest.mark.skipif(
    not LAIXIN.exists() or not list(MODELS.glob("topic-*")), reason="the program or its model is not installed"
)


@pytest.mark.slow
@WHOLE_PROGRAM
def test_the_program_watches_reads_a_drawn_letter_and_ends_on_sigterm(home, drop, settings):
    environment = {**os.environ, "LAIXIN_SETTLE_S": "0.2", "LAIXIN_WORKERS": "1"}
    watching = subprocess.Popen(
        [LAIXIN, "watch", "--home", home],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )
    try:
        drop("信.png", encode(draw_page(SHORT_LETTER), "PNG", dpi=(150, 150)))
        wait_for((home / "ledger.sqlite").exists, seconds=90)
        with open_home_ledger(settings) as ledger:
            wait_for(lambda: ledger.balance().cases == 1, seconds=90)
        watching.send_signal(signal.SIGTERM)
        said, _ = watching.communicate(timeout=120)
    finally:
        watching.kill()
        watching.wait()
    assert watching.returncode == 0, said
    assert "林小红" not in said
    with open_home_ledger(settings) as ledger:
        (case,) = ledger.cases(restricted=True)
    assert "路灯" in case.text
    assert list((home / "inbox").iterdir()) == []
