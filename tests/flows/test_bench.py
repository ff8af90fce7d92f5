"""Each letter is worked on once, whoever asks; what may pass is tried again, what cannot is not."""

import threading
import time
from concurrent.futures import CancelledError
from contextlib import ExitStack
from datetime import UTC, datetime
from hashlib import sha256
from types import SimpleNamespace

import pytest
from sqlalchemy.exc import OperationalError

from flows.bench import Bench, bench_of, may_pass
from flows.office import Office, Outcome, open_home_ledger
from records import LetterError, Scan, SetupError, UsageError
from tests.flows.fakes import JUDGING, FakePool, png


def scan(content: str = "one") -> Scan:
    name = sha256(content.encode()).hexdigest()
    return Scan(sha256=name, name="a", media_type="image/png", size=1, received_at=datetime.now(UTC))


class Claimable:
    """A ledger in which every scan may be claimed but those that others read."""

    def __init__(self) -> None:
        self.elsewhere: set[str] = set()
        self.claimed: list[str] = []

    def claim_scans(self, worker, *, only):
        taken = [sha256 for sha256 in only if sha256 not in self.elsewhere]
        self.claimed += taken
        return taken

    def give_up_claims(self, worker, *, only=None):
        self.claimed = [sha256 for sha256 in self.claimed if only is not None and sha256 not in only]


class ScriptedOffice:
    """Handles letters as told: each try takes the next of the outcomes, the last one stays."""

    def __init__(self, settings, *script) -> None:
        self.settings = settings
        self.ledger = Claimable()
        self.pool = SimpleNamespace(workers=1)
        self.script = list(script)
        self.tries: list[str] = []
        self.gate = threading.Event()
        self.gate.set()

    def handle_letter(self, scan, *, on_page=None):
        self.tries.append(scan.sha256)
        self.gate.wait(10)
        step = self.script.pop(0) if len(self.script) > 1 else (self.script or [None])[0]
        if isinstance(step, Exception):
            raise step
        if on_page:
            on_page()
        return Outcome(scan.sha256, "case", case_no="XF-1")


PASSING = [OSError(28, "full"), OperationalError("", {}, Exception("locked")), LetterError("store.busy", passing=True)]
LASTING = [LetterError("intake.damaged"), ValueError("bug"), SetupError("setup.no-engine"), KeyError("x")]


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_trouble_that_may_pass_is_worth_another_try(settings, error):
    office = ScriptedOffice(settings, error, None)
    with Bench(office) as bench:
        first = bench.start(scan())
        with pytest.raises(type(error)):
            first.result()
        assert bench.results() == ((), (scan().sha256,))
        assert bench.outcome(scan().sha256).result == "case"
        assert bench.results()[1] == ()
    assert len(office.tries) == 2
    assert may_pass(error)


@pytest.mark.parametrize("error", LASTING, ids=lambda error: type(error).__name__)
def test_trouble_that_cannot_pass_is_not_tried_again(settings, error):
    office = ScriptedOffice(settings, error, None)
    with Bench(office) as bench:
        bench.start(scan())
        for _ in range(2):
            with pytest.raises(type(error)):
                bench.outcome(scan().sha256)
    assert len(office.tries) == 1
    assert not may_pass(error)


def test_a_letter_that_another_process_reads_is_left_to_it_and_is_no_failure(settings):
    office = ScriptedOffice(settings, None)
    office.ledger.elsewhere.add(scan("two").sha256)
    with Bench(office) as bench:
        bench.start(scan("one"))
        assert bench.start(scan("two")).result() is None
        assert bench.outcome(scan("two").sha256) is None
        assert bench.outcome(scan("one").sha256).result == "case"
        assert [outcome.sha256 for outcome in bench.results()[0]] == [scan("one").sha256]
        assert bench.results()[1] == ()
    assert office.tries == [scan("one").sha256]


def test_a_letter_that_failed_is_given_up_so_that_others_may_try_it(settings):
    office = ScriptedOffice(settings, OSError(28, "full"))
    with Bench(office) as bench:
        with pytest.raises(OSError, match="full"):
            bench.outcome(bench.start(scan()) and scan().sha256)
        assert office.ledger.claimed == []


def test_claims_are_given_back_at_the_end(settings):
    office = ScriptedOffice(settings, None)
    with Bench(office) as bench:
        bench.start(scan()).result()
        assert office.ledger.claimed == [scan().sha256]
    assert office.ledger.claimed == []


def test_no_trouble_is_nothing_to_try_again():
    assert not may_pass(None)


def test_a_letter_started_twice_is_worked_on_once(settings):
    office = ScriptedOffice(settings)
    office.gate.clear()
    with Bench(office) as bench:
        first = bench.start(scan())
        assert bench.start(scan()) is first
        assert bench.start(scan(), again=True) is first, "it is still under way"
        office.gate.set()
        assert first.result() == bench.outcome(scan().sha256)
        assert bench.start(scan()) is first
        second = bench.start(scan(), again=True)
        assert second is not first
        second.result()
    assert len(office.tries) == 2


