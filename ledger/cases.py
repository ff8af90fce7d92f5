"""Cases: one for each distinct scan, with every reading ever made of it."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from ledger.arrivals import note_copy
from ledger.chain import append_event, canonical, digest, next_number
from ledger.clock import office_date
from ledger.tables import ArrivalRow, CaseRow, ReadingRow
from records import Reading, UsageError


def register_reading(session: Session, reading: Reading, *, office: str, at: datetime) -> str:
    """Keep a reading, under a new case when the scan has none yet; returns the case number.

    The scan's first arrival becomes the case, the others copies of it. A reading with a stamp that the
    case has already changes nothing. Raises UsageError when the scan never arrived.
    """
    sha256 = reading.letter.scan.sha256
    case = session.scalar(select(CaseRow).where(CaseRow.scan_sha256 == sha256))
    arrivals = list(
        session.scalars(
            select(ArrivalRow)
            .where(ArrivalRow.sha256 == sha256)
            .where(or_(ArrivalRow.outcome.is_(None), ArrivalRow.outcome == "quarantined"))
            .order_by(ArrivalRow.id)
        )
    )
    if case is None:
        if not arrivals:
            raise UsageError("case.no-arrival", sha256)
        first = arrivals.pop(0)
        case = _open_case(session, first, office=office, at=at)
        _settle(first, "case")
    for copy in arrivals:
        _settle(copy, "duplicate")
        note_copy(session, copy, case_no=case.case_no, at=at)
    _add_reading(session, case, reading, at=at)
    return case.case_no


def stamp_hash(reading: Reading, *, again: int | None = None) -> str:
    """What tells the versions that made a reading from all others.

    Versions that judge a case `again`, after others did, are told apart by the number of the reading.
    """
    stamp = reading.stamp.model_dump(mode="json")
    return digest(canonical(stamp if again is None else [stamp, again]))


def _open_case(session: Session, arrival: ArrivalRow, *, office: str, at: datetime) -> CaseRow:
    year = office_date(arrival.received_at).year
    number = next_number(session, f"cases {year} {office}")
    case = CaseRow(
        case_no=f"{year}-{office}-{number:05}",
        scan_sha256=arrival.sha256,
        status="to-review",
        registered_at=at,
        reading_number=0,
    )
    session.add(case)
    facts = {"arrival": arrival.id}
    append_event(session, "case.registered", at=at, case_no=case.case_no, scan_sha256=arrival.sha256, data=facts)
    return case


def _settle(arrival: ArrivalRow, outcome: str) -> None:
    arrival.outcome, arrival.code, arrival.detail, arrival.held_at = outcome, None, None, None


def _add_reading(session: Session, case: CaseRow, reading: Reading, *, at: datetime) -> None:
    stamp = stamp_hash(reading)
    if not has_stamp(session, case, stamp):
        append_reading(session, case, reading, stamp=stamp, at=at)


def has_stamp(session: Session, case: CaseRow, stamp: str) -> bool:
    """Whether a reading of the case bears a stamp's hash."""
    same = select(ReadingRow.id).where(ReadingRow.case_no == case.case_no, ReadingRow.stamp_hash == stamp)
    return session.scalar(same) is not None


def append_reading(session: Session, case: CaseRow, reading: Reading, *, stamp: str, at: datetime) -> None:
    """Lay a reading over the ones before; the case shows it from now on."""
    number, body = case.reading_number + 1, canonical(reading.model_dump(mode="json"))
    event = append_event(
        session,
        "reading.recorded",
        at=at,
        case_no=case.case_no,
        scan_sha256=case.scan_sha256,
        data={"number": number, "stamp": stamp, "sha256": digest(body)},
    )
    session.add(ReadingRow(case_no=case.case_no, number=number, stamp_hash=stamp, body=body, event_number=event))
    case.reading_number = number
    if case.status not in ("confirmed", "split"):  # what a person decided, a new model does not reopen
        case.status = "to-review" if reading.needs_person else "proposed"
