"""The workers of all targets: one thread each, so that a slow receiver holds nobody else up."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import UTC, datetime
from time import monotonic

from flows.delivering.rounds import DATABASE_AWAY, Delivering, Tally, open_sender
from flows.delivering.targets import Target, load_targets
from ledger import Ledger
from records import Settings, SetupError, UsageError

STEP_S = 1.0
"""Seconds between two looks at the outbox."""
FORGET_S = 3600.0
"""Seconds between two times that old deliveries are forgotten."""

OnTally = Callable[[str, Tally], None]
OnTrouble = Callable[[str, str], None]


def choose_targets(settings: Settings, name: str | None = None) -> tuple[Target, ...]:
    """The targets that the office named, or one of them.

    Raises:
        SetupError: `setup.targets` when the file is wrong or names nobody.
        UsageError: `target.unknown` when there is none of that name.
    """
    targets = load_targets(settings.targets_file)
    if not targets:
        raise SetupError("setup.targets", f"{settings.targets_file.name}: no [targets.NAME]")
    chosen = tuple(target for target in targets if name in (None, target.name))
    if not chosen:
        raise UsageError("target.unknown", str(name))
    return chosen


def deliver_once(
    ledger: Ledger, targets: Sequence[Target], *, stopping: threading.Event | None = None, days: int
) -> dict[str, Tally]:
    """Send all that can be sent now; what came of it by target."""
    stop = stopping or threading.Event()
    with ExitStack() as stack:
        workers = _open_workers(ledger, targets, stop, stack)
        with ThreadPoolExecutor(len(workers)) as threads:
            list(threads.map(Delivering.work, workers))
    ledger.forget_delivered(at=datetime.now(UTC), days=days)
    return {worker.target.name: worker.tally for worker in workers}


def deliver_until(
    ledger: Ledger,
    targets: Sequence[Target],
    stopping: threading.Event,
    *,
    days: int,
    on_tally: OnTally,
    on_trouble: OnTrouble,
) -> None:
    """Send messages as they come, until asked to stop. A database that is locked for a while ends nothing."""
    with ExitStack() as stack:
        workers = _open_workers(ledger, targets, stopping, stack)
        with ThreadPoolExecutor(len(workers) + 1) as threads:
            futures = [threads.submit(_watch, worker, on_tally, on_trouble) for worker in workers]
            futures.append(threads.submit(_forget, ledger, stopping, days))
            for future in futures:
                future.add_done_callback(lambda done: stopping.set() if done.exception() else None)
        for future in futures:
            future.result()


def _open_workers(
    ledger: Ledger, targets: Sequence[Target], stopping: threading.Event, stack: ExitStack
) -> list[Delivering]:
    return [
        Delivering(ledger, target, stack.enter_context(open_sender(target)), stopping=stopping) for target in targets
    ]


def _watch(worker: Delivering, on_tally: OnTally, on_trouble: OnTrouble) -> None:
    while not worker.stopping.is_set():
        worker.tally = Tally()
        try:
            worker.work()
        except DATABASE_AWAY as error:
            on_trouble(worker.target.name, type(error).__name__)
        if worker.tally != Tally():
            on_tally(worker.target.name, worker.tally)
        worker.stopping.wait(STEP_S)


def _forget(ledger: Ledger, stopping: threading.Event, days: int) -> None:
    due = monotonic()
    while not stopping.wait(STEP_S):
        if monotonic() >= due:
            try:
                ledger.forget_delivered(at=datetime.now(UTC), days=days)
            except DATABASE_AWAY:
                continue  # the next time will do
            due = monotonic() + FORGET_S
