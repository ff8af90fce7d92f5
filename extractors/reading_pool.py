"""A pool of long-lived reading processes: the engine is loaded once in each, and no page can hurt more than itself.

Every job has a time limit and every process a memory limit. A job that kills or hangs its process is told by a
code; the pool starts a new process and goes on.
"""

import ctypes
import logging
import multiprocessing
import os
import resource
import signal
import sys
import threading
import warnings
import weakref
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as JobTimeoutError  # pebble raises this one
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from extractors.engines.engine import OcrEngine, open_engine
from extractors.pages.page_readings import OrderedPage, PageReading
from records import LetterError, Page, Scan, Settings, SetupError

if TYPE_CHECKING:
    from extractors.engines.second_reader import SecondReader

COUNT_TIMEOUT_S = 30

_PAGE_CODES = {"intake.too-many-pixels": "page.too-many-pixels"}
READY_TIMEOUT_S = 120

T = TypeVar("T")

_engine: OcrEngine | None = None
_second: "SecondReader | None" = None
_trouble: tuple[str, str] = ("setup.no-engine", "")


class NoEngineError(Exception):
    """A reading process could not open its engine; the arguments are the code and what to do."""


class EngineFailedError(Exception):
    """Reading a page failed in a way that nobody foresaw; the argument is the kind of error, never its text."""


def _prepare_process(
    opener: Callable[[str], OcrEngine], engine: str, second_reader: str, memory_mb: int, parent: int
) -> None:
    """Set a reading process up: it dies with its parent, holds its limits, and says nothing.

    An engine that cannot be opened is remembered and told by the first job: a process that ended here would be
    started again and again.
    """
    global _engine, _second, _trouble  # noqa: PLW0603 (a process has one engine; this is where it lives)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        pr_set_pdeathsig = 1
        ctypes.CDLL(None).prctl(pr_set_pdeathsig, signal.SIGKILL)
    if os.getppid() != parent:  # it died before this process could ask to be told
        os._exit(1)
    limit = memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    try:
        # All that reads a page is loaded here, in the reading process, and not where the pool is: the commands start
        # in half the time.
        import extractors.pages.page_reader  # noqa: F401
        from extractors.engines.second_reader import open_second_reader

        _engine = opener(engine)
        _second = open_second_reader(second_reader, _engine)
    except SetupError as error:
        _trouble = (error.code, error.remedy)
    except Exception as error:  # noqa: BLE001 (whatever it is, it is told where the letters are)
        _trouble = ("setup.no-engine", f"{engine}: {type(error).__name__}")


def _open_engine() -> OcrEngine:
    if _engine is None:
        raise NoEngineError(*_trouble)
    return _engine


def _tell_engine() -> str:
    return _open_engine().version


def _count(path: Path, media_type: str, max_pages: int, max_pixels: int) -> int:
    from extractors.sources.page_sources import count_pages

    return count_pages(path, media_type, max_pages=max_pages, max_pixels=max_pixels)


def _read(path: Path, media_type: str, number: int, max_pixels: int) -> PageReading:
    import cv2

    from extractors.pages.page_reader import read_page

    engine = _open_engine()
    try:
        return read_page(path, media_type, number, engine=engine, max_pixels=max_pixels, second=_second)
    except LetterError:
        raise
    except MemoryError:
        raise MemoryError from None
    except Exception as error:  # noqa: BLE001 (it is told as a doubt on the page)
        if isinstance(error, cv2.error) and error.code == cv2.Error.StsNoMem:
            raise MemoryError from None
        # Only plain errors go back: one that cannot be unpickled would break the pool, and some quote the letter.
        raise EngineFailedError(type(error).__name__) from None


@dataclass(frozen=True)
class _Job(Generic[T]):
    """What a process was asked to do, to ask again when the pool broke for another reason."""

    function: Callable[..., T]
    args: tuple[Any, ...]
    timeout_s: float


