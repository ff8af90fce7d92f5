"""Laying out: each message becomes a delivery for every target that wants its kind, in the order of events."""

from collections.abc import Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from typing import Literal

from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import Session

from ledger.outbox.tables import DeliveryRow, MessageRow, TargetRow

MESSAGES_AT_ONCE = 1000
Since = Literal["now", "start"] | int


def add_target(session: Session, name: str, *, since: Since) -> None:
    """Begin to keep a target's place: at the newest message, at the first, or after an event's number.

    A target that is known keeps its place. Two that add the same one at once add one.
    """
    if session.get(TargetRow, name) is not None:
        return
    newest = session.scalar(select(func.max(MessageRow.event_number))) or 0
    cursor = {"now": newest, "start": 0}.get(str(since), since)
    columns = "(name, cursor, last_batch, failures) VALUES (:name, :cursor, 0, 0)"
    new = text(f"INSERT INTO targets {columns} ON CONFLICT DO NOTHING")
    session.execute(new, {"name": name, "cursor": cursor})


def lay_deliveries(session: Session, name: str, *, kinds: Sequence[str], at: datetime) -> int:
    """Lay out the next messages for a target, some at a time; gives how many were looked at, none when all are.

    Another worker that does the same for this target is not waited for. Writers of events are locked, so numbers are
    committed in order and none can appear below the cursor later.
    """
    target = session.scalar(select(TargetRow).where(TargetRow.name == name).with_for_update(skip_locked=True))
    if target is None:
        return 0
    rows = list(
        session.scalars(
            select(MessageRow)
            .where(MessageRow.event_number > target.cursor)
            .order_by(MessageRow.event_number)
            .limit(MESSAGES_AT_ONCE)
        )
    )
    if not rows:
        return 0
    session.add_all(
        DeliveryRow(target=name, event_number=row.event_number, case_no=row.case_no, state="pending", next_at=at)
        for row in rows
        if wants(kinds, row.kind)
    )
    target.cursor = rows[-1].event_number
    return len(rows)


def wants(kinds: Sequence[str], kind: str) -> bool:
    """Whether a kind of message is among those named; `case.*` names all."""
    return any(fnmatchcase(kind, pattern) for pattern in kinds)


def lay_again(session: Session, target: TargetRow, *, since: int) -> int:
    """Forget the deliveries after an event, so that they are laid out anew in order; gives how many messages that are.

    What a worker is sending at this moment may arrive twice: its key tells.
    """
    after = (DeliveryRow.target == target.name, DeliveryRow.event_number > since)
    session.execute(delete(DeliveryRow).where(*after))
    target.cursor = min(target.cursor, since)
    count = select(func.count()).select_from(MessageRow).where(MessageRow.event_number > since)
    return session.scalar(count) or 0
