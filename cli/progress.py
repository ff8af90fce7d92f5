"""How far a run is: a bar on a terminal, plain lines in a pipe. Lines hold hashes, codes and case numbers alone."""

import threading
from types import TracebackType
from typing import TYPE_CHECKING, Self

from cli.consoles import remarks
from cli.texts import text

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from flows.office import Outcome
    from ledger import Arrival

SHORT = 12
"""Digits of a SHA-256 that are enough to tell letters apart."""


class Tally:
    """What came of a run so far. Its methods are called from several threads."""

    def __init__(self, files: int) -> None:
        """Nothing has come yet; `files` lie in the inbox."""
        self.lock = threading.Lock()
        self.pages = 0
        self.outcomes: dict[str, Outcome] = {}
        self.copies = 0
        self._files = files
        self._arrivals = 0
        self._begun: set[str] = set()

    @property
    def known(self) -> int:
        """Letters that are known of: begun ones, and files that still lie in the inbox."""
        return len(self._begun) + max(0, self._files - self._arrivals)

    @property
    def done(self) -> int:
        """Letters that are a case or in quarantine."""
        return len(self.outcomes)

    def note_arrival(self, arrival: "Arrival") -> bool:
        """Count a file that was taken in; whether it is a copy of a letter that is known already."""
        with self.lock:
            self._arrivals += 1
            if arrival.outcome is None and arrival.scan.sha256 not in self._begun:
                self._begun.add(arrival.scan.sha256)
                return False
            # With another outcome it is the very file of a letter that is done: a run was killed before removing it.
            copy = arrival.outcome in (None, "duplicate")
            self.copies += copy
            return copy

    def note_page(self) -> None:
        """Count a page."""
        with self.lock:
            self.pages += 1

    def note_letter(self, outcome: "Outcome") -> None:
        """Count a letter that is done, also one that an earlier run had taken in; of a stack its letters count."""
        with self.lock:
            if outcome.result == "split":
                self._begun.discard(outcome.sha256)
                self._begun.update(part.sha256 for part in outcome.parts)
                return
            self._begun.add(outcome.sha256)
            self.outcomes[outcome.sha256] = outcome


class RunProgress:
    """Shows a tally on standard error while it grows. Use it as a context manager."""

    def __init__(self, tally: Tally) -> None:
        """Nothing is shown before the context is entered."""
        self._tally = tally
        self._console = remarks()
        self._bar: Progress | None = None
        self._task: TaskID | None = None
        self._flows = 0
        self._told_prefect = False

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._open_bar()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def _open_bar(self) -> None:
        from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

        self._bar = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[counts]}"),
            TimeElapsedColumn(),
            TextColumn(text("run.left")),
            TimeRemainingColumn(compact=True),
            console=self._console,
            refresh_per_second=4,  # it must not take the time of the reading processes
        )
        self._task = self._bar.add_task(text("run.reading"), counts="")
        self._refresh()
        self._bar.start()

    def on_arrival(self, arrival: "Arrival") -> None:
        """A file was taken in."""
        self._tally.note_arrival(arrival)
        self._refresh()

    def on_page(self) -> None:
        """A page was read."""
        self._tally.note_page()
        self._refresh()

    def on_letter(self, outcome: "Outcome") -> None:
        """A letter is done."""
        self._tally.note_letter(outcome)
        self._refresh()
        if self._bar is None:
            counts = {"done": self._tally.done, "known": self._tally.known}
            if outcome.result == "case":
                self.say(text("run.line-case", case_no=outcome.case_no, **counts))
            elif outcome.result == "split":
                self.say(text("run.line-split", sha256=outcome.sha256[:SHORT], parts=len(outcome.parts)))
            else:
                self.say(text("run.line-held", sha256=outcome.sha256[:SHORT], code=outcome.code, **counts))

    def on_step(self, step: str) -> None:
        """The run has come to a step of `flows.runs`."""
        if step == "prefect.starting":
            self._flows += 1
            if not self._told_prefect:
                self._told_prefect = True
                self.say(text("run.prefect-starting"))
        elif step == "prefect.done":
            self._flows -= 1
        elif step == "letters.done" and self._flows > 0:
            if self._bar is not None and self._task is not None:
                self._bar.update(self._task, description=text("run.prefect-waiting"))
            else:
                self.say(text("run.prefect-waiting"))

    def say(self, line: str) -> None:
        """A line above the bar, or one among the lines."""
        self._console.print(line, style="dim", soft_wrap=True)

    def _refresh(self) -> None:
        if self._bar is None or self._task is None:
            return
        tally = self._tally
        counts = text("run.counts", done=tally.done, known=tally.known, pages=tally.pages)
        self._bar.update(self._task, total=max(tally.known, 1), completed=tally.done, counts=counts)
