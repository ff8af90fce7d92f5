"""Run the inbox: look, take in, work, and wrap each batch in a Prefect flow run; once or for ever."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent import futures
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import watchfiles

from extractors.intake.inbox import LeftAlone
from flows.bench import Bench
from flows.office import Office, Outcome, may_pass, open_office
from flows.prefect_environment import prepare_prefect
from flows.serving import Reload
from ledger import Arrival
from records import Scan, Settings

STEP_S = 0.25
"""Seconds between two looks while a file is not whole yet."""


@dataclass(frozen=True)
class Report:
    """What a run brought. `failed` are hashes of letters that stay in progress; `trouble` is Prefect's, if any."""

    outcomes: tuple[Outcome, ...]
    duplicates: int
    failed: tuple[str, ...]
    refused: tuple[tuple[Path, str], ...]
    left_alone: tuple[LeftAlone, ...]
    trouble: str | None


@dataclass(frozen=True)
class Listeners:
    """Who is told what goes on; called from several threads. What is left in the inbox is told once, by its code."""

    on_arrival: Callable[[Arrival], None] = field(default=lambda _: None)
    on_page: Callable[[], None] = field(default=lambda: None)
    on_letter: Callable[[Outcome], None] = field(default=lambda _: None)
    on_step: Callable[[str], None] = field(default=lambda _: None)
    on_refused: Callable[[str], None] = field(default=lambda _: None)
    on_left_alone: Callable[[str], None] = field(default=lambda _: None)
    on_failed: Callable[[str, BaseException], None] = field(default=lambda _sha256, _error: None)
    on_trouble: Callable[[BaseException], None] = field(default=lambda _: None)
    on_reload: Callable[[Reload], None] = field(default=lambda _: None)


class InboxRun:
    """One run over the inbox of an opened office."""

    def __init__(self, office: Office, bench: Bench, listeners: Listeners) -> None:
        """Nothing is looked at before the first call of `take_in`."""
        self._office = office
        self._bench = bench
        self._listeners = listeners
        self._begun: dict[str, Future[Outcome | None]] = {}
        self._to_flow: dict[str, Scan] = {}
        self._in_flow: set[str] = set()
        self._refused: dict[Path, str] = {}
        self._left_alone: dict[Path, LeftAlone] = {}
        self._duplicates = 0
        # Prefect starts its server inside the first flow run and blocks meanwhile: it gets a thread of its own.
        self._flows = ThreadPoolExecutor(max_workers=1, thread_name_prefix="prefect")
        self._flow_runs: list[Future[None]] = []
        self._trouble: str | None = None

    def take_in(self, *, retry: bool = False) -> int:
        """Take in what is whole and begin with it; how many files are not whole yet.

        With `retry`, letters that failed of something that may pass are begun again.
        """
        intake = self._office.take_in_ready(on_arrival=self._arrived)
        refused = dict(intake.refused)
        for path, code in refused.items():
            if self._refused.get(path) != code:
                self._listeners.on_refused(code)
        left_alone = {left.path: left for left in intake.left_alone}
        for path, left in left_alone.items():
            if path not in self._left_alone:
                self._listeners.on_left_alone(left.reason)
        self._refused, self._left_alone = refused, left_alone
        self._give_flows(retry=retry)
        return intake.waiting

    def _arrived(self, arrival: Arrival) -> None:
        self._listeners.on_arrival(arrival)
        if arrival.outcome == "duplicate":
            self._duplicates += 1
        elif arrival.outcome is None:
            self._begin(arrival.scan, again=True)
        # Otherwise an earlier run finished the letter and was killed before it could remove the file.

    def _begin(self, scan: Scan, *, again: bool) -> None:
        self._begun[scan.sha256] = self._bench.start(scan, again=again)
        if again or scan.sha256 not in self._in_flow:
            self._to_flow[scan.sha256] = scan

    def _give_flows(self, *, retry: bool) -> None:
        """Begin with every letter in progress, an earlier run's too, and give each batch its flow run."""
        self._take_parts()
        # A copy that came just as its letter was held is in progress though the letter is done.
        done = {sha256 for sha256, future in self._begun.items() if _may_begin_again(future, retry=retry)}
        for scan in self._bench.free_scans():
            self._begin(scan, again=scan.sha256 in done)
        self._give_batches()

    def _take_parts(self) -> bool:
        """Take up the letters of stacks that the bench began with; whether there were any."""
        parts = self._bench.take_parts()
        for part in parts:
            self._begin(part, again=False)
        return bool(parts)

    def _give_batches(self) -> None:
        batches: dict[str, list[str]] = defaultdict(list)
        for sha256, scan in self._to_flow.items():
            batches[scan.batch].append(sha256)
        self._in_flow.update(self._to_flow)
        self._to_flow.clear()
        for batch, letters in batches.items():
            self._flow_runs.append(self._flows.submit(self._run_flow, batch, letters))

    def _run_flow(self, batch: str, letters: list[str]) -> None:
        self._listeners.on_step("prefect.starting")
        try:
            from flows.inbox import run_batch

            asyncio.run(run_batch(self._bench.home, batch, letters))
        except Exception as error:  # noqa: BLE001 (the letters are handled without it; it is told at the end)
            self._trouble = type(error).__name__
        self._listeners.on_step("prefect.done")

    def finish(self, *, give_back: bool = False) -> Report:
        """Wait for all letters and flow runs; with `give_back`, begin with none that waits its turn."""
        if give_back:
            self._bench.give_back()
        futures.wait(self._begun.values())
        while self._take_parts():  # a stack may lie in an archive
            self._give_batches()
            futures.wait(self._begun.values())
        self._listeners.on_step("letters.done")
        for flow_run in self._flow_runs:
            flow_run.result()
        self._flows.shutdown(wait=True)
        outcomes, failed = self._bench.results()
        return Report(
            outcomes,
            self._duplicates,
            failed,
            tuple(self._refused.items()),
            tuple(self._left_alone.values()),
            self._trouble,
        )


