"""The flat row of a case: one value a column, with machine values, as lists and exports read it."""

from datetime import date
from typing import Final

from ledger.clock import office_date, office_time
from ledger.masking import mask_handling, mask_values, personal_words
from ledger.masking.personal_words import PersonalWords
from records import CaseRecord
from records.handling import Handling
from vocab import Vocabulary, load_vocabulary

SCHEMA: Final = "laixin.row/1"
Value = str | int | float | bool | list[str] | None
Row = dict[str, Value]

_STATED: Final = (
    "letter_barcode", "addressee", "anonymous", "concerned_count", "sex", "age", "employer", "address",
    "address_code", "place", "place_code", "territory", "title", "summary", "petition", "matter_class", "purpose",
    "topic", "topic2", "topic3", "repeat", "urgency", "channel", "legal_way", "level", "source",
)  # fmt: skip
_LISTED: Final = (
    "names", "id_nos", "phones", "demands", "accused", "accused_posts", "accused_units", "dates", "amounts", "areas",
    "paper_nos", "earlier_steps",
)  # fmt: skip


def flat_row(
    record: CaseRecord,
    *,
    masked: bool = True,
    vocabulary: Vocabulary | None = None,
    words: PersonalWords | None = None,
) -> Row:
    """The row of a case: its values masked unless asked otherwise, days in ISO 8601, codes as they are.

    Of a restricted case it is the number, the days, the status and the counts of pages and copies alone, unless it is
    asked for unmasked. What the machine judged of a case that waits for a blind answer is to be hidden before. `words`
    are the record's personal words, if they are known already.
    """
    row: Row = {
        "schema": SCHEMA,
        "case_no": record.case_no,
        "scan_sha256": record.scan_sha256,
        "restricted": record.restricted,
        "status": record.status,
        "received_on": office_date(record.received_at).isoformat(),
        "registered_on": office_date(record.registered_at).isoformat(),
        "channel_in": record.channel_in,
        "page_count": record.page_count,
        "copies": record.copies,
    }
    if record.restricted and masked:
        return row
    hidden = (words or personal_words(record, vocabulary or load_vocabulary())) if masked else None
    return row | _values_of(record, hidden) | _course_of(record, hidden)


def _values_of(record: CaseRecord, words: PersonalWords | None) -> Row:
    values = mask_values(record.values, words) if words else record.values
    row: Row = {key: getattr(values, key) for key in _STATED}
    row |= {key: list(getattr(values, key)) for key in _LISTED}
    return row | {
        "letter_date": _iso(values.letter_date),
        "postmark_date": _iso(values.postmark_date),
        "petitioner_count": values.signatory_count or len(values.names) or None,
        "joint": (values.signatory_count or len(values.names)) > 1,
        "litigation": values.channel == "litigation",
    }


def _course_of(record: CaseRecord, words: PersonalWords | None) -> Row:
    """Where it went, its clocks, who confirmed it, and what is doubted."""
    handled = mask_handling(record.handling, words) if words else record.handling
    due = {clock.name: clock.due.isoformat() for clock in record.deadlines}
    scores = [judgement.score for judgement in record.judgements if judgement.answer is not None]
    leader, newest = handled.leader, record.reviews[-1] if record.reviews else None
    return {
        "unit": handled.unit or record.values.unit,
        "co_units": list(handled.co_units or record.values.co_units),
        "handling": handled.way,
        "forwarded_on": _iso(handled.forwarded_on),
        "forward_due": due.get("forward"),
        "accepted_on": _iso(handled.accepted_on),
        "handle_due": due.get("decide"),
        "extended_to": _iso(handled.extended_until),
        "decided_on": _iso(handled.decided_on),
        "closed_on": _iso(handled.closed_on),
        "outcome": list(handled.outcome),
        "reply_no": handled.paper_no,
        "delivered_on": _iso(handled.delivered_on),
        "delivery_manner": handled.delivery_manner,
        "signed": handled.signed,
        "petitioner_view": handled.petitioner_view,
        "merged_into": handled.merged_into,
        "review_state": _review_state(handled),
        "leader": " ".join(filter(None, (leader.name, leader.post))) if leader else None,
        "urged_on": _iso(handled.urged_on),
        "visited_on": _iso(handled.visits[-1].on) if handled.visits else None,
        "satisfaction": handled.satisfaction,
        "satisfaction_office": handled.satisfaction_office,
        "struck_off_on": _iso(handled.struck_off_on),
        "archive_no": handled.archive_no,
        "campaigns": list(handled.campaigns),
        "registered_at": office_time(record.registered_at).isoformat(timespec="seconds"),
        "registered_by": record.registered_by,
        "office": record.office,
        "attachment_pages": record.attachment_pages,
        "links": [link.case_no for link in record.links],
        "cluster_size": record.cluster_size,
        "matter_count": sum(matter.state != "rejected" for matter in record.matters) or 1,
        "confidence": round(min(scores), 3) if scores else None,
        "needs_person": record.needs_person,
        "doubts": list(record.doubts),
        "reviewed_by": newest.by if newest else None,
        "reviewed_on": _iso(office_date(newest.at)) if newest else None,
    }


def _review_state(handled: Handling) -> str | None:
    """The newest step of review or re-review by its kind."""
    for held, kind in ((handled.re_review, "re-review"), (handled.review, "review")):
        if held is not None:
            return f"decide-{kind}" if held.decided_on else f"apply-{kind}"
    return None


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
