"""The chain of events: one for the whole ledger, each event bound to the one before by its hash.

The hash of an event is the SHA-256 of a JSON object in UTF-8 with sorted keys and no white space, holding
`number, kind, at, by, case_no, scan_sha256, data, before`; `before` is the hash of the event before, or 64
zeros. Events hold no person's data: hashes, codes, case numbers, and the name of the clerk who decided.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal, cast

from sqlalchemy import Table, bindparam, func, insert, select
from sqlalchemy.orm import Session

from ledger.clock import OFFICE_ZONE, utc
from ledger.counters import EVENTS, counter, lock_counters, set_counter, settle_counters
from ledger.in_hand import OPENED, in_hand, keep_in_hand
from ledger.kept_texts import check_text
from ledger.outbox.messages import lay_message
from ledger.tables import ArrivalRow, BlindRow, CaseRow, EventRow, LinkRow, ReadingRow, ReviewRow
from records import Event

Kind = Literal[
    "letter.taken-in",
    "letter.held",
    "letter.released",
    "case.registered",
    "case.copy",
    "reading.recorded",
    "review.decided",
    "stack.split",
    "stack.copy",
    "letters.linked",
    "labels.imported",
    "blind.drawn",
    "blind.answered",
    "sample.drawn",
    "quality.alarm",
    "step.taken",
    "notice.given",
    "campaign.made",
    "access.given",
    "token.made",
    "token.revoked",
    "delivery.died",
    "delivery.replayed",
    "delivery.skipped",
    "bulletin.made",
    "ledger.moved",
    "ledger.reopened",
]
BESIDE = ("access.given", "delivery.died", "delivery.replayed", "delivery.skipped")
"""Events that are about a case and change nothing of it."""
MACHINE = "laixin"
NO_EVENT = "0" * 64
NEWEST = "newest event"
"""Under what the newest event of a case is kept in hand, by the case's number."""
_HASH = "hash of the last event"
_EVENTS = cast("Table", EventRow.__table__)  # past the objects, which cost more than the row
_HASH_OF = select(_EVENTS.c.hash).where(_EVENTS.c.number == bindparam("event"))
_TOUCHED = "touched cases"
_ROWS_AT_ONCE = 500
_READINGS_AT_ONCE = 20  # a reading of many pages is large


def canonical(value: object) -> str:
    """The one JSON text of a value: sorted keys, no white space, no escapes that are not needed."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(text: str) -> str:
    """SHA-256 of a text in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def lock_writers(session: Session) -> None:
    """Wait until no other transaction writes; nobody else can write until this one ends."""
    lock_counters(session)


def next_number(session: Session, name: str) -> int:
    """The next number under a name, from 1 without gaps. Writers must be locked."""
    number = (counter(session, name) or 0) + 1
    set_counter(session, name, number)
    return number


def append_event(
    session: Session,
    kind: Kind,
    *,
    at: datetime,
    data: dict[str, Any],
    by: str = MACHINE,
    case_no: str | None = None,
    scan_sha256: str | None = None,
) -> int:
    """Chain a new event to the last and give its number. Writers must be locked."""
    check_text(by)
    session.flush()  # the case that it names must stand in its table first
    before = in_hand(session, _HASH, EVENTS) or _last_hash(session)
    number = next_number(session, EVENTS)
    content = {
        "number": number,
        "kind": kind,
        "at": utc(at).isoformat(timespec="microseconds"),
        "by": by,
        "case_no": case_no,
        "scan_sha256": scan_sha256,
        "data": data,
        "before": before,
    }
    own = digest(canonical(content))
    session.connection().execute(insert(_EVENTS), content | {"data": canonical(data), "hash": own})
    keep_in_hand(session, _HASH, EVENTS, own)
    if case_no is not None:
        _note_kind(session, case_no, kind)
        if kind not in BESIDE:
            keep_in_hand(session, NEWEST, case_no, number)
            touch_case(session, case_no)
        lay_message(session, number, kind, case_no=case_no, data=data)
    return number


