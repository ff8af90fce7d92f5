"""Claiming: a worker takes deliveries for a while, in order for each case; what a killed one held comes back by time.

A message is free when no earlier one of its case to the same target is still to be delivered. A dead one holds its
case up, for a consumer that misses a step must not hear of the next; it is replayed or skipped by a person.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, aliased

from ledger.outbox.deliveries import Claimed
from ledger.outbox.tables import DeliveryRow, TargetRow


def claim_messages(session: Session, name: str, *, now: datetime, until: datetime, at_most: int) -> list[Claimed]:
    """Take the oldest free messages, one of a case. Rows that another worker takes at this moment are passed over."""
    target = session.get(TargetRow, name)
    if target is None or not _may_send(target, now):
        return []
    free = (
        select(DeliveryRow)
        .where(DeliveryRow.target == name, DeliveryRow.state == "pending", DeliveryRow.next_at <= now)
        .where(_unclaimed(now), ~_earlier_of_case("pending", "dead"))
        .order_by(DeliveryRow.event_number)
        .limit(at_most)
        .with_for_update(skip_locked=True)
    )
    return _claim(list(session.scalars(free)), until)


def claim_batch(session: Session, name: str, *, now: datetime, until: datetime, at_most: int) -> list[Claimed]:
    """Take the next messages as a batch, for a target whose files are read in order: one batch at a time.

    A batch that was begun is taken again whole under its number, so that what is written again has the same name.
    """
    target = session.scalar(select(TargetRow).where(TargetRow.name == name).with_for_update(skip_locked=True))
    if target is None or not _may_send(target, now):
        return []
    ours = (DeliveryRow.target == name, DeliveryRow.state == "pending", ~_earlier_of_case("dead"))
    first = session.scalar(select(DeliveryRow).where(*ours).order_by(DeliveryRow.event_number).limit(1))
    if first is None or first.next_at > now or _is_claimed(first, now):
        return []
    same: ColumnElement[bool] = DeliveryRow.batch.is_(None)
    if first.batch is not None:
        same = DeliveryRow.batch == first.batch
    next_ones = select(DeliveryRow).where(*ours, same).order_by(DeliveryRow.event_number).limit(at_most)
    rows = list(session.scalars(next_ones))
    if first.batch is None:
        target.last_batch += 1
        for row in rows:
            row.batch = target.last_batch
    return _claim(rows, until)


def _earlier_of_case(*states: str) -> ColumnElement[bool]:
    """That an earlier message of a delivery's case to the same target is in one of some states."""
    earlier = aliased(DeliveryRow)
    return (
        select(earlier.id)
        .where(
            earlier.target == DeliveryRow.target,
            earlier.case_no == DeliveryRow.case_no,
            earlier.event_number < DeliveryRow.event_number,
            earlier.state.in_(states),
        )
        .exists()
    )


def _may_send(target: TargetRow, now: datetime) -> bool:
    return target.stopped is None and (target.paused_until is None or target.paused_until <= now)


def _unclaimed(now: datetime) -> ColumnElement[bool]:
    return or_(DeliveryRow.claimed_until.is_(None), and_(DeliveryRow.claimed_until <= now))


def _is_claimed(row: DeliveryRow, now: datetime) -> bool:
    return row.claimed_until is not None and row.claimed_until > now


def _claim(rows: Sequence[DeliveryRow], until: datetime) -> list[Claimed]:
    claim = secrets.token_hex(16)
    for row in rows:
        row.claim, row.claimed_until = claim, until
    return [
        Claimed(
            id=row.id,
            event_number=row.event_number,
            case_no=row.case_no,
            attempts=row.attempts,
            claim=claim,
            batch=row.batch,
        )
        for row in rows
    ]
