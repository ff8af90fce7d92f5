"""Settling: what came of the deliveries that a worker held. Who lost his claim in the meantime settles nothing."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from ledger.chain import append_event
from ledger.outbox.deliveries import Settled
from ledger.outbox.tables import DeliveryRow, TargetRow


def settle(session: Session, settled: Iterable[Settled], *, at: datetime) -> None:
    """Note what was delivered, what is tried again later, and what was not sent."""
    settled = list(settled)
    _end_failures(session, [one.delivery.id for one in settled if one.result == "delivered"])
    for one in settled:
        row = _held(session, one)
        if row is None:
            continue
        row.claim, row.claimed_until = None, None
        if one.result == "delivered":
            row.state, row.settled_at, row.attempts, row.code = "delivered", at, row.attempts + 1, None
        elif one.result == "later":
            row.attempts, row.code, row.next_at = row.attempts + 1, one.code, one.next_at or at
        elif one.result == "busy":
            row.code = one.code


def _end_failures(session: Session, delivered: Sequence[int]) -> None:
    """Something arrived: nothing went wrong in a row any more, whichever worker or earlier run counted it.

    The target is locked before its deliveries, as everywhere.
    """
    if delivered:
        ours = select(DeliveryRow.target).where(DeliveryRow.id == delivered[0]).scalar_subquery()
        failing = update(TargetRow).where(TargetRow.name == ours, TargetRow.failures != 0)
        session.execute(failing.values(failures=0))


def bury(session: Session, settled: Iterable[Settled], *, at: datetime) -> None:
    """Give deliveries up, each with an event. Writers must be locked."""
    for one in settled:
        row = _held(session, one)
        if row is None:
            continue
        row.state, row.settled_at, row.attempts, row.code = "dead", at, row.attempts + 1, one.code
        row.claim, row.claimed_until = None, None
        facts = {"target": row.target, "event": row.event_number, "code": one.code}
        append_event(session, "delivery.died", at=at, data=facts)


def _held(session: Session, one: Settled) -> DeliveryRow | None:
    held = (DeliveryRow.id == one.delivery.id, DeliveryRow.claim == one.delivery.claim, DeliveryRow.state == "pending")
    return session.scalar(select(DeliveryRow).where(*held).with_for_update())


def note_target(
    session: Session, name: str, *, failures: int, paused_until: datetime | None, stopped: str | None
) -> None:
    """Note how a target itself does: failures in a row, until when nothing is sent, why it was stopped."""
    target = session.get_one(TargetRow, name, with_for_update=True)
    target.failures, target.paused_until = failures, paused_until
    target.stopped = stopped or target.stopped


def forget_delivered(session: Session, *, at: datetime, days: int) -> int:
    """Remove deliveries that arrived or were skipped so many days ago; gives how many."""
    done = DeliveryRow.state.in_(("delivered", "skipped"))
    old = delete(DeliveryRow).where(done, DeliveryRow.settled_at < at - timedelta(days=days))
    return int(session.execute(old).rowcount)  # type: ignore[attr-defined]  # a DELETE gives a cursor's result