def settle_events(session: Session) -> None:
    """Note the number of the last event: once, at the end of a transaction that writes."""
    session.flush()
    settle_counters(session)


def _last_hash(session: Session) -> str:
    found: str | None = session.connection().scalar(_HASH_OF, {"event": counter(session, EVENTS) or 0})
    return found or NO_EVENT


def _note_kind(session: Session, case_no: str, kind: str) -> None:
    kinds = {kind} if kind == "case.registered" else in_hand(session, OPENED, case_no)
    if kinds is not None:
        keep_in_hand(session, OPENED, case_no, kinds | {kind})


def touch_case(session: Session, case_no: str) -> None:
    """Note that a case is no longer as its row tells, because of something that happened to it or beside it."""
    session.info.setdefault(_TOUCHED, set()).add(case_no)


def touched_cases(session: Session) -> set[str]:
    """The cases that were touched in this transaction."""
    touched: set[str] = session.info.get(_TOUCHED, set())
    return touched


def event_of(row: EventRow) -> Event:
    """The event of a row."""
    return Event(
        number=row.number,
        kind=row.kind,
        at=datetime.fromisoformat(row.at).astimezone(OFFICE_ZONE),
        by=row.by,
        case_no=row.case_no,
        scan_sha256=row.scan_sha256,
        data=json.loads(row.data),
        before=row.before,
        hash=row.hash,
    )


def seal_of_review(row: ReviewRow) -> str:
    """The hash by which an event vouches for a review without telling what it says."""
    at = utc(row.at).isoformat(timespec="microseconds")
    content = [row.salt, row.case_no, row.field, row.machine_value, row.human_value, row.by, at, row.note]
    return digest(canonical(content))


def seal_of_links(rows: Iterable[LinkRow]) -> str:
    """The hash by which an event vouches for the links found at once, without telling which cases they are between."""
    return digest(canonical([[row.salt, row.case_no, row.other_no, row.other_earlier, row.body] for row in rows]))


def find_breaks(session: Session) -> Iterator[str]:
    """Yield what does not add up: in the chain itself, and between the chain and the tables it vouches for."""
    yield from _breaks_in_chain(session)
    yield from _breaks_in_readings(session)
    yield from _breaks_in_reviews(session)
    yield from _breaks_in_links(session)
    yield from _breaks_in_draws(session)
    tables = (("reading.recorded", ReadingRow), ("review.decided", ReviewRow), ("case.registered", CaseRow))
    for kind, table in tables:
        told = session.scalar(select(func.count()).where(EventRow.kind == kind))
        kept = session.scalar(select(func.count()).select_from(table))
        if told != kept:
            yield f"{kind}: {told} events but {kept} rows in {table.__tablename__}"
    told = session.scalar(select(func.count()).where(EventRow.kind == "stack.split"))
    kept = session.scalar(select(func.count()).where(ArrivalRow.outcome == "split"))
    if told != kept:
        yield f"stack.split: {told} events but {kept} arrivals"


def _hash(row: EventRow) -> str:
    content = {
        "number": row.number,
        "kind": row.kind,
        "at": row.at,
        "by": row.by,
        "case_no": row.case_no,
        "scan_sha256": row.scan_sha256,
        "data": json.loads(row.data),
        "before": row.before,
    }
    return digest(canonical(content))


def _breaks_in_chain(session: Session) -> Iterator[str]:
    number, before = 0, NO_EVENT
    rows = session.scalars(select(EventRow).order_by(EventRow.number).execution_options(yield_per=_ROWS_AT_ONCE))
    for row in rows:
        if row.number != number + 1:
            yield f"events {number + 1} to {row.number - 1}: missing"
        if row.before != before:
            yield f"event {row.number}: not chained to the event before it"
        if not _is_whole(row):
            yield f"event {row.number}: its content does not fit its hash"
        number, before = row.number, row.hash
    given = counter(session, EVENTS)
    if given != number:
        yield f"events after {number}: missing, {'no' if given is None else given} were given out"


