"""`laixin deliver` and `laixin outbox`: what goes out to other systems, and what could not."""

import threading
from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli import options
from cli.books import open_books
from cli.command_group import LaixinCommand, open_group
from cli.consoles import print_json, remarks, results
from cli.options import read_settings
from cli.tables import make_table
from cli.texts import has_text, text

if TYPE_CHECKING:
    from flows.delivering.rounds import Tally
    from ledger import Ledger
    from ledger.outbox.deliveries import TargetState

NOT_DELIVERED = 1

Once = Annotated[bool, typer.Option("--once", help=text("option.deliver-once"))]
OneTarget = Annotated[
    str | None, typer.Option("--target", metavar="NAME", help=text("option.deliver-target"), show_default=False)
]
AnyTarget = Annotated[
    str | None, typer.Argument(metavar="TARGET", help=text("option.outbox-target"), show_default=False)
]
TargetName = Annotated[str, typer.Argument(metavar="TARGET", help=text("option.outbox-target"), show_default=False)]
EventNumber = Annotated[int, typer.Argument(metavar="EVENT", help=text("option.outbox-event"), show_default=False)]
SinceEvent = Annotated[
    int | None,
    typer.Option("--since", metavar="EVENT", min=0, help=text("option.outbox-since"), show_default=False),
]
By = Annotated[str, typer.Option("--by", metavar="NAME", help=text("option.outbox-by"), show_default=False)]

app = open_group("outbox")


def deliver(once: Once = False, target: OneTarget = None, home: options.Home = None) -> None:
    """Send messages to the office's targets; exit 1 when there are dead letters or stopped targets."""
    from cli.signals import stop_softly
    from flows.delivering.workers import choose_targets, deliver_once, deliver_until

    settings = read_settings(home=home)
    targets = choose_targets(settings, target)
    names = [one.name for one in targets]
    stopping = threading.Event()

    def ask_to_stop() -> None:
        stopping.set()
        with suppress(RuntimeError):  # the signal came in the middle of a line: Python prints no other into it
            remarks().print(text("deliver.stopping"))

    with open_books(settings) as ledger, stop_softly(ask_to_stop):
        if once:
            done = deliver_once(ledger, targets, stopping=stopping, days=settings.delivered_days)
            for name, tally in done.items():
                results().print(_tell_tally(name, tally), soft_wrap=True)
            if not _tell_left(ledger, names):
                raise typer.Exit(NOT_DELIVERED)
            return
        _say(text("deliver.begins", names="、".join(names)))
        deliver_until(
            ledger,
            targets,
            stopping,
            days=settings.delivered_days,
            on_tally=lambda name, tally: _say(_tell_tally(name, tally)),
            on_trouble=lambda name, kind: _say(text("deliver.trouble", target=name, kind=kind)),
        )


def _say(line: str) -> None:
    """A line with its time, for a service's log: names of targets and counts alone."""
    results().print(f"{datetime.now():%Y-%m-%d %H:%M:%S}  {line}", soft_wrap=True)  # noqa: DTZ005 (the log's own zone)


def _tell_tally(name: str, tally: "Tally") -> str:
    return text("deliver.done", target=name, delivered=tally.delivered, failed=tally.failed, dead=tally.dead)


def _tell_left(ledger: "Ledger", names: list[str]) -> bool:
    """Say what a person must look after; whether there is nothing."""
    states = [state for state in ledger.targets() if state.name in names]
    for state in states:
        if state.stopped:
            told = text("deliver.stopped", target=state.name, code=state.stopped)
            remarks().print(told, style="red", soft_wrap=True)
        elif state.trouble:
            remarks().print(text("deliver.why", target=state.name, why=tell_code(state.trouble)), soft_wrap=True)
    dead = sum(state.dead for state in states)
    if dead:
        remarks().print(text("deliver.dead", count=dead), style="red", soft_wrap=True)
    return not dead and not any(state.stopped for state in states)


