"""The account of accesses: whoever was given what is otherwise masked or withheld, with the reason; append-only."""

import secrets
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.access.tables import AccessRow
from ledger.chain import append_event, canonical, digest, read_told
from ledger.clock import utc
from ledger.tables import CaseRow, EventRow
from records import UsageError

KIND: Final = "access.given"
MOST_REASON: Final = 500
"""A reason is a sentence, no file."""
_ROWS_AT_ONCE = 500


def append_access(
    session: Session,
    kind: str,
    scope: str,
    *,
    by: str,
    reason: str,
    at: datetime,
    cases: int,
    case_no: str | None = None,
) -> int:
    """Write down that somebody is given what is masked or withheld; the number of its event. Writers must be locked.

    `kind` is the way by which it is given (api, export, …), `scope` what is given of it, `cases` how many cases it is
    about. The event holds the reason's salted hash alone: a reason may name a person.

    Raises:
        UsageError: nobody signs it, `access.reason` without a reason or with one that is too long, or there is no such
            case.
    """
    if not by.strip():
        raise UsageError("review.unsigned")
    if not reason.strip() or len(reason) > MOST_REASON:
        raise UsageError("access.reason")
    if case_no is not None and session.scalar(select(CaseRow.id).where(CaseRow.case_no == case_no)) is None:
        raise UsageError("case.unknown", case_no)
    row = AccessRow(
        kind=kind,
        scope=scope,
        case_no=case_no,
        cases=cases,
        by=by.strip(),
        reason=reason.strip(),
        at=at,
        salt=secrets.token_hex(16),
    )
    row.event_number = append_event(session, KIND, at=at, by=row.by, case_no=case_no, data=_told(row))
    session.add(row)
    session.flush()
    return row.event_number


def seal_of_access(row: AccessRow) -> str:
    """The hash by which an event vouches for an access without telling its reason."""
    at = utc(row.at).isoformat(timespec="microseconds")
    return digest(canonical([row.salt, row.kind, row.scope, row.case_no, row.cases, row.by, row.reason, at]))


def find_access_breaks(session: Session) -> Iterator[str]:
    """Yield every place where the account of accesses is not what the events vouch for."""
    pairs = select(AccessRow, EventRow).join(EventRow, EventRow.number == AccessRow.event_number)
    for row, event in session.execute(pairs.execution_options(yield_per=_ROWS_AT_ONCE)):
        if (event.kind, event.case_no, event.by) != (KIND, row.case_no, row.by) or read_told(event.data) != _told(row):
            yield f"access {row.id}: not what event {row.event_number} recorded"
    told = session.scalar(select(func.count()).where(EventRow.kind == KIND))
    kept = session.scalar(select(func.count()).select_from(AccessRow))
    if told != kept:
        yield f"{KIND}: {told} events but {kept} rows in accesses"


def _told(row: AccessRow) -> dict[str, object]:
    return {"access": row.kind, "scope": row.scope, "cases": row.cases, "sha256": seal_of_access(row)}