def _may_begin_again(future: Future[Outcome | None], *, retry: bool) -> bool:
    """Whether a letter that is still in progress should be begun anew: it ended well, or failed of what may pass."""
    if not future.done() or future.cancelled():
        return False
    error = future.exception()
    return error is None or (retry and may_pass(error))


def _open_bench(office: Office, told: Listeners) -> Bench:
    office.serving.on_reload = told.on_reload
    return Bench(office, on_page=told.on_page, on_letter=told.on_letter, on_failed=told.on_failed)


def run_inbox(settings: Settings, listeners: Listeners | None = None) -> Report:
    """Take in and read all that lies in the inbox, once.

    Raises:
        SetupError: before any letter is touched, when something is missing.
    """
    told = listeners or Listeners()
    prepare_prefect(settings.home)
    with open_office(settings) as office, _open_bench(office, told) as bench:
        run = InboxRun(office, bench, told)
        pause = threading.Event()
        while run.take_in():
            pause.wait(STEP_S)
        return run.finish()


def watch_inbox(settings: Settings, stop: threading.Event, listeners: Listeners | None = None) -> Report:
    """Take in and read what arrives in the inbox until `stop` is set; then finish the letters under way.

    File events wake it; every `sweep_s` seconds it looks by itself, for events get lost. What lies there at the
    start is taken as well.

    Raises:
        SetupError: before any letter is touched, when something is missing.
    """
    told = listeners or Listeners()
    prepare_prefect(settings.home)
    with open_office(settings) as office, _open_bench(office, told) as bench:
        run = InboxRun(office, bench, told)
        wakes = watchfiles.watch(
            settings.inbox_folder,
            stop_event=stop,
            force_polling=settings.polling,
            rust_timeout=round(settings.sweep_s * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
        )
        waiting = _look(run, told)
        while not stop.is_set():
            swept = False
            if waiting:
                stop.wait(STEP_S)
            else:
                swept = not next(wakes, None)
            if not stop.is_set():
                waiting = _look(run, told, retry=swept)
        return run.finish(give_back=True)


def _look(run: InboxRun, told: Listeners, *, retry: bool = False) -> int:
    """One look that does not end the watch when the ledger or the inbox cannot be used for a while."""
    try:
        return run.take_in(retry=retry)
    except Exception as error:
        if not may_pass(error):
            raise
        told.on_trouble(error)
        return 0