def _command(name: str) -> dict[str, Any]:
    return {
        "name": name,
        "cls": LaixinCommand,
        "help": text(f"help.outbox.{name}"),
        "short_help": text(f"help.outbox.{name}.short"),
        "options_metavar": text("heading.options-metavar"),
    }


@app.command(**_command("status"))
def status(as_json: options.AsJson = False, home: options.Home = None) -> None:
    """Show how far each target is."""
    with open_books(read_settings(home=home)) as ledger:
        states = ledger.targets()
    if as_json:
        for state in states:
            print_json(state.model_dump(mode="json"))
        return
    if not states:
        results().print(text("outbox.none"), soft_wrap=True)
        return
    keys = ("target", "state", "pending", "dead", "blocked", "delivered", "oldest")
    rows = (
        (
            state.name,
            _tell_state(state) + (f"\n{tell_code(state.trouble)}" if state.trouble else ""),
            str(state.pending + state.behind),
            str(state.dead),
            str(state.blocked),
            str(state.delivered),
            _tell_time(state.oldest),
        )
        for state in states
    )
    results().print(make_table([text(f"outbox.{key}") for key in keys], rows))


def _tell_state(state: "TargetState") -> str:
    if state.stopped:
        return text("outbox.is-stopped", code=state.stopped)
    if state.paused_until is not None and state.paused_until > datetime.now(UTC):
        return text("outbox.is-paused", until=_tell_time(state.paused_until))
    if state.failures:
        return text("outbox.is-failing", failures=state.failures)
    return text("outbox.is-well")


def _tell_time(moment: datetime | None) -> str:
    from ledger.clock import OFFICE_ZONE

    return "" if moment is None else f"{moment.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M:%S}"


@app.command(**_command("dead"))
def dead(target: AnyTarget = None, as_json: options.AsJson = False, home: options.Home = None) -> None:
    """List what was given up."""
    with open_books(read_settings(home=home)) as ledger:
        letters = ledger.dead_letters(target)
    if as_json:
        for letter in letters:
            print_json(letter.model_dump(mode="json"))
        return
    if not letters:
        results().print(text("outbox.no-dead"), soft_wrap=True)
        return
    keys = ("target", "event", "case", "kind", "attempts", "why", "died", "waiting")
    rows = (
        (
            letter.target,
            str(letter.event_number),
            letter.case_no,
            letter.kind,
            str(letter.attempts),
            tell_code(letter.code or ""),
            _tell_time(letter.died_at),
            str(letter.waiting),
        )
        for letter in letters
    )
    results().print(make_table([text(f"outbox.{key}") for key in keys], rows))
    first = letters[0]
    results().print(text("outbox.dead-next", target=first.target, event=first.event_number), soft_wrap=True)


def tell_code(code: str) -> str:
    """Why something did not arrive, in words; the bare code when there are none."""
    family, _, detail = code.partition(".")
    for key in (code.replace(".", "-"), family):
        if has_text(f"outbox.trouble.{key}"):
            return text(f"outbox.trouble.{key}", code=detail)
    return code


@app.command(**_command("replay"))
def replay(
    target: TargetName,
    since: SinceEvent = None,
    by: By = "",
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Send dead letters again, or everything after an event."""
    with open_books(read_settings(home=home)) as ledger:
        count = ledger.replay_deliveries(target, since=since, by=by, at=datetime.now(UTC))
    if as_json:
        print_json({"target": target, "since": since, "messages": count})
        return
    results().print(text("outbox.replayed", target=target, count=count), soft_wrap=True)


@app.command(**_command("skip"))
def skip(
    target: TargetName,
    event: EventNumber,
    by: By = "",
    as_json: options.AsJson = False,
    home: options.Home = None,
) -> None:
    """Let a dead letter be."""
    with open_books(read_settings(home=home)) as ledger:
        ledger.skip_delivery(target, event, by=by, at=datetime.now(UTC))
    if as_json:
        print_json({"target": target, "event": event, "skipped": True})
        return
    results().print(text("outbox.skipped", target=target, event=event), soft_wrap=True)
