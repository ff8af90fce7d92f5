"""The blind share: letters that passed alone, drawn to be judged by a person who does not see the machine's answer.

Whether a letter is drawn follows from a keyed hash of its scan: who does not hold the office's secret can neither
foresee nor steer it, and drawing twice gives the same. The draw is made in the transaction that records the case.
"""

import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.chain import append_event
from ledger.clock import OFFICE_ZONE, office_date
from ledger.in_hand import may_have
from ledger.tables import BlindRow, CaseRow, EventRow, ReadingRow, ReviewRow
from ledger.values import case_values
from records import ASKED, BlindLetter, CaseRecord, Reading

BLIND: Final = "case.blind"
"""The doubt of a case that waits for a blind answer."""
_PARTS: Final = 2**64
State = Literal["open", "answered"]


@dataclass(frozen=True, slots=True)
class BlindShare:
    """The share of letters that are drawn, between 0 and 1, and the office's secret for the draw."""

    share: float
    key: bytes

    def takes(self, sha256: str) -> bool:
        """Whether the scan of this hash is drawn: HMAC-SHA-256, its first 64 bits as a number below the share."""
        drawn = hmac.new(self.key, f"blind {sha256}".encode(), hashlib.sha256).digest()
        return int.from_bytes(drawn[:8]) < self.share * _PARTS


def draw_blind(session: Session, case: CaseRow, record: CaseRecord, blind: BlindShare, *, at: datetime) -> bool:
    """Draw a case that has just been recorded, or not; whether it was drawn now.

    Only what passes alone is drawn, once; never a restricted case, and none that a person has seen already.
    """
    if record.needs_person or record.restricted or record.status != "proposed" or record.reviews:
        return False
    if any(step.moves for step in record.steps):  # confirmed as it is, and taken back
        return False
    if not blind.takes(case.scan_sha256) or session.get(BlindRow, case.case_no) is not None:
        return False
    event = append_event(
        session,
        "blind.drawn",
        at=at,
        case_no=case.case_no,
        scan_sha256=case.scan_sha256,
        data={"reading": case.reading_number, "share": blind.share},
    )
    drawn = BlindRow(case_no=case.case_no, reading_number=case.reading_number, share=blind.share, event_number=event)
    session.add(drawn)
    return True


def note_answer(session: Session, case: CaseRow, *, by: str, at: datetime) -> None:
    """Note that a drawn case is answered, when its last asked field has just been decided."""
    row = session.get(BlindRow, case.case_no)
    if row is None or row.answered_event is not None:
        return
    session.flush()
    decided = set(session.scalars(select(ReviewRow.field).where(ReviewRow.case_no == case.case_no)))
    if decided.issuperset(ASKED):
        row.answered_event = append_event(
            session, "blind.answered", at=at, by=by, case_no=case.case_no, scan_sha256=case.scan_sha256, data={}
        )


def blind_states(session: Session, case_nos: Sequence[str]) -> dict[str, State]:
    """Of the cases that were drawn, whether each waits for its answer or has it."""
    case_nos = may_have(session, case_nos, "blind.drawn")
    if not case_nos:
        return {}
    rows = session.execute(select(BlindRow.case_no, BlindRow.answered_event).where(BlindRow.case_no.in_(case_nos)))
    return {row.case_no: "open" if row.answered_event is None else "answered" for row in rows}


def blind_letters(session: Session) -> list[BlindLetter]:
    """Every letter ever drawn, in the order of the answers, the open ones last in the order drawn."""
    rows = session.execute(
        select(BlindRow, ReadingRow.body, EventRow.at)
        .join(ReadingRow, (ReadingRow.case_no == BlindRow.case_no) & (ReadingRow.number == BlindRow.reading_number))
        .join(EventRow, EventRow.number == BlindRow.event_number)
        .join(CaseRow, CaseRow.case_no == BlindRow.case_no)
        .where(CaseRow.status != "split")
        .order_by(BlindRow.answered_event.is_(None), BlindRow.answered_event, BlindRow.event_number)
    )
    return [_make_letter(session, *row) for row in rows]


def _make_letter(session: Session, row: BlindRow, body: str, drawn_at: str) -> BlindLetter:
    reading = Reading.model_validate_json(body)
    machine = case_values(reading)
    answered, said = None, dict[str, str | None]()
    if row.answered_event is not None:
        answered = session.scalars(select(EventRow.at).where(EventRow.number == row.answered_event)).one()
        said = _said(session, row.case_no, before=row.answered_event)
    return BlindLetter(
        case_no=row.case_no,
        received=office_date(reading.letter.scan.received_at),
        pages=len(reading.letter.pages),
        share=row.share,
        drawn_at=datetime.fromisoformat(drawn_at).astimezone(OFFICE_ZONE),
        answered_at=datetime.fromisoformat(answered).astimezone(OFFICE_ZONE) if answered else None,
        machine={field: getattr(machine, field) for field in ASKED},
        said=said,
    )


def _said(session: Session, case_no: str, *, before: int) -> dict[str, str | None]:
    """The newest word on each asked field of the reviews before an event."""
    rows = session.execute(
        select(ReviewRow.field, ReviewRow.human_value)
        .where(ReviewRow.case_no == case_no, ReviewRow.event_number < before, ReviewRow.field.in_(ASKED))
        .order_by(ReviewRow.id)
    )
    return {row.field: json.loads(row.human_value) for row in rows}
