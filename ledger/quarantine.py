"""Quarantine: letters that could not be taken further, held with their code until they are tried again."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from ledger.arrivals import settle_arrival
from ledger.chain import append_event
from ledger.tables import ArrivalRow
from records import Record


class Held(Record):
    """A file in quarantine. What its code means is a sentence of `vocab/codes.csv`.

    `name` is its path in the inbox as dropped: the batch's folder, a slash and the file's name.
    """

    name: str
    sha256: str
    code: str
    detail: str
    held_at: datetime


def hold_scan(session: Session, sha256: str, *, code: str, detail: str, at: datetime) -> None:
    """Put every arrival of a scan that has no outcome into quarantine; none is left, nothing happens."""
    rows = _arrivals(session, ArrivalRow.sha256 == sha256, ArrivalRow.outcome.is_(None))
    if not rows:
        return
    for row in rows:
        settle_arrival(row, "quarantined")
        row.code, row.detail, row.held_at = code, detail, at
    facts = {"code": code, "arrivals": [row.id for row in rows]}
    append_event(session, "letter.held", at=at, scan_sha256=sha256, data=facts)


def held_files(session: Session) -> list[Held]:
    """Every file in quarantine, the one that came first first."""
    return [
        Held.model_validate(
            {
                "name": f"{row.batch}/{row.name}" if row.batch else row.name,
                "sha256": row.sha256,
                "code": row.code,
                "detail": row.detail,
                "held_at": row.held_at,
            }
        )
        for row in _arrivals(session, ArrivalRow.outcome == "quarantined")
    ]


def release_scans(session: Session, sha256s: Iterable[str] | None, *, at: datetime) -> int:
    """Give held scans back to be read again: those named, or all. Returns how many scans were given back."""
    rows = _arrivals(session, ArrivalRow.outcome == "quarantined")
    named = None if sha256s is None else frozenset(sha256s)
    released: dict[str, list[int]] = {}
    for row in rows:
        if named is None or row.sha256 in named:
            settle_arrival(row, None)
            released.setdefault(row.sha256, []).append(row.id)
    for sha256, ids in released.items():
        append_event(session, "letter.released", at=at, scan_sha256=sha256, data={"arrivals": ids})
    return len(released)


def _arrivals(session: Session, *conditions: ColumnElement[bool]) -> list[ArrivalRow]:
    return list(session.scalars(select(ArrivalRow).where(*conditions).order_by(ArrivalRow.id)))
