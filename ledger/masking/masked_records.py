"""A whole record as it may leave the office."""

import re
from typing import Any, Final

from ledger.masking.masked_handling import mask_handling
from ledger.masking.masked_values import CODES, cut_code, mask_values
from ledger.masking.personal_words import PersonalWords, personal_words
from ledger.masking.shapes import HIDDEN
from records import CaseRecord, Evidence, JudgementRecord, MatterRecord, Review, Step
from vocab import Vocabulary, load_vocabulary

KEPT: Final = frozenset(
    {
        "schema_", "case_no", "scan_sha256", "status", "needs_person", "restricted", "doubts", "received_at",
        "registered_at", "channel_in", "media_type", "page_count", "copies", "deadlines", "stamp", "part_of",
        "split_into", "links", "cluster_size", "cluster_restricted", "blind", "office", "registered_by",
        "attachment_pages", "has_envelope",
    }
)  # fmt: skip
"""What of a record is shown as it is."""
MASKED: Final = frozenset(
    {"values", "text", "batch", "evidence", "judgements", "matters", "reviews", "steps", "handling"}
)
"""What of a record is masked here. What stands in neither is left out until someone decides."""
KEPT_EVIDENCE: Final = CODES | {
    "letter_date", "postmark_date", "amount", "area", "age", "accused_unit", "earlier_step",
}  # fmt: skip
KEPT_FACTS: Final = frozenset(
    {"unit", "co_units", "days", "due", "until", "manner", "outcome", "satisfaction", "other", "list", "campaign"}
)
"""Facts of a step that are codes, days and numbers of cases, or the office's own names."""
_DATED = re.compile(r"[0-9]{4}(?:[-_]?[0-9]{1,2}){0,2}(?:[-_][0-9]{1,4})?")
"""A batch named by its day; another name of a folder may be somebody's."""


def mask_record(record: CaseRecord, *, vocabulary: Vocabulary | None = None) -> CaseRecord:
    """The record with everything that belongs to a person masked, wherever it stands.

    Names, numbers, addresses below the township, employers, the accused, and each of them again in every free text; the
    letter's whole text, words of evidence and cues, notes and what people did are emptied or hidden. Surnames and
    places are those of a vocabulary, the shipped one by default. A restricted record is to be withheld besides.
    """
    words = personal_words(record, vocabulary or load_vocabulary())
    changed: dict[str, Any] = {
        name: field.get_default(call_default_factory=True)
        for name, field in CaseRecord.model_fields.items()
        if name not in KEPT and name not in MASKED
    }
    return record.model_copy(
        update=changed
        | {
            "values": mask_values(record.values, words),
            "text": "",
            "batch": record.batch if _DATED.fullmatch(record.batch) else "",
            "evidence": tuple(map(_mask_evidence, record.evidence)),
            "judgements": without_cues(record.judgements),
            "matters": tuple(_mask_matter(matter, words) for matter in record.matters),
            "reviews": tuple(map(_mask_review, record.reviews)),
            "handling": mask_handling(record.handling, words),
            "steps": tuple(_mask_step(step, words) for step in record.steps),
        }
    )


def without_cues(judgements: tuple[JudgementRecord, ...]) -> tuple[JudgementRecord, ...]:
    """Judgements without the letter's words that spoke for them."""
    return tuple(judgement.model_copy(update={"cues": ()}) for judgement in judgements)


def _mask_evidence(entry: Evidence) -> Evidence:
    value = entry.value if entry.field in KEPT_EVIDENCE else None
    return entry.model_copy(update={"value": value, "words": "", "second": None, "proposals": ()})


def _mask_matter(matter: MatterRecord, words: PersonalWords) -> MatterRecord:
    return matter.model_copy(
        update={
            "words": (),
            "place_code": cut_code(matter.place_code),
            "demands": tuple(map(words.cover, matter.demands)),
            "judgements": without_cues(matter.judgements),
        }
    )


def _mask_review(review: Review) -> Review:
    known = {} if review.field in CODES else {"machine_value": None, "human_value": None}
    return review.model_copy(update={"note": "", **known})


def _mask_step(step: Step, words: PersonalWords) -> Step:
    facts = {name: words.cover(fact) if name in KEPT_FACTS else HIDDEN for name, fact in step.facts.items()}
    return step.model_copy(update={"facts": facts})
