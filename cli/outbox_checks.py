"""The check of `laixin doctor` that looks at the targets of the outbox."""

from typing import TYPE_CHECKING

from cli.books import open_books
from cli.check import Check
from cli.texts import text

if TYPE_CHECKING:
    from records import Settings


def check_targets(settings: "Settings") -> Check:
    """The file of targets can be used, with its secrets, and what goes out arrives. Nobody is spoken to."""
    from contextlib import ExitStack

    from flows.delivering.rounds import open_sender
    from flows.delivering.targets import load_targets

    targets = load_targets(settings.targets_file)
    if not targets:
        return Check("targets", "ok", text("doctor.targets-none"))
    with ExitStack() as stack:
        for target in targets:
            stack.enter_context(open_sender(target))
    names, todo = "、".join(target.name for target in targets), text("doctor.targets-todo")
    if settings.database_url is None and not settings.ledger_file.exists():
        return Check("targets", "ok", names)
    with open_books(settings) as ledger:
        states = [state for state in ledger.targets() if state.name in {target.name for target in targets}]
    for key, chosen in (
        ("stopped", [state.name for state in states if state.stopped]),
        ("failing", [state.name for state in states if state.failures]),
    ):
        if chosen:
            return Check("targets", "warning", text(f"doctor.targets-{key}", names="、".join(chosen)), todo)
    if dead := sum(state.dead for state in states):
        return Check("targets", "warning", text("doctor.targets-dead", names=names, dead=dead), todo)
    return Check("targets", "ok", names)
