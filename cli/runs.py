"""`laixin run` and `laixin watch`: letters from the inbox into the ledger."""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

import typer

from cli import options
from cli.books import open_books
from cli.command_group import INTERRUPTED
from cli.consoles import remarks, results
from cli.options import read_settings
from cli.progress import SHORT, RunProgress, Tally
from cli.run_results import print_left_behind, print_results
from cli.signals import end_at_once, stop_softly
from cli.texts import text
from cli.troubles import describe_code
from cli.visible import show_visible
from cli.words import tell_doubts

if TYPE_CHECKING:
    from extractors.intake.inbox import Look
    from flows.office import Outcome
    from flows.runs import Listeners
    from flows.serving import Reload
    from ledger import Arrival
    from records import Settings

UNFINISHED = 1


def run(home: options.Home = None, inbox: options.Inbox = None) -> None:
    """Take in and read all that lies in the inbox, once."""
    run_once(read_settings(home=home, inbox=inbox))


def run_once(settings: "Settings") -> None:
    """Read the inbox with progress, and show what came of it.

    Raises:
        typer.Exit: with 1 when a letter or a file could not be finished.
    """
    look = _look_into_inbox(settings)
    if not look.dropped and not _count_pending(settings):
        results().print(text("run.empty", inbox=show_visible(str(settings.inbox_folder))), soft_wrap=True)
        print_left_behind((), look.left_alone)
        results().print(text("run.empty-next"), soft_wrap=True)
        return
    found = text("run.looking", inbox=show_visible(str(settings.inbox_folder)), files=len(look.dropped))
    remarks().print(found, soft_wrap=True)
    remarks().print(text("run.setting-up"), soft_wrap=True)

    from flows.runs import Listeners, run_inbox

    tally = Tally(len(look.dropped))
    with RunProgress(tally) as progress, stop_softly(lambda: _interrupt(progress)):
        listeners = Listeners(progress.on_arrival, progress.on_page, progress.on_letter, progress.on_step)
        try:
            report = run_inbox(settings, listeners)
        except KeyboardInterrupt:
            end_at_once(INTERRUPTED)
    if not print_results(settings, report, copies=tally.copies):
        raise typer.Exit(UNFINISHED)


def _look_into_inbox(settings: "Settings") -> "Look":
    from extractors.intake.inbox import look_into
    from records import SetupError

    try:
        settings.inbox_folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise SetupError("setup.inbox", str(settings.inbox_folder)) from None
    return look_into(settings.inbox_folder)


def _count_pending(settings: "Settings") -> int:
    """How many letters an earlier run left in progress."""
    if settings.database_url is None and not settings.ledger_file.exists():
        return 0
    with open_books(settings) as ledger:
        return len(ledger.pending())


def _interrupt(progress: RunProgress) -> None:
    with suppress(RuntimeError):  # the signal came in the middle of a line: Python prints no other into it
        progress.say(text("run.stopping"))
    raise KeyboardInterrupt


def watch(home: options.Home = None, inbox: options.Inbox = None) -> None:
    """Take in and read letters as they arrive, until a signal ends it."""
    settings = read_settings(home=home, inbox=inbox)
    remarks().print(text("run.setting-up"), soft_wrap=True)

    from flows.runs import watch_inbox

    stop = threading.Event()
    log = _WatchLog()

    def ask_to_stop() -> None:
        stop.set()
        with suppress(RuntimeError):  # the signal came in the middle of a line: Python prints no other into it
            log.say(text("watch.stopping"))

    with stop_softly(ask_to_stop):
        log.say(text("watch.watching", inbox=show_visible(str(settings.inbox_folder))))
        report = watch_inbox(settings, stop, _listeners(log))
    if report.trouble:
        log.say(text("run.prefect-trouble", trouble=report.trouble))
    with open_books(settings) as ledger:
        given_back = len(ledger.pending())
    held = sum(outcome.result == "quarantined" for outcome in report.outcomes)
    cases = sum(outcome.result == "case" for outcome in report.outcomes)
    log.say(text("watch.ended", cases=cases, duplicates=log.tally.copies, held=held, given_back=given_back))


def _listeners(log: "_WatchLog") -> "Listeners":
    from flows.runs import Listeners

    return Listeners(
        on_arrival=log.on_arrival,
        on_letter=log.on_letter,
        on_refused=log.on_refused,
        on_left_alone=log.on_left_alone,
        on_failed=log.on_failed,
        on_trouble=log.on_trouble,
        on_reload=log.on_reload,
    )


class _WatchLog:
    """A line for each thing that happens, with its time. No names, no text: services keep such lines for long."""

    def __init__(self, clock: Callable[[], datetime] = datetime.now) -> None:
        self.tally = Tally(0)
        self._clock = clock
        self._lock = threading.RLock()  # a signal may come while a line is printed

    def on_arrival(self, arrival: "Arrival") -> None:
        """A file was taken in."""
        copy = self.tally.note_arrival(arrival)
        self.say(text("watch.duplicate" if copy else "watch.arrived", sha256=arrival.scan.sha256[:SHORT]))

    def on_letter(self, outcome: "Outcome") -> None:
        """A letter is done."""
        self.tally.note_letter(outcome)
        sha256 = outcome.sha256[:SHORT]
        if outcome.result == "case":
            doubts = tell_doubts(outcome.doubts).split("\n") if outcome.doubts else [text("run.clear")]
            self.say(text("watch.case", sha256=sha256, case_no=outcome.case_no, doubts=" ".join(doubts)))
        elif outcome.result == "split":
            self.say(text("watch.split", sha256=sha256, parts=len(outcome.parts)))
        else:
            sentence, _ = describe_code(outcome.code or "")
            self.say(text("watch.held", sha256=sha256, code=outcome.code, message=sentence))

    def on_refused(self, code: str) -> None:
        """A file could not be taken in."""
        self.say(text("watch.refused", code=code, message=describe_code(code)[0]))

    def on_left_alone(self, reason: str) -> None:
        """Something in the inbox is not taken."""
        self.say(text("watch.left-alone", reason=text(f"reason.{reason}")))

    def on_failed(self, sha256: str, error: BaseException) -> None:
        """A letter failed; what the error says may be a letter's text and is not told."""
        self.say(text("watch.failed", sha256=sha256[:SHORT], kind=type(error).__name__))

    def on_trouble(self, error: BaseException) -> None:
        """A look failed as a whole."""
        self.say(text("watch.trouble", kind=type(error).__name__))

    def on_reload(self, reload: "Reload") -> None:
        """Other models were put into service, or could not be."""
        key = "watch.reloaded" if reload.code is None else "watch.not-reloaded"
        self.say(text(key, models=" ".join(reload.models), code=reload.code))

    def say(self, line: str) -> None:
        """Print a line at once, with the time."""
        with self._lock:
            results().print(f"{self._clock():%Y-%m-%d %H:%M:%S}  {line}", soft_wrap=True)