def _is_whole(row: EventRow) -> bool:
    try:
        return _hash(row) == row.hash
    except ValueError:  # `data` is no JSON any more
        return False


def _breaks_in_readings(session: Session) -> Iterator[str]:
    pairs = select(ReadingRow, EventRow).join(EventRow, EventRow.number == ReadingRow.event_number)
    for row, event in session.execute(pairs.execution_options(yield_per=_READINGS_AT_ONCE)):
        facts = {"number": row.number, "stamp": row.stamp_hash, "sha256": digest(row.body)}
        if event.case_no != row.case_no or not vouches(event.data, facts):
            yield f"reading {row.number} of {row.case_no}: not what event {row.event_number} recorded"


def _breaks_in_reviews(session: Session) -> Iterator[str]:
    pairs = select(ReviewRow, EventRow).join(EventRow, EventRow.number == ReviewRow.event_number)
    for row, event in session.execute(pairs.execution_options(yield_per=_ROWS_AT_ONCE)):
        facts = {"field": row.field, "sha256": seal_of_review(row)}
        if event.case_no != row.case_no or not vouches(event.data, facts):
            yield f"review {row.id} of {row.case_no}: not what event {row.event_number} recorded"


def _breaks_in_links(session: Session) -> Iterator[str]:
    events = select(EventRow).where(EventRow.kind == "letters.linked").order_by(EventRow.number)
    for event in session.scalars(events.execution_options(yield_per=_ROWS_AT_ONCE)):
        rows = list(session.scalars(select(LinkRow).where(LinkRow.event_number == event.number).order_by(LinkRow.id)))
        cases = {row.case_no for row in rows}
        if cases != {event.case_no} or not vouches(event.data, {"sha256": seal_of_links(rows)}):
            yield f"links of {event.case_no}: not what event {event.number} recorded"
    kinds = select(EventRow.number).where(EventRow.kind == "letters.linked")
    strays = session.scalar(select(func.count()).select_from(LinkRow).where(LinkRow.event_number.not_in(kinds)))
    if strays:
        yield f"letters.linked: {strays} links without an event"


def _breaks_in_draws(session: Session) -> Iterator[str]:
    pairs = select(BlindRow, EventRow).join(EventRow, EventRow.number == BlindRow.event_number)
    for row, event in session.execute(pairs.execution_options(yield_per=_ROWS_AT_ONCE)):
        facts = {"reading": row.reading_number, "share": row.share}
        if (event.kind, event.case_no) != ("blind.drawn", row.case_no) or not vouches(event.data, facts):
            yield f"blind draw of {row.case_no}: not what event {row.event_number} recorded"
    answered = select(BlindRow.case_no, EventRow.kind, EventRow.case_no.label("told"), EventRow.number)
    for answer in session.execute(answered.join(EventRow, EventRow.number == BlindRow.answered_event)):
        if (answer.kind, answer.told) != ("blind.answered", answer.case_no):
            yield f"blind answer of {answer.case_no}: not what event {answer.number} recorded"
    for kind, column in (("blind.drawn", BlindRow.event_number), ("blind.answered", BlindRow.answered_event)):
        told = session.scalar(select(func.count()).where(EventRow.kind == kind))
        kept = session.scalar(select(func.count(column)))
        if told != kept:
            yield f"{kind}: {told} events but {kept} draws"


def vouches(data: str, facts: Mapping[str, object]) -> bool:
    """Whether an event's data tells these facts, and perhaps more."""
    told = read_told(data)
    return isinstance(told, dict) and all(told.get(key) == fact for key, fact in facts.items())


def read_told(data: str) -> object:
    """What an event's data tells; none when somebody made it into no JSON."""
    try:
        return json.loads(data)
    except ValueError:
        return None
