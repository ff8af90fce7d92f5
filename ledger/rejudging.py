"""Cases judged again by newer versions: what would change, and the newer reading laid over the ones before."""

from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.case_records import current_reading, find_case, records_of
from ledger.cases import append_reading, has_stamp, stamp_hash
from ledger.clock import OFFICE_ZONE
from ledger.tables import ArrivalRow, CaseRow
from records import CaseRecord, Reading, UsageError
from vocab import Vocabulary


def cases_since(session: Session, since: date | None) -> list[str]:
    """The numbers of the cases whose letter came on a day of the office or later, in the order of registration.

    A letter that was split is none: its parts are cases.
    """
    wanted = select(CaseRow.case_no).where(CaseRow.status != "split").order_by(CaseRow.id)
    if since is not None:
        begin = datetime.combine(since, time.min, OFFICE_ZONE)
        first = (ArrivalRow.sha256 == CaseRow.scan_sha256) & (ArrivalRow.outcome == "case")
        wanted = wanted.join(ArrivalRow, first).where(ArrivalRow.received_at >= begin)
    return list(session.scalars(wanted))


def compare_reading(
    session: Session, reading: Reading, case_no: str, vocabulary: Vocabulary
) -> tuple[CaseRecord, CaseRecord]:
    """A case as it is and as it would be with another reading; both guarded, neither withheld."""
    case = find_case(session, case_no)
    (now,) = records_of(session, [case], vocabulary=vocabulary)
    (then,) = records_of(session, [case], vocabulary=vocabulary, instead={case_no: reading})
    return now, then


def register_again(session: Session, reading: Reading, case_no: str, *, at: datetime) -> bool:
    """Lay a newer judgement of the same letter over a case; whether anything was written.

    The reading that is shown already changes nothing. Unlike a letter that is read again, a case may come back to
    versions that judged it before: those of before a promotion, after a rollback. Writers must be locked.

    Raises:
        UsageError: `case.split` for a letter that was split, `case.changed` when the pages were read anew meanwhile.
    """
    case = find_case(session, case_no)
    shown = current_reading(session, case)
    if case.status == "split":
        raise UsageError("case.split", case_no)
    if shown.letter != reading.letter:
        raise UsageError("case.changed", case_no)
    if shown == reading:
        return False
    stamp = stamp_hash(reading)
    if has_stamp(session, case, stamp):
        stamp = stamp_hash(reading, again=case.reading_number + 1)
    append_reading(session, case, reading, stamp=stamp, at=at)
    return True
