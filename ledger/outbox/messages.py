"""Messages: which events others are to hear of, noted in the event's own transaction.

What is not told: events of the machine's own housekeeping (quarantine, draws, samples, labels, alarms, models), of who
looked at what, of notices within the office, and `letters.linked`: that an ordinary letter was linked with something
that cannot be shown would tell of a restricted one. Links that may be seen come with the next message of the case.
"""

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import Table, insert
from sqlalchemy.orm import Session

from ledger.outbox.tables import MessageRow

_MESSAGES = cast("Table", MessageRow.__table__)
TOLD: Mapping[str, str] = {
    "case.registered": "case.registered",
    "case.copy": "case.copy",
    "reading.recorded": "case.read",
    "review.decided": "case.reviewed",
    "stack.split": "case.split",
}
"""The kind of message by kind of event; a step has its own name: `case.accept`, `case.decide`, …"""


def lay_message(session: Session, number: int, kind: str, *, case_no: str, data: Mapping[str, Any]) -> None:
    """Note that others are to hear of an event, if they are. Writers must be locked, so numbers come in order."""
    told = f"case.{data['step']}" if kind == "step.taken" else TOLD.get(kind)
    if told is not None:
        session.connection().execute(insert(_MESSAGES), {"event_number": number, "case_no": case_no, "kind": told})
