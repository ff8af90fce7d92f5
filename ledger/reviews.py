"""Reviews: what people decided. Each is appended and lies over the machine's value."""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from ledger.case_records import current_reading, find_case
from ledger.chain import append_event, canonical, seal_of_review
from ledger.tables import ReviewRow
from ledger.values import case_values, reviewed_value
from records import CaseValues, Review, UsageError


def append_review(
    session: Session, case_no: str, field: str, value: str | list[str], *, by: str, note: str, at: datetime
) -> Review:
    """Write a person's decision about a field down; the case counts as confirmed from then on.

    Raises UsageError when nobody signs it, when there is no such case or field, or when the field cannot
    hold the value.
    """
    if not by.strip():
        raise UsageError("review.unsigned")
    decided = CaseValues.model_validate({field: reviewed_value(field, value)}).model_dump(mode="json")[field]
    case = find_case(session, case_no)
    if case.status == "split":
        raise UsageError("case.split", case_no)
    machine = case_values(current_reading(session, case)).model_dump(mode="json")[field]
    row = ReviewRow(
        case_no=case_no,
        field=field,
        machine_value=canonical(machine),
        human_value=canonical(decided),
        by=by.strip(),
        at=at,
        note=note,
        salt=secrets.token_hex(16),
    )
    case.status = "confirmed"
    row.event_number = append_event(
        session,
        "review.decided",
        at=at,
        by=row.by,
        case_no=case_no,
        scan_sha256=case.scan_sha256,
        data={"field": field, "sha256": seal_of_review(row)},
    )
    session.add(row)
    return Review(case_no=case_no, field=field, machine_value=machine, human_value=decided, by=row.by, at=at, note=note)
