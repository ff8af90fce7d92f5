"""Messages put together when they are sent, from the case as it is then."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.blind_view import hide_machine
from ledger.case_records import records_of
from ledger.clock import OFFICE_ZONE
from ledger.masking import mask_record
from ledger.outbox.deliveries import Message
from ledger.outbox.tables import MessageRow
from ledger.restricted import withhold
from ledger.tables import CaseRow, EventRow
from records import CaseRecord
from vocab import Vocabulary

KEY_DIGITS = 16


def compose_messages(session: Session, event_numbers: Sequence[int], *, vocabulary: Vocabulary) -> list[Message]:
    """The messages of events that are told, in the order given; a fixed number of queries for all of them."""
    rows = session.execute(
        select(MessageRow, EventRow.at, EventRow.hash)
        .join(EventRow, EventRow.number == MessageRow.event_number)
        .where(MessageRow.event_number.in_(event_numbers))
    )
    told = {row.MessageRow.event_number: row for row in rows}
    numbers = {row.MessageRow.case_no for row in told.values()}
    grouped = session.execute(
        select(MessageRow.case_no, func.max(MessageRow.event_number))
        .where(MessageRow.case_no.in_(numbers))
        .group_by(MessageRow.case_no)
    )
    newest = {case_no: number for case_no, number in grouped}  # noqa: C416 (its rows are no plain tuples)
    cases = list(session.scalars(select(CaseRow).where(CaseRow.case_no.in_(numbers)).order_by(CaseRow.id)))
    records = {record.case_no: record for record in records_of(session, cases, vocabulary=vocabulary)}
    return [
        _compose(told[number], records[case_no], newest[case_no], vocabulary)
        for number in event_numbers
        for case_no in (told[number].MessageRow.case_no,)
    ]


def _compose(row: Any, record: CaseRecord, newest: int, vocabulary: Vocabulary) -> Message:  # noqa: ANN401 (a row)
    message: MessageRow = row.MessageRow
    return Message(
        key=f"{message.event_number}-{row.hash[:KEY_DIGITS]}",
        event=message.event_number,
        kind=message.kind,
        case_no=message.case_no,
        at=datetime.fromisoformat(row.at).astimezone(OFFICE_ZONE),
        as_of_event=newest,
        status=record.status,
        restricted=record.restricted,
        case=None if record.restricted else show_case(record, vocabulary=vocabulary),
    )


def show_case(record: CaseRecord, *, vocabulary: Vocabulary) -> dict[str, Any]:
    """A case as it goes out: without what a blind answer waits for, withheld, masked."""
    shown = mask_record(withhold(hide_machine(record)), vocabulary=vocabulary)
    row: dict[str, Any] = json.loads(shown.model_dump_json(by_alias=True))
    return row


def message_line(message: Message) -> bytes:
    """The one JSON text of a message in UTF-8, without a line end in it."""
    line = json.dumps(message.model_dump(mode="json", by_alias=True), ensure_ascii=False, separators=(",", ":"))
    return line.translate(_LINE_ENDS).encode()


_LINE_ENDS = {ord(end): f"\\u{ord(end):04x}" for end in "\x85\u2028\u2029"}
"""What some readers take for the end of a line, though JSON does not."""
