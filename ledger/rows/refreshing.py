"""Rows made anew: in the transaction of every event, for the cases that it touches."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from hashlib import sha256
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from ledger.access.holdings import refresh_holdings
from ledger.blind_view import hide_machine
from ledger.campaigns.places import refresh_places
from ledger.case_records import records_of
from ledger.chain import NEWEST
from ledger.clock import office_date
from ledger.exporting.flat import flat_row
from ledger.exporting.json_lines import json_line
from ledger.in_hand import CASE, OPENED, in_hand
from ledger.life.clock_rows import refresh_clocks
from ledger.masking import PersonalWords, personal_words
from ledger.restricted import withhold
from ledger.rows.filters import marks_of_row
from ledger.rows.looked_up import LOOKED_UP
from ledger.rows.postings import FILTERS, WORDS, replace_marks
from ledger.rows.tables import LedgerRow, SearchTextRow
from ledger.rows.words import CaseWords, marks_of_words, words_of
from ledger.tables import CaseRow, EventRow
from records import CaseRecord
from vocab import Vocabulary

ROWS_VERSION: Final = 1
"""To be raised whenever a row or its words are made in another way; the rows of before are then out of date."""
_OPEN: Final = (
    "topic", "topic2", "matter_class", "purpose", "channel", "unit", "territory", "place_code", "urgency", "repeat",
)  # fmt: skip
"""Values that are columns of the row of a case that is not restricted."""


_ROWS, _TEXTS = cast("Table", LedgerRow.__table__), cast("Table", SearchTextRow.__table__)
_Row = TypeVar("_Row", LedgerRow, SearchTextRow)


def made_with(vocabulary: Vocabulary) -> str:
    """What tells the versions by which a row is made from all others."""
    return sha256(f"{ROWS_VERSION} {vocabulary.hash}".encode()).hexdigest()[:16]


def refresh_rows(session: Session, case_nos: Collection[str], *, vocabulary: Vocabulary) -> None:
    """Make the rows, the words and the clocks of some cases anew. Writers must be locked."""
    if not case_nos:
        return
    session.flush()
    cases = _load_cases(session, case_nos)
    newest = _newest_events(session, [case.case_no for case in cases])
    known = [case.id for case in cases if in_hand(session, OPENED, case.case_no) is None]
    rows, words = _load_known(session, LedgerRow, known), _load_known(session, SearchTextRow, known)
    for case, record in zip(cases, records_of(session, cases, vocabulary=vocabulary), strict=True):
        hidden, event = personal_words(record, vocabulary), newest[case.case_no]
        values = row_values(case.id, record, event, vocabulary=vocabulary, hidden=hidden)
        _put_row(session, rows.get(case.id), values)
        _put_words(session, words.get(case.id), case.id, words_of(record, hidden))
        refresh_clocks(session, case.id, record)
        refresh_holdings(session, case.id, record.steps, vocabulary=vocabulary)
        if record.steps:  # a place in a campaign follows from steps alone
            refresh_places(session, record)


def row_values(
    case_id: int, record: CaseRecord, event_number: int, *, vocabulary: Vocabulary, hidden: PersonalWords
) -> dict[str, Any]:
    """The columns of the row of a case, as everybody may see it; `hidden` are its personal words."""
    shown = withhold(hide_machine(record))
    body = flat_row(shown, vocabulary=vocabulary, words=hidden)
    return {
        "case_id": case_id,
        "case_no": record.case_no,
        "event_number": event_number,
        "restricted": record.restricted,
        "needs_person": record.needs_person,
        "shows_links": not record.restricted and record.blind != "open",
        "status": record.status,
        "received_on": office_date(record.received_at),
        "registered_on": office_date(record.registered_at),
        "closed_on": record.handling.closed_on,
        "channel_in": record.channel_in,
        **{field: None if record.restricted else getattr(shown.values, field) for field in _OPEN},
        "holder": None if record.restricted else record.handling.unit,
        "made_with": made_with(vocabulary),
        "body": json_line({key: value for key, value in body.items() if key not in LOOKED_UP}),
    }


def _load_known(session: Session, table: type[_Row], case_ids: Collection[int]) -> dict[int, _Row]:
    if not case_ids:
        return {}
    return {row.case_id: row for row in session.scalars(select(table).where(table.case_id.in_(case_ids)))}


def _load_cases(session: Session, case_nos: Collection[str]) -> list[CaseRow]:
    cases = [case for case_no in case_nos if (case := in_hand(session, CASE, case_no)) is not None]
    unknown = set(case_nos) - {case.case_no for case in cases}
    if unknown:
        cases += session.scalars(select(CaseRow).where(CaseRow.case_no.in_(sorted(unknown))))
    return sorted(cases, key=lambda case: case.id)


def _newest_events(session: Session, case_nos: Collection[str]) -> Mapping[str, int]:
    known = {case_no: in_hand(session, NEWEST, case_no) for case_no in case_nos}
    unknown = [case_no for case_no, number in known.items() if number is None]
    if unknown:
        rows = session.execute(
            select(EventRow.case_no, func.max(EventRow.number))
            .where(EventRow.case_no.in_(unknown))
            .group_by(EventRow.case_no)
        )
        known |= {case_no: number for case_no, number in rows if case_no is not None}
    return known


def _put_row(session: Session, row: LedgerRow | None, values: Mapping[str, Any]) -> None:
    before = marks_of_row(row) if row is not None else set()
    if row is None:
        session.connection().execute(insert(_ROWS), values)
        row = LedgerRow(**values)  # for its marks alone
    else:
        for column, value in values.items():
            setattr(row, column, value)
    replace_marks(session, FILTERS, row.case_id, before, marks_of_row(row))


def _put_words(session: Session, row: SearchTextRow | None, case_id: int, words: CaseWords) -> None:
    before = CaseWords(row.closed, row.words, row.personal) if row is not None else None
    if before == words:
        return
    if row is None:
        session.connection().execute(insert(_TEXTS), {"case_id": case_id, **asdict(words)})
    else:
        row.closed, row.words, row.personal = words.closed, words.words, words.personal
    replace_marks(session, WORDS, case_id, marks_of_words(before) if before else set(), marks_of_words(words))
