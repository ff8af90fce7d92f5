"""Arrivals: one for each file taken in, from its commit to what became of it."""

from datetime import datetime
from typing import Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.chain import append_event
from ledger.tables import ArrivalRow, CaseRow
from records import Record, Scan, SourceId, UsageError

Outcome = Literal["case", "duplicate", "quarantined"]


class Arrival(Record):
    """A file taken in. Without an outcome it is in progress."""

    id: int
    scan: Scan
    source_removed: bool
    outcome: Outcome | None = None
    code: str | None = None
    detail: str | None = None
    held_at: datetime | None = None


def commit_arrival(session: Session, scan: Scan, *, source: SourceId) -> Arrival:
    """Write an arrival down, or give the one that was written down for this very file.

    The second happens when a run was killed after the commit and before it removed the file. An exact copy
    of a scan that is a case already has its outcome at once.
    """
    known = session.scalar(
        select(ArrivalRow).where(
            ArrivalRow.source_path_hash == source.path_hash,
            ArrivalRow.source_device == str(source.device),
            ArrivalRow.source_inode == str(source.inode),
            ArrivalRow.source_mtime_ns == source.mtime_ns,
            ArrivalRow.sha256 == scan.sha256,
            ArrivalRow.source_removed.is_(False),
        )
    )
    if known is not None:
        return arrival_of(known)
    case_no = session.scalar(select(CaseRow.case_no).where(CaseRow.scan_sha256 == scan.sha256))
    row = ArrivalRow(
        name=scan.name,
        batch=scan.batch,
        sha256=scan.sha256,
        size=scan.size,
        media_type=scan.media_type,
        channel=scan.channel,
        received_at=scan.received_at,
        source_path_hash=source.path_hash,
        source_device=str(source.device),
        source_inode=str(source.inode),
        source_mtime_ns=source.mtime_ns,
        outcome=None if case_no is None else "duplicate",
    )
    session.add(row)
    session.flush()
    facts = {"arrival": row.id, "size": scan.size, "media_type": scan.media_type}
    append_event(session, "letter.taken-in", at=scan.received_at, scan_sha256=scan.sha256, data=facts)
    if case_no is not None:
        note_copy(session, row, case_no=case_no, at=scan.received_at)
    return arrival_of(row)


def note_copy(session: Session, row: ArrivalRow, *, case_no: str, at: datetime) -> None:
    """Note on a case that an exact copy of its scan came."""
    append_event(session, "case.copy", at=at, case_no=case_no, scan_sha256=row.sha256, data={"arrival": row.id})


def mark_removed(session: Session, arrival_id: int) -> None:
    """Note that the file is gone from the inbox. Raises UsageError for an arrival that there is not."""
    row = session.get(ArrivalRow, arrival_id)
    if row is None:
        raise UsageError("arrival.unknown", str(arrival_id))
    row.source_removed = True


def pending_scans(session: Session) -> list[Scan]:
    """The distinct scans that have no outcome yet, the one that came first first."""
    firsts = select(func.min(ArrivalRow.id)).where(ArrivalRow.outcome.is_(None)).group_by(ArrivalRow.sha256)
    rows = session.scalars(select(ArrivalRow).where(ArrivalRow.id.in_(firsts)).order_by(ArrivalRow.id))
    return [_scan_of(row) for row in rows]


def all_scans(session: Session) -> list[str]:
    """The SHA-256 of every scan ever taken in, sorted."""
    return list(session.scalars(select(ArrivalRow.sha256).distinct().order_by(ArrivalRow.sha256)))


def arrival_of(row: ArrivalRow) -> Arrival:
    """The arrival of a row."""
    return Arrival.model_validate(
        {
            "id": row.id,
            "scan": _scan_of(row),
            "source_removed": row.source_removed,
            "outcome": row.outcome,
            "code": row.code,
            "detail": row.detail,
            "held_at": row.held_at,
        }
    )


def _scan_of(row: ArrivalRow) -> Scan:
    return Scan(
        sha256=row.sha256,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        channel=row.channel,
        batch=row.batch,
        received_at=row.received_at,
    )