def test_many_that_wait_for_one_letter_get_the_same_outcome(settings):
    office = ScriptedOffice(settings)
    with Bench(office) as bench:
        bench.start(scan())
        outcomes = []
        waiters = [threading.Thread(target=lambda: outcomes.append(bench.outcome(scan().sha256))) for _ in range(8)]
        for waiter in waiters:
            waiter.start()
        for waiter in waiters:
            waiter.join()
    assert outcomes == [Outcome(scan().sha256, "case", case_no="XF-1")] * 8
    assert len(office.tries) == 1


def test_a_letter_never_started_is_unknown(settings):
    with Bench(ScriptedOffice(settings)) as bench, pytest.raises(UsageError, match=r"scan\.unknown"):
        bench.outcome(scan().sha256)


def test_what_was_not_begun_is_given_back_and_what_was_is_finished(settings):
    office = ScriptedOffice(settings)
    office.gate.clear()
    with Bench(office) as bench:
        futures = [bench.start(scan(str(number))) for number in range(6)]
        while len(office.tries) < 2:
            time.sleep(0.01)
        assert bench.give_back() == 4
        office.gate.set()
        assert [future.cancelled() for future in futures] == [False, False, True, True, True, True]
        with pytest.raises(CancelledError):
            bench.outcome(scan("5").sha256)
        assert [future.result().result for future in futures[:2]] == ["case", "case"]
        outcomes, failed = bench.results()
    assert (len(outcomes), failed) == (2, ())
    assert len(office.tries) == 2


def test_the_listeners_hear_of_pages_and_letters(settings):
    pages, letters = [], []
    with Bench(ScriptedOffice(settings), on_page=lambda: pages.append(1), on_letter=letters.append) as bench:
        bench.start(scan()).result()
    assert pages == [1]
    assert [outcome.sha256 for outcome in letters] == [scan().sha256]


def test_the_bench_of_a_home_is_found_while_it_is_open(settings):
    with Bench(ScriptedOffice(settings)) as bench:
        assert bench_of(settings.home) is bench
    with pytest.raises(UsageError, match=r"home\.not-open"):
        bench_of(settings.home)


def test_a_bench_that_is_left_begins_with_nothing_more(settings):
    office = ScriptedOffice(settings)
    office.gate.clear()
    with Bench(office) as bench:
        futures = [bench.start(scan(str(number))) for number in range(6)]
        while len(office.tries) < 2:
            time.sleep(0.01)
        threading.Timer(0.2, office.gate.set).start()
    assert len(office.tries) == 2
    assert sum(future.cancelled() for future in futures) == 4


class StopsBetweenSteps:
    """A lock behind whose release, in the armed thread, somebody stops the bench before the next step."""

    def __init__(self, stop) -> None:
        self._lock, self._stop, self.armed = threading.Lock(), stop, 0

    def __enter__(self) -> None:
        self._lock.acquire()

    def __exit__(self, *error) -> None:
        self._lock.release()
        if self.armed == threading.get_ident():
            self.armed = 0
            self._stop()


@pytest.mark.parametrize("stopped_before", [True, False], ids=["before the letters begin", "at any step"])
def test_a_stack_that_was_split_when_the_bench_stops_has_not_failed(settings, stopped_before):
    parts = (scan("part 1"), scan("part 2"))

    class SplittingOffice(ScriptedOffice):
        def handle_letter(self, letter, *, on_page=None):
            if letter in parts:
                return super().handle_letter(letter, on_page=on_page)
            if stopped_before:
                stop()
            bench._lock.armed = 0 if stopped_before else threading.get_ident()
            return Outcome(letter.sha256, "split", parts=parts)

    def stop() -> None:
        bench.give_back()
        bench._threads.shutdown(wait=False)

    with Bench(SplittingOffice(settings)) as bench:
        bench._lock = StopsBetweenSteps(stop)
        assert bench.start(scan()).result(10).parts == parts
    assert bench.results()[1] == ()
    assert bench.take_parts() == (() if stopped_before else parts)


def test_two_machines_at_one_ledger_read_each_letter_once(both_urls, make_settings, quick, vocabulary, drop):
    """The second bench has the name of a process on another machine; both begin with everything that is in progress."""
    settings = make_settings(database_url=both_urls)
    for number in range(12):
        drop(f"{number}.png", png(f"letter {number}"))
    pools, offices = [FakePool(pause_s=0.02), FakePool(pause_s=0.02)], []
    with ExitStack() as stack:
        for pool in pools:
            ledger = stack.enter_context(open_home_ledger(settings))
            offices.append(Office(settings, ledger=ledger, vocabulary=vocabulary, judging=JUDGING, pool=pool))
        while offices[0].take_in_ready().waiting:
            time.sleep(0.05)
        waiting = offices[0].ledger.pending()
        benches = [stack.enter_context(Bench(office)) for office in offices]
        benches[1]._claims.worker = "another-machine boot space 7 1"
        for future in [bench.start(scan) for scan in waiting for bench in benches]:
            future.result()
        told = [outcome for bench in benches for outcome in bench.results()[0]]
        assert sorted(outcome.sha256 for outcome in told) == sorted(scan.sha256 for scan in waiting)
        assert len(waiting) == len(pools[0].read) + len(pools[1].read) == 12
        assert all(pool.read for pool in pools), "both had work"
        assert offices[0].ledger.balance().in_progress == 0
