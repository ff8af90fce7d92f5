"""Claiming scans: each is read by one worker while its lease lives, and free again when the worker is no more.

The claim of a scan stands on the first of its arrivals that has no outcome. On PostgreSQL the rows are locked by
`FOR UPDATE SKIP LOCKED`, so that claimers never wait for each other; SQLite has one writer at a time anyhow.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import Session, aliased

from ledger.arrivals import scan_of
from ledger.claims.workers import is_gone
from ledger.tables import ArrivalRow
from records import Scan

Wanted = TypeVar("Wanted", bound=Select[Any])
LEASE = timedelta(seconds=90)
"""How long a claim lives without being renewed: as long as letters of a machine that broke down wait at most."""


def claim_scans(
    session: Session, worker: str, *, now: datetime, lease: timedelta, only: Collection[str] | None, at_most: int
) -> list[Scan]:
    """Claim scans in progress that nobody else reads, the oldest first; those `only`, when hashes are given."""
    rows = _lock_free(session, [_free(worker, now)], only, at_most)
    if len(rows) < at_most:
        gone = [other for other in _holders(session, only) if other != worker and is_gone(other)]
        rows += _lock_free(session, [ArrivalRow.claimed_by.in_(gone)], only, at_most - len(rows)) if gone else []
    for row in rows:
        row.claimed_by, row.claimed_until = worker, now + lease
    return [scan_of(row) for row in rows]


def free_scans(session: Session, worker: str, *, now: datetime) -> list[Scan]:
    """The distinct scans in progress that this worker may claim, the one that came first first."""
    rows = session.scalars(_firsts().order_by(ArrivalRow.id))
    gone: dict[str, bool] = {}
    return [scan_of(row) for row in rows if _may_take(row, worker, now, gone)]


def renew_claims(session: Session, worker: str, *, until: datetime) -> None:
    """Keep a worker's claims alive. One that is being settled at this moment needs none, and is not waited for."""
    for row in _claimed(session, worker, None):
        row.claimed_until = until


def give_up_claims(session: Session, worker: str, only: Collection[str] | None) -> None:
    """Let others claim what a worker claimed and did not finish: all of it, or the scans named."""
    for row in _claimed(session, worker, only):
        row.claimed_by, row.claimed_until = None, None


def _lock_free(
    session: Session, conditions: Iterable[ColumnElement[bool]], only: Collection[str] | None, at_most: int
) -> list[ArrivalRow]:
    wanted = _named(_firsts(), only).where(*conditions).order_by(ArrivalRow.id).limit(at_most)
    return list(session.scalars(wanted.with_for_update(skip_locked=True, of=ArrivalRow)))


def _claimed(session: Session, worker: str, only: Collection[str] | None) -> list[ArrivalRow]:
    own = select(ArrivalRow).where(ArrivalRow.outcome.is_(None), ArrivalRow.claimed_by == worker)
    return list(session.scalars(_named(own, only).with_for_update(skip_locked=True)))


def _holders(session: Session, only: Collection[str] | None) -> list[str]:
    told = select(ArrivalRow.claimed_by).where(ArrivalRow.outcome.is_(None), ArrivalRow.claimed_by.is_not(None))
    return [worker for worker in session.scalars(_named(told, only).distinct()) if worker is not None]


def _firsts() -> Select[ArrivalRow]:
    """The first arrival without an outcome of each scan."""
    earlier = aliased(ArrivalRow)
    is_copy = exists().where(earlier.sha256 == ArrivalRow.sha256, earlier.outcome.is_(None), earlier.id < ArrivalRow.id)
    return select(ArrivalRow).where(ArrivalRow.outcome.is_(None), ~is_copy)


def _named(statement: Wanted, only: Collection[str] | None) -> Wanted:
    return statement if only is None else statement.where(ArrivalRow.sha256.in_(sorted(only)))


def _free(worker: str, now: datetime) -> ColumnElement[bool]:
    return or_(ArrivalRow.claimed_by.is_(None), ArrivalRow.claimed_by == worker, ArrivalRow.claimed_until < now)


def _may_take(row: ArrivalRow, worker: str, now: datetime, gone: dict[str, bool]) -> bool:
    holder = row.claimed_by
    if holder is None or holder == worker or row.claimed_until is None or row.claimed_until < now:
        return True
    if holder not in gone:
        gone[holder] = is_gone(holder)
    return gone[holder]
