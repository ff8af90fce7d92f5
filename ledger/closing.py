"""Whether a ledger may be written: one that was moved to another database is kept, and takes nothing new."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from ledger.chain import lock_writers, settle_events
from ledger.counters import counter
from ledger.tables import CounterRow
from records import UsageError

State = Literal["open", "moving", "moved-away"]

CLOSED = "ledger closed"
"""The counter that tells: none or 0 when the ledger is open."""
_STATES: tuple[State, ...] = ("open", "moving", "moved-away")


@contextmanager
def write_though_closed(bind: Engine | Connection) -> Iterator[Session]:
    """A transaction that writes alone, of events that are of no case; in the transaction of a connection, if given."""
    with Session(bind) as session, session.begin():
        lock_writers(session)
        yield session
        settle_events(session)


def state_of(session: Session) -> State:
    """Whether a ledger is open, being moved, or moved away."""
    return _STATES[counter(session, CLOSED) or 0]


def set_state(session: Session, state: State) -> None:
    """Open or close a ledger. Writers must be locked."""
    session.merge(CounterRow(name=CLOSED, last=_STATES.index(state)))


def refuse_when_closed(session: Session) -> None:
    """Raise UsageError `ledger.moving` or `ledger.moved-away` when the ledger takes nothing new."""
    state = state_of(session)
    if state != "open":
        raise UsageError(f"ledger.{state}")
