"""The clocks of a case on its page."""

from typing import TYPE_CHECKING

from cli.consoles import results
from cli.tables import make_table
from cli.texts import text
from cli.visible import show_visible
from cli.words import name_field, name_value

if TYPE_CHECKING:
    from records import CaseRecord, Deadline


def print_clocks(record: "CaseRecord") -> None:
    """The clocks as a table: what, from when to when, how it stands, by which article."""
    if not record.deadlines:
        return
    headings = [
        name_field("clock"), text("due.started"), text("due.last-day"), name_field("clock_state"), text("due.done"),
        name_field("unit"), text("due.basis"),
    ]  # fmt: skip
    results().print(make_table(headings, map(_row, record.deadlines), title=name_field("deadlines")))


def tell_clock(deadline: "Deadline") -> str:
    """A clock in a line: its name, last day and state."""
    return f"{name_value('clock', deadline.name)} {deadline.due.isoformat()} {tell_state(deadline)}"


def tell_state(deadline: "Deadline") -> str:
    """How a clock stands, with what is to be known of it."""
    state = name_value("clock_state", deadline.state)
    return text("due.noted", state=state, note=name_value("clock_note", deadline.note)) if deadline.note else state


def _row(deadline: "Deadline") -> tuple[str, ...]:
    return (
        name_value("clock", deadline.name),
        deadline.started.isoformat() if deadline.started else "",
        deadline.due.isoformat(),
        tell_state(deadline),
        deadline.done.isoformat() if deadline.done else "",
        show_visible(name_value("unit", deadline.held_by)) if deadline.held_by else "",
        text("show.article", article=deadline.basis),
    )
