"""What was given up, and what a person does about it: replay it, or skip it."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

from ledger.chain import append_event
from ledger.outbox.deliveries import DeadLetter, TargetState
from ledger.outbox.laying import lay_again
from ledger.outbox.tables import DeliveryRow, MessageRow, TargetRow
from ledger.tables import EventRow
from records import UsageError


def target_states(session: Session) -> list[TargetState]:
    """How every target that ever was stands, by name."""
    return [_state(session, target) for target in session.scalars(select(TargetRow).order_by(TargetRow.name))]


def _state(session: Session, target: TargetRow) -> TargetState:
    ours = DeliveryRow.target == target.name
    grouped = session.execute(select(DeliveryRow.state, func.count()).where(ours).group_by(DeliveryRow.state))
    counts: dict[str, int] = {state: count for state, count in grouped}  # noqa: C416 (its rows are no plain tuples)
    behind = session.scalar(select(func.count()).select_from(MessageRow).where(MessageRow.event_number > target.cursor))
    oldest = session.scalar(
        select(EventRow.at)
        .join(DeliveryRow, DeliveryRow.event_number == EventRow.number)
        .where(ours, DeliveryRow.state == "pending")
        .order_by(DeliveryRow.event_number)
        .limit(1)
    )
    return TargetState(
        name=target.name,
        cursor=target.cursor,
        behind=behind or 0,
        pending=counts.get("pending", 0),
        blocked=_count_blocked(session, target.name) if counts.get("dead") else 0,
        dead=counts.get("dead", 0),
        delivered=counts.get("delivered", 0),
        oldest=datetime.fromisoformat(oldest) if oldest else None,
        failures=target.failures,
        paused_until=target.paused_until,
        stopped=target.stopped,
        trouble=_find_trouble(session, target.name),
    )


def _find_trouble(session: Session, name: str) -> str | None:
    """Why the oldest delivery that was tried and waits did not arrive, or else the newest that was given up."""
    tried = select(DeliveryRow.code).where(DeliveryRow.target == name, DeliveryRow.code.is_not(None)).limit(1)
    waits = tried.where(DeliveryRow.state == "pending").order_by(DeliveryRow.event_number)
    died = tried.where(DeliveryRow.state == "dead").order_by(DeliveryRow.settled_at.desc(), DeliveryRow.id.desc())
    return session.scalar(waits) or session.scalar(died)


def _count_blocked(session: Session, name: str) -> int:
    dead = aliased(DeliveryRow)
    before = select(dead.id).where(
        dead.target == name,
        dead.state == "dead",
        dead.case_no == DeliveryRow.case_no,
        dead.event_number < DeliveryRow.event_number,
    )
    waiting = select(func.count()).where(DeliveryRow.target == name, DeliveryRow.state == "pending", before.exists())
    return session.scalar(waiting) or 0


def dead_letters(session: Session, name: str | None) -> list[DeadLetter]:
    """Every delivery that was given up, of one target or all, the oldest event first."""
    later = aliased(DeliveryRow)
    waiting = (
        select(func.count())
        .where(
            later.target == DeliveryRow.target,
            later.case_no == DeliveryRow.case_no,
            later.event_number > DeliveryRow.event_number,
            later.state == "pending",
        )
        .scalar_subquery()
    )
    rows = session.execute(
        select(DeliveryRow, MessageRow.kind, waiting.label("waiting"))
        .join(MessageRow, MessageRow.event_number == DeliveryRow.event_number)
        .where(DeliveryRow.state == "dead", *([DeliveryRow.target == name] if name else []))
        .order_by(DeliveryRow.target, DeliveryRow.event_number)
    )
    return [
        DeadLetter(
            target=row.DeliveryRow.target,
            event_number=row.DeliveryRow.event_number,
            kind=row.kind,
            case_no=row.DeliveryRow.case_no,
            attempts=row.DeliveryRow.attempts,
            code=row.DeliveryRow.code,
            died_at=row.DeliveryRow.settled_at,
            waiting=row.waiting,
        )
        for row in rows
    ]


def replay_deliveries(session: Session, name: str, *, since: int | None, by: str, at: datetime) -> int:
    """Send again: what was given up, or everything after an event; a stopped target goes on. Writers must be locked.

    Gives how many messages that are. Raises UsageError when there is no such target or nobody signs.
    """
    target = _signed_target(session, name, by)
    target.stopped, target.failures, target.paused_until = None, 0, None
    if since is None:
        # A new batch: whoever reads files in order has gone past the one that it would have been in.
        fresh = {"state": "pending", "attempts": 0, "next_at": at, "settled_at": None, "batch": None}
        dead = update(DeliveryRow).where(DeliveryRow.target == name, DeliveryRow.state == "dead").values(fresh)
        count = int(session.execute(dead).rowcount)  # type: ignore[attr-defined]  # an UPDATE gives a cursor's result
    else:
        count = lay_again(session, target, since=since)
    facts = {"target": name, "since": since, "messages": count}
    append_event(session, "delivery.replayed", at=at, by=by.strip(), data=facts)
    return count


def skip_delivery(session: Session, name: str, event_number: int, *, by: str, at: datetime) -> None:
    """Let a delivery that was given up be, so that its case goes on. Writers must be locked.

    Raises UsageError when there is no such dead letter, or nobody signs.
    """
    _signed_target(session, name, by)
    row = session.scalar(
        select(DeliveryRow)
        .where(DeliveryRow.target == name, DeliveryRow.event_number == event_number, DeliveryRow.state == "dead")
        .with_for_update()
    )
    if row is None:
        raise UsageError("delivery.not-dead", f"{name} {event_number}")
    row.state, row.settled_at = "skipped", at
    facts = {"target": name, "event": event_number, "code": row.code}
    append_event(session, "delivery.skipped", at=at, by=by.strip(), data=facts)


def _signed_target(session: Session, name: str, by: str) -> TargetRow:
    if not by.strip():
        raise UsageError("review.unsigned")
    target = session.scalar(select(TargetRow).where(TargetRow.name == name).with_for_update())
    if target is None:
        raise UsageError("target.unknown", name)
    return target
