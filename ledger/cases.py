"""Cases: one for each distinct scan, with every reading ever made of it."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, insert, or_, select
from sqlalchemy.orm import Session

from ledger.arrivals import note_copy, settle_arrival
from ledger.chain import append_event, canonical, digest, next_number, touch_case
from ledger.clock import office_date
from ledger.in_hand import ARRIVAL, CASE, READING, keep_in_hand
from ledger.life.steps import touch_namers
from ledger.tables import ArrivalRow, CaseRow, ReadingRow
from records import UNCONFIRMED, Reading, UsageError

_READINGS = cast("Table", ReadingRow.__table__)
_CASE_OF = select(CaseRow).where(CaseRow.scan_sha256 == bindparam("scan"))
_OPEN_ARRIVALS = (
    select(ArrivalRow)
    .where(ArrivalRow.sha256 == bindparam("scan"))
    .where(or_(ArrivalRow.outcome.is_(None), ArrivalRow.outcome == "quarantined"))
    .order_by(ArrivalRow.id)
)


def register_reading(session: Session, reading: Reading, *, office: str, at: datetime) -> str:
    """Keep a reading, under a new case when the scan has none yet; returns the case number.

    The scan's first arrival becomes the case, the others copies of it. A reading with a stamp that the
    case has already changes nothing. Raises UsageError when the scan never arrived.
    """
    sha256 = reading.letter.scan.sha256
    case = session.scalar(_CASE_OF, {"scan": sha256})
    arrivals = list(session.scalars(_OPEN_ARRIVALS, {"scan": sha256}))
    if case is None:
        if not arrivals:
            raise UsageError("case.no-arrival", sha256)
        first = arrivals.pop(0)
        case = _open_case(session, first, office=office, at=at)
        settle_arrival(first, "case")
        if any(arrival.parent_sha256 for arrival in (first, *arrivals)):
            _touch_parents(session, sha256)
    for copy in arrivals:
        settle_arrival(copy, "duplicate")
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
    keep_in_hand(session, CASE, case.case_no, case)
    keep_in_hand(session, ARRIVAL, case.case_no, arrival)
    facts = {"arrival": arrival.id}
    append_event(session, "case.registered", at=at, case_no=case.case_no, scan_sha256=arrival.sha256, data=facts)
    return case


def _touch_parents(session: Session, sha256: str) -> None:
    """A case that was split names the cases that its letters became."""
    parent = select(ArrivalRow.parent_sha256).where(ArrivalRow.sha256 == sha256)
    for case_no in session.scalars(select(CaseRow.case_no).where(CaseRow.scan_sha256.in_(parent))):
        touch_case(session, case_no)


def _add_reading(session: Session, case: CaseRow, reading: Reading, *, at: datetime) -> None:
    stamp = stamp_hash(reading)
    if case.reading_number == 0 or not has_stamp(session, case, stamp):
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
    kept = {"case_no": case.case_no, "number": number, "stamp_hash": stamp, "body": body, "event_number": event}
    session.connection().execute(insert(_READINGS), kept)
    case.reading_number = number
    keep_in_hand(session, READING, (case.case_no, number), reading)
    if number > 1:  # it may be an accusation from now on
        touch_namers(session, case.case_no)
    if case.status in UNCONFIRMED:  # what a person decided, a new model does not reopen
        case.status = "to-review" if reading.needs_person else "proposed"
