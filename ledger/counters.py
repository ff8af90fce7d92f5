"""The counters in a transaction that writes: read once at its start, where it locks out all others, written at its end.

They are in hand in between, past the objects of SQLAlchemy: a new case looks at four of them.
"""

from typing import cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from ledger.in_hand import in_hand, keep_in_hand
from ledger.tables import CounterRow

EVENTS = "events"
"""The counter of events; its row is what every writer locks first."""
_KNOWN, _CHANGED = "known counters", "changed counters"
_COUNTERS = cast("Table", CounterRow.__table__)
_LOCK = select(_COUNTERS.c.last).where(_COUNTERS.c.name == EVENTS).with_for_update()
_ALL = select(_COUNTERS.c.name, _COUNTERS.c.last)
_RAISE = update(_COUNTERS).where(_COUNTERS.c.name == bindparam("counter")).values(last=bindparam("to"))


def lock_counters(session: Session) -> None:
    """Wait until no other transaction writes; nobody else can write until this one ends."""
    connection = session.connection()
    connection.execute(_LOCK).one()
    keep_in_hand(session, _KNOWN, "", dict(iter(connection.execute(_ALL))))
    keep_in_hand(session, _CHANGED, "", {})


def counter(session: Session, name: str) -> int | None:
    """The last number given out under a name; none when there was none."""
    known: dict[str, int] | None = in_hand(session, _KNOWN, "")
    if known is None:  # a transaction that reads
        row = session.get(CounterRow, name)
        return row.last if row else None
    changed: dict[str, int] = in_hand(session, _CHANGED, "")
    return changed.get(name, known.get(name))


def set_counter(session: Session, name: str, last: int) -> None:
    """Note the last number given out under a name. Writers must be locked."""
    in_hand(session, _CHANGED, "")[name] = last


def settle_counters(session: Session) -> None:
    """Write the counters down: once, at the end of a transaction that writes."""
    known, changed = in_hand(session, _KNOWN, ""), in_hand(session, _CHANGED, "")
    raised = [{"counter": name, "to": last} for name, last in changed.items() if name in known]
    new = [{"name": name, "last": last} for name, last in changed.items() if name not in known]
    if raised:
        session.connection().execute(_RAISE, raised)
    if new:
        session.connection().execute(insert(_COUNTERS), new)
