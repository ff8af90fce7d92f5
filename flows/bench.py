"""The letters under way in this process: each is worked on once, whoever asks for it."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Self

from flows.claims import Claims
from flows.office import Office, Outcome, may_pass
from records import Scan, UsageError

_benches: dict[Path, "Bench"] = {}


def bench_of(home: Path) -> "Bench":
    """The bench that is open for a home folder in this process.

    Raises:
        UsageError: `home.not-open` when there is none.
    """
    try:
        return _benches[home.absolute()]
    except KeyError:
        raise UsageError("home.not-open") from None


class Bench:
    """Letters in the hands of an office. Use it as a context manager.

    One letter more than there are reading processes is open at once, so that pages are always waiting.
    """

    def __init__(
        self,
        office: Office,
        *,
        on_page: Callable[[], None] | None = None,
        on_letter: Callable[[Outcome], None] | None = None,
        on_failed: Callable[[str, BaseException], None] | None = None,
    ) -> None:
        """Open a bench for the office's home; the callbacks are called from several threads."""
        self.home = office.settings.home.absolute()
        self._office = office
        self._on_page = on_page
        self._on_letter = on_letter
        self._on_failed = on_failed
        self._lock = threading.Lock()
        self._scans: dict[str, Scan] = {}
        self._futures: dict[str, Future[Outcome | None]] = {}
        self._parts: list[Scan] = []
        self._closed = False
        self._claims = Claims(office.ledger)
        self._threads = ThreadPoolExecutor(max_workers=office.pool.workers + 1, thread_name_prefix="letter")

    def __enter__(self) -> Self:
        self._claims.__enter__()
        _benches[self.home] = self
        return self

    def __exit__(self, *error: object) -> None:
        _benches.pop(self.home, None)
        with self._lock:
            self._closed = True
        self._threads.shutdown(wait=True, cancel_futures=True)
        self._claims.__exit__(None, None, None)

    def free_scans(self) -> list[Scan]:
        """The letters in progress that no other process reads, an earlier run's too."""
        return self._office.ledger.free_scans(self._claims.worker)

    def start(self, scan: Scan, *, again: bool = False) -> Future[Outcome | None]:
        """Begin with a letter, unless it was begun before; `again` begins anew with one that is done."""
        with self._lock:
            return self._start(scan, again=again)

    def _start(self, scan: Scan, *, again: bool) -> Future[Outcome | None]:
        """As `start`, for who holds the lock."""
        future = self._futures.get(scan.sha256)
        if future is None or (again and future.done()):
            future = self._threads.submit(self._handle, scan)
            self._scans[scan.sha256], self._futures[scan.sha256] = scan, future
        return future

    def _begin_parts(self, parts: tuple[Scan, ...]) -> None:
        """Begin with the letters of a stack as soon as it is split.

        None of them when no further letter is to be begun: the stack is split for good, and its letters stay in
        progress in the ledger for the next run. Both are one step: the bench must not close between them.
        """
        with self._lock:
            if self._closed:
                return
            for part in parts:
                self._start(part, again=True)
            self._parts.extend(parts)

    def take_parts(self) -> tuple[Scan, ...]:
        """The letters of stacks that were begun since this was asked last: their flow runs are still to come."""
        with self._lock:
            parts, self._parts = tuple(self._parts), []
            return parts

    def results(self) -> tuple[tuple[Outcome, ...], tuple[str, ...]]:
        """The outcomes of the letters that are done, and the hashes of those that failed.

        Those that were not begun, and those that another process reads, are in neither.
        """
        with self._lock:
            ended = {name: job for name, job in self._futures.items() if job.done() and not job.cancelled()}
        failed = tuple(sha256 for sha256, future in ended.items() if future.exception() is not None)
        outcomes = (future.result() for sha256, future in ended.items() if sha256 not in failed)
        return tuple(outcome for outcome in outcomes if outcome is not None), failed

    def _handle(self, scan: Scan) -> Outcome | None:
        try:
            if not self._claims.take(scan.sha256):
                return None
            outcome = self._office.handle_letter(scan, on_page=self._on_page)
        except Exception as error:
            self._claims.give_up(scan.sha256)
            if self._on_failed:
                self._on_failed(scan.sha256, error)
            raise
        self._begin_parts(outcome.parts)
        if self._on_letter:
            self._on_letter(outcome)
        return outcome

    def outcome(self, sha256: str) -> Outcome | None:
        """Wait for a letter that was started; one that failed and may succeed is tried again.

        None when another process reads it.

        Raises:
            UsageError: `scan.unknown` when the letter was never started here.
            Exception: what the letter failed of, after this try.
        """
        with self._lock:
            scan, future = self._scans.get(sha256), self._futures.get(sha256)
        if scan is None or future is None:
            raise UsageError("scan.unknown", sha256)
        retry = future.done() and not future.cancelled() and may_pass(future.exception())
        return (self.start(scan, again=True) if retry else future).result()

    def give_back(self) -> int:
        """Begin with no further letter: how many were not begun. They stay in progress in the ledger."""
        with self._lock:
            self._closed = True
            return sum(future.cancel() for future in self._futures.values())