class ReadingPool:
    """Reading processes. Use it as a context manager; it is safe to call from several threads."""

    def __init__(self, settings: Settings, *, opener: Callable[[str], OcrEngine] = open_engine) -> None:
        """Start the processes; each opens its engine with `opener`, which must be importable, as it starts."""
        self.workers = settings.worker_count
        self._settings = settings
        self._opener = opener
        # One thread a process: page work and engine would otherwise each start one for every core.
        os.environ.update(dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"))
        self._lock = threading.Lock()
        self._closed = False
        self._begun: weakref.WeakSet[Future[Any]] = weakref.WeakSet()
        # A process dies with the thread that started it (prctl), so that thread must live as long as the pool.
        self._starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading-pool")
        self._pool = self._start_processes()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close(at_once=kind is not None)

    def close(self, *, at_once: bool = False) -> None:
        """End the processes: after what they hold, or at once; then every job still waited for is cancelled."""
        with self._lock:
            self._closed = True
        if at_once:
            self._pool.stop()  # type: ignore[no-untyped-call]
        else:
            self._pool.close()  # type: ignore[no-untyped-call]
        self._pool.join()
        for future in tuple(self._begun):
            future.cancel()
        self._starter.shutdown()

    def check_engine(self) -> None:
        """Wait until a process has opened its engine.

        Raises:
            SetupError: with what to do, when it cannot be opened.
        """
        job = _Job(_tell_engine, (), READY_TIMEOUT_S)
        try:
            self._wait(job, self._begin(job))
        except (JobTimeoutError, ProcessExpired, BrokenProcessPool) as error:
            raise SetupError("setup.no-engine", f"{self._settings.engine}: {type(error).__name__}") from error

    def count_pages(self, path: Path, scan: Scan, *, max_pages: int | None = None) -> int:
        """How many pages a scan has, told by a reading process; more than `max_pages` (or the setting) are refused.

        Raises:
            LetterError: a code of `intake.*`; `intake.crashed` or `intake.timed-out` when opening the file
                killed or hung the process.
        """
        limits = self._settings
        return self.ask(_count, path, scan.media_type, max_pages or limits.max_pages, limits.max_pixels)

    def ask(self, function: Callable[..., T], *args: object, timeout_s: float = COUNT_TIMEOUT_S) -> T:
        """Let a reading process do what needs no engine: a function of a module, with values that can be sent.

        Raises:
            LetterError: what the function raises; `intake.crashed` or `intake.timed-out` when it killed or hung
                the process.
        """
        job = _Job(function, args, timeout_s)
        try:
            return self._wait(job, self._begin(job))
        except JobTimeoutError as error:
            raise LetterError("intake.timed-out", f"{timeout_s:g} s") from error
        except (ProcessExpired, BrokenProcessPool) as error:
            raise LetterError("intake.crashed", type(error).__name__) from error
        except MemoryError as error:
            raise LetterError("intake.crashed", "memory") from error

    def read_pages(
        self, path: Path, scan: Scan, count: int, *, on_page: Callable[[], None] | None = None
    ) -> tuple[PageReading, ...]:
        """All pages of a scan, read side by side.

        A page that cannot be read comes back empty with a doubt; `on_page` is called as each is done.

        Raises:
            LetterError: `intake.damaged` or another code when not one page could be decoded.
            SetupError: when the engine could not be opened.
            CancelledError: when the pool was closed meanwhile.
        """
        limits = self._settings
        jobs = [
            _Job(_read, (path, scan.media_type, number, limits.max_pixels), limits.page_timeout_s)
            for number in range(1, count + 1)
        ]
        begun = [self._begin(job) for job in jobs]
        readings, errors = [], []
        for number, (job, future) in enumerate(zip(jobs, begun, strict=True), start=1):
            try:
                readings.append(self._wait(job, future))
            except LetterError as error:
                if error.code.startswith("intake."):
                    errors.append(error)
                readings.append(
                    _unread_page(number, _PAGE_CODES.get(error.code, "page.damaged" if error in errors else error.code))
                )
            except JobTimeoutError:
                readings.append(_unread_page(number, "page.timed-out"))
            except MemoryError:
                readings.append(_unread_page(number, "page.out-of-memory"))
            except (ProcessExpired, BrokenProcessPool, EngineFailedError):
                readings.append(_unread_page(number, "page.engine-crashed"))
            if on_page:
                on_page()
        if len(errors) == count:
            raise errors[0]
        return tuple(readings)

    def _begin(self, job: _Job[T]) -> Future[T]:
        """Give a job to the processes, to new ones when the old pool is broken.

        Raises:
            CancelledError: when the pool was closed.
        """
        with self._lock:
            if self._closed:
                raise CancelledError
            try:
                future = self._schedule(job)
            except RuntimeError:
                self._pool.stop()  # type: ignore[no-untyped-call]
                self._pool.join()
                self._pool = self._start_processes()
                future = self._schedule(job)
            self._begun.add(future)
            return future

    def _schedule(self, job: _Job[T]) -> Future[T]:
        return self._pool.schedule(job.function, args=job.args, timeout=job.timeout_s)

    def _wait(self, job: _Job[T], future: Future[T]) -> T:
        """The result of a job; asked a second time when the pool broke under it.

        A process that is killed from outside while none works, by a system short of memory for one, breaks the
        whole pool: the jobs in it did nothing wrong.
        """
        try:
            try:
                return future.result()
            except BrokenProcessPool:
                return self._begin(job).result()
        except NoEngineError as error:
            raise SetupError(*error.args) from error

    def _start_processes(self) -> ProcessPool:
        pool = ProcessPool(
            max_workers=self.workers,
            initializer=_prepare_process,
            initargs=(
                self._opener,
                self._settings.engine,
                self._settings.second_reader,
                self._settings.worker_memory_mb,
                os.getpid(),
            ),
            context=multiprocessing.get_context("spawn"),
        )
        self._starter.submit(lambda: pool.active).result()  # asking starts it
        return pool


def _unread_page(number: int, doubt: str) -> PageReading:
    page = Page(number=number, source="image", doubts=(doubt,))
    return PageReading(page, OrderedPage((), runs_on=False, starts_flush=False))
