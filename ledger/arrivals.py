"""Arrivals: one for each file taken in, from its commit to what became of it."""

from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Table, bindparam, func, select
from sqlalchemy.orm import Session

from ledger.chain import Kind, append_event
from ledger.tables import ArrivalRow, CaseRow
from records import Record, Scan, SourceId, UsageError

_CASES, _ARRIVALS = cast("Table", CaseRow.__table__), cast("Table", ArrivalRow.__table__)
_CASE_OF = select(_CASES.c.case_no).where(_CASES.c.scan_sha256 == bindparam("scan"))
_SAME_FILE = select(ArrivalRow).where(
    ArrivalRow.source_path_hash == bindparam("path_hash"),
    ArrivalRow.source_device == bindparam("device"),
    ArrivalRow.source_inode == bindparam("inode"),
    ArrivalRow.source_mtime_ns == bindparam("mtime_ns"),
    ArrivalRow.sha256 == bindparam("scan"),
    ArrivalRow.source_removed.is_(False),
)
_SPLIT = select(_ARRIVALS.c.id).where(_ARRIVALS.c.sha256 == bindparam("scan"), _ARRIVALS.c.outcome == "split").limit(1)

Outcome = Literal["case", "duplicate", "quarantined", "split"]


class Arrival(Record):
    """A file taken in, or a letter cut out of one. Without an outcome it is in progress."""

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
    of a scan that is a case already, or of a stack that was split, has its outcome at once.
    """
    known = session.scalar(
        _SAME_FILE,
        {
            "path_hash": source.path_hash,
            "device": str(source.device),
            "inode": str(source.inode),
            "mtime_ns": source.mtime_ns,
            "scan": scan.sha256,
        },
    )
    if known is not None:
        return arrival_of(known)
    return arrival_of(_add_arrival(session, scan, source=source, at=scan.received_at))


def commit_part(session: Session, scan: Scan, *, at: datetime) -> Arrival:
    """Write down a letter that was cut out of a stack or unpacked from an archive: it never lay in the inbox."""
    return arrival_of(_add_arrival(session, scan, source=None, at=at))


def _add_arrival(session: Session, scan: Scan, *, source: SourceId | None, at: datetime) -> ArrivalRow:
    session.flush()
    case_no: str | None = session.connection().scalar(_CASE_OF, {"scan": scan.sha256})
    is_known = case_no is not None or is_split(session, scan.sha256)
    row = ArrivalRow(
        name=scan.name,
        batch=scan.batch,
        sha256=scan.sha256,
        size=scan.size,
        media_type=scan.media_type,
        channel=scan.channel,
        received_at=scan.received_at,
        source_path_hash=source and source.path_hash,
        source_device=source and str(source.device),
        source_inode=source and str(source.inode),
        source_mtime_ns=source and source.mtime_ns,
        source_removed=source is None,
        outcome="duplicate" if is_known else None,
        parent_sha256=scan.parent,
        part=scan.part,
        first_page=scan.pages and scan.pages[0],
        last_page=scan.pages and scan.pages[1],
        doubts=" ".join(scan.doubts) or None,
    )
    session.add(row)
    session.flush()
    facts: dict[str, str | int | None] = {"arrival": row.id, "size": scan.size, "media_type": scan.media_type}
    if scan.parent:
        facts |= {"parent": scan.parent, "part": scan.part}
    append_event(session, "letter.taken-in", at=at, scan_sha256=scan.sha256, data=facts)
    if is_known:
        note_copy(session, row, case_no=case_no, at=at)
    return row


def note_copy(session: Session, row: ArrivalRow, *, case_no: str | None, at: datetime) -> None:
    """Note on a case, or on a stack that was split, that an exact copy of its scan came."""
    kind: Kind = "case.copy" if case_no else "stack.copy"
    append_event(session, kind, at=at, case_no=case_no, scan_sha256=row.sha256, data={"arrival": row.id})


def is_split(session: Session, sha256: str) -> bool:
    """Whether a scan is a stack or an archive whose letters stand for themselves."""
    session.flush()
    return session.connection().scalar(_SPLIT, {"scan": sha256}) is not None


def settle_arrival(row: ArrivalRow, outcome: Outcome | None) -> None:
    """Give an arrival its outcome, or none to be read again; what was told of its quarantine and claim is over."""
    row.outcome, row.code, row.detail, row.held_at = outcome, None, None, None
    row.claimed_by, row.claimed_until = None, None


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
    return [scan_of(row) for row in rows]


def all_scans(session: Session) -> list[str]:
    """The SHA-256 of every scan ever taken in, sorted."""
    return list(session.scalars(select(ArrivalRow.sha256).distinct().order_by(ArrivalRow.sha256)))


def arrival_of(row: ArrivalRow) -> Arrival:
    """The arrival of a row."""
    return Arrival.model_validate(
        {
            "id": row.id,
            "scan": scan_of(row),
            "source_removed": row.source_removed,
            "outcome": row.outcome,
            "code": row.code,
            "detail": row.detail,
            "held_at": row.held_at,
        }
    )


def scan_of(row: ArrivalRow) -> Scan:
    """The scan of a row."""
    return Scan(
        sha256=row.sha256,
        name=row.name,
        media_type=row.media_type,
        size=row.size,
        channel=row.channel,
        batch=row.batch,
        received_at=row.received_at,
        parent=row.parent_sha256,
        part=row.part,
        pages=None if row.first_page is None or row.last_page is None else (row.first_page, row.last_page),
        doubts=tuple((row.doubts or "").split()),
    )
