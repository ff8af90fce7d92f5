"""Case records: everything the ledger knows of a case, put together from its rows."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from ledger.arrivals import scan_of
from ledger.blind import BLIND, State, blind_states
from ledger.chain import MACHINE, event_of
from ledger.clock import office_date
from ledger.clusters import cluster_sizes
from ledger.guarding import close_case, guard_judged, guard_matter, guard_values, withdrawn_doubts
from ledger.in_hand import ARRIVAL, CASE, READING, in_hand, keep_in_hand, may_have
from ledger.life.clock_rules import Clocks, clocks_of
from ledger.life.clocks import ClockFacts, run_clocks
from ledger.life.handling import AT_ACCUSED, SENT_STATUSES, summarise_steps
from ledger.life.steps import mark_restricted, steps_of
from ledger.links import links_of, propose_repeat
from ledger.matters import list_matters
from ledger.stacks import parts_of
from ledger.tables import ArrivalRow, CaseRow, EventRow, ReadingRow, ReviewRow
from ledger.values import case_values, is_restricted, overlay_reviews
from records import (
    UNCONFIRMED,
    CaseRecord,
    Event,
    Evidence,
    Finding,
    Judgement,
    JudgementRecord,
    Letter,
    Link,
    Reading,
    Review,
    StackPart,
    Step,
    UsageError,
)
from vocab import Vocabulary


def find_case(session: Session, case_no: str) -> CaseRow:
    """The row of a case. Raises UsageError when there is none."""
    row: CaseRow | None = in_hand(session, CASE, case_no)
    if row is None:
        row = session.scalar(select(CaseRow).where(CaseRow.case_no == case_no))
    if row is None:
        raise UsageError("case.unknown", case_no)
    keep_in_hand(session, CASE, case_no, row)
    return row


def cases_after(session: Session, last_id: int, *, at_most: int) -> list[CaseRow]:
    """The next cases in the order of registration."""
    return list(session.scalars(select(CaseRow).where(CaseRow.id > last_id).order_by(CaseRow.id).limit(at_most)))


def current_reading(session: Session, case: CaseRow) -> Reading:
    """The newest reading of a case."""
    known: Reading | None = in_hand(session, READING, (case.case_no, case.reading_number))
    if known is not None:
        return known
    body = session.scalars(
        select(ReadingRow.body).where(ReadingRow.case_no == case.case_no, ReadingRow.number == case.reading_number)
    ).one()
    return Reading.model_validate_json(body)


def earlier_readings(session: Session, cases: Sequence[CaseRow]) -> dict[str, list[Reading]]:
    """The readings of each case that newer ones replaced."""
    numbers = [case.case_no for case in cases if case.reading_number > 1]
    found: dict[str, list[Reading]] = {}
    if not numbers:
        return found
    replaced = and_(ReadingRow.case_no == CaseRow.case_no, ReadingRow.number < CaseRow.reading_number)
    rows = session.execute(
        select(ReadingRow.case_no, ReadingRow.body).join(CaseRow, replaced).where(CaseRow.case_no.in_(numbers))
    )
    for row in rows:
        found.setdefault(row.case_no, []).append(Reading.model_validate_json(row.body))
    return found


def reviews_of(session: Session, case_nos: Sequence[str]) -> dict[str, list[Review]]:
    """The reviews of each case that has some, the oldest first."""
    reviews: dict[str, list[Review]] = {}
    case_nos = may_have(session, case_nos, "review.decided")
    if not case_nos:
        return reviews
    rows = session.execute(
        select(ReviewRow, EventRow.data)
        .join(EventRow, EventRow.number == ReviewRow.event_number)
        .where(ReviewRow.case_no.in_(case_nos))
        .order_by(ReviewRow.id)
    )
    for row, facts in rows:
        reviews.setdefault(row.case_no, []).append(
            Review(
                case_no=row.case_no,
                field=row.field,
                machine_value=json.loads(row.machine_value),
                human_value=json.loads(row.human_value),
                by=row.by,
                at=row.at,
                note=row.note,
                confirms_parent="confirms_parent" in json.loads(facts),
            )
        )
    return reviews


def records_of(
    session: Session,
    cases: Sequence[CaseRow],
    *,
    vocabulary: Vocabulary,
    instead: Mapping[str, Reading] | None = None,
) -> Iterator[CaseRecord]:
    """The record of each case, in the order given; a fixed number of queries for all of them.

    `instead` are readings by case number that are not in the ledger: the record is as it would be if they were.
    """
    numbers = [case.case_no for case in cases]
    readings = _current_readings(session, cases)
    reviews = reviews_of(session, numbers)
    arrivals = _settled_arrivals(session, cases)
    split_into = parts_of(session, [case.scan_sha256 for case in cases if case.status == "split"])
    copies = _count_copies(session, cases)
    earlier = earlier_readings(session, cases)
    links, clusters = links_of(session, numbers), cluster_sizes(session, [case.id for case in cases])
    drawn, clocks = blind_states(session, numbers), clocks_of(session)
    steps = mark_restricted(session, steps_of(session, numbers), is_closed)
    for case in cases:
        reading, before = readings(case.case_no), earlier.get(case.case_no, [])
        if instead and case.case_no in instead:
            reading, before = instead[case.case_no], [*before, reading]
        yield _make_record(
            case,
            arrivals[case.scan_sha256],
            reading,
            tuple(reviews.get(case.case_no, ())),
            earlier=before,
            vocabulary=vocabulary,
            copies=copies.get(case.scan_sha256, 0),
            split_into=split_into.get(case.scan_sha256, ()),
            links=links.get(case.case_no, ()),
            cluster=clusters.get(case.id),
            steps=steps.get(case.case_no, ()),
            clocks=clocks,
            blind=drawn.get(case.case_no) if case.status != "split" else None,
        )


def _settled_arrivals(session: Session, cases: Sequence[CaseRow]) -> dict[str, ArrivalRow]:
    """By the hash of its scan, the arrival that became each case."""
    known = {case.scan_sha256: in_hand(session, ARRIVAL, case.case_no) for case in cases}
    unknown = [sha256 for sha256, row in known.items() if row is None]
    if unknown:
        settled = select(ArrivalRow).where(ArrivalRow.sha256.in_(unknown), ArrivalRow.outcome.in_(("case", "split")))
        known |= {row.sha256: row for row in session.scalars(settled)}
    return known


def _count_copies(session: Session, cases: Sequence[CaseRow]) -> dict[str, int]:
    """By the hash of a scan, how many exact copies of it came later."""
    copied = set(may_have(session, [case.case_no for case in cases], "case.copy"))
    scans = [case.scan_sha256 for case in cases if case.case_no in copied]
    if not scans:
        return {}
    later = session.execute(
        select(ArrivalRow.sha256, func.count().label("files"))
        .where(ArrivalRow.sha256.in_(scans), ArrivalRow.outcome == "duplicate")
        .group_by(ArrivalRow.sha256)
    )
    return {row.sha256: row.files for row in later}


def _current_readings(session: Session, cases: Sequence[CaseRow]) -> Callable[[str], Reading]:
    """What gives the newest reading of each of some cases; a stored one is read only when it is asked for."""
    known = {case.case_no: in_hand(session, READING, (case.case_no, case.reading_number)) for case in cases}
    unknown = [case_no for case_no, reading in known.items() if reading is None]
    bodies: dict[str, str] = {}
    if unknown:
        current = and_(ReadingRow.case_no == CaseRow.case_no, ReadingRow.number == CaseRow.reading_number)
        rows = session.execute(
            select(ReadingRow.case_no, ReadingRow.body).join(CaseRow, current).where(CaseRow.case_no.in_(unknown))
        )
        bodies = {row.case_no: row.body for row in rows}
    return lambda case_no: known[case_no] or Reading.model_validate_json(bodies[case_no])


def is_closed(session: Session, case: CaseRow) -> bool:
    """Whether a case is restricted now."""
    session.flush()
    reading, reviews = current_reading(session, case), reviews_of(session, [case.case_no]).get(case.case_no, [])
    earlier = earlier_readings(session, [case]).get(case.case_no, [])
    values = overlay_reviews(case_values(reading), reviews)
    # Of several letters read as one, nobody has said yet which is an accusation: its parts do.
    return case.status == "split" or is_restricted(reading, values, reviews, earlier=earlier)


def history_of(session: Session, case_no: str) -> list[Event]:
    """Everything that happened to a case and, before it was one, to its scan; the oldest first."""
    case = find_case(session, case_no)
    touching = or_(EventRow.case_no == case_no, EventRow.scan_sha256 == case.scan_sha256)
    return [event_of(row) for row in session.scalars(select(EventRow).where(touching).order_by(EventRow.number))]


def _make_record(
    case: CaseRow,
    arrival: ArrivalRow,
    reading: Reading,
    reviews: tuple[Review, ...],
    *,
    earlier: list[Reading],
    vocabulary: Vocabulary,
    copies: int,
    split_into: tuple[str, ...],
    links: tuple[Link, ...],
    cluster: tuple[int, int] | None,
    steps: tuple[Step, ...],
    clocks: Clocks,
    blind: State | None,
) -> CaseRecord:
    letter = reading.letter
    machine = case_values(reading) if cluster is None else propose_repeat(case_values(reading), links)
    stated = overlay_reviews(machine, reviews)
    # Of several letters read as one, nobody has said yet which is an accusation: its parts do.
    restricted = case.status == "split" or is_restricted(reading, stated, reviews, earlier=earlier)
    closure = close_case([reading, *earlier], stated, reviews, vocabulary=vocabulary)
    values = guard_values(stated, closure, reviews)
    facts, received = ClockFacts.of(values, split=case.status == "split"), office_date(arrival.received_at)
    run = partial(run_clocks, received, steps=steps, clocks=clocks)
    matters = list_matters(reading, reviews, run=run, facts=facts, show=partial(_make_judgement, letter))
    deadlines = run(facts)
    handling = summarise_steps(steps, deadlines)
    astray = case.status in SENT_STATUSES and closure.barred.intersection((handling.unit, *handling.co_units))
    drawn = (BLIND,) if blind == "open" else ()
    guarded = (*drawn, *((AT_ACCUSED,) if astray else ())), withdrawn_doubts(stated, values, closure)
    doubts = tuple(dict.fromkeys((*guarded[0], *reading.doubts, *guarded[1])))
    # Who confirmed a case answered what the machine doubted; what the guard asks stands until it is settled.
    asks = doubts if case.status in UNCONFIRMED else (*guarded[0], *guarded[1])
    return CaseRecord.model_validate(
        {
            "case_no": case.case_no,
            "scan_sha256": case.scan_sha256,
            "status": "to-review" if drawn else case.status,
            "needs_person": bool(asks) and case.status != "split",
            "restricted": restricted,
            "doubts": doubts,
            "received_at": arrival.received_at,
            "registered_at": case.registered_at,
            "channel_in": arrival.channel,
            "batch": arrival.batch,
            "media_type": arrival.media_type,
            "page_count": len(letter.pages),
            "copies": copies,
            "values": values,
            "text": letter.text,
            "evidence": tuple(_make_evidence(letter, finding) for finding in reading.findings),
            "judgements": tuple(guard_judged(_make_judgement(letter, one), closure) for one in reading.judgements),
            "matters": tuple(guard_matter(matter, closure) for matter in matters),
            "deadlines": deadlines,
            "reviews": reviews,
            "stamp": reading.stamp,
            "part_of": _part_of(arrival),
            "split_into": split_into,
            "links": links,
            "cluster_size": cluster[0] if cluster else 1,
            "cluster_restricted": cluster[1] if cluster else 0,
            "steps": steps,
            "handling": handling,
            "office": "-".join(case.case_no.split("-")[1:-1]) or None,
            "registered_by": MACHINE,
            "attachment_pages": sum(page.kind in ("id-card", "photo") for page in letter.pages),
            "has_envelope": any(page.kind == "envelope" for page in letter.pages),
            "blind": blind,
        }
    )


def _part_of(arrival: ArrivalRow) -> StackPart | None:
    if arrival.parent_sha256 is None or arrival.part is None:
        return None
    return StackPart(parent_sha256=arrival.parent_sha256, part=arrival.part, pages=scan_of(arrival).pages)


def _make_judgement(letter: Letter, judgement: Judgement) -> JudgementRecord:
    cues = [cue.model_dump() | {"boxes": letter.boxes(cue.span) if cue.span else ()} for cue in judgement.cues]
    return JudgementRecord.model_validate(judgement.model_dump() | {"cues": cues})


def _make_evidence(letter: Letter, finding: Finding) -> Evidence:
    return Evidence(
        field=finding.field,
        value=finding.value,
        words=finding.span.of(letter.text),
        span=finding.span,
        boxes=(*(box for span in finding.parts or (finding.span,) for box in letter.boxes(span)), *finding.places),
        rule=finding.rule,
        confidence=finding.confidence,
        doubt=finding.doubt,
        second=finding.second,
        proposals=finding.proposals,
        parts=finding.parts,
    )
