"""What is shown of a case that waits for a blind answer: all but what the machine judged, whoever asks."""

from typing import Final

from records import ASKED, CaseRecord, CaseValues, Review

KEPT_JUDGED: Final = frozenset({"urgency", "territory"})
"""Judgements that are shown all the same: an urgent letter may not wait, and neither tells an answer asked for."""
HIDDEN: Final = frozenset(
    {*ASKED, "petition", "topic3", "channel", "legal_way", "level", "co_units"}
)  # fmt: skip
"""Values that the machine judged and that are hidden; those beside the asked ones would tell them."""


def hide_machine(record: CaseRecord) -> CaseRecord:
    """The record without what the machine judged, while the case waits for a blind answer; else as it is.

    Of hidden values those stay that a person gave; what is shown of the judgements is named, so one added later is
    hidden until someone decides. Links are hidden too: a like letter's own case would tell the answer.
    """
    if record.blind != "open":
        return record
    empty = CaseValues().model_dump()
    said = {review.field: review.human_value for review in record.reviews}
    values = record.values.model_dump() | {field: said.get(field, empty[field]) for field in HIDDEN}
    shown = tuple(one for one in record.judgements if one.question in KEPT_JUDGED)
    judged = (*record.judgements, *(one for matter in record.matters for one in matter.judgements))
    told = {entry.doubt for entry in record.evidence} | {one.doubt for one in shown}
    return record.model_copy(
        update={
            "values": CaseValues.model_validate(values),
            "judgements": shown,
            "doubts": tuple(
                code for code in record.doubts if code in told or code not in {one.doubt for one in judged}
            ),
            "matters": tuple(matter.model_copy(update={"judgements": ()}) for matter in record.matters),
            "links": (),
            "reviews": tuple(map(hide_proposal, record.reviews)),
        }
    )


def hide_proposal(review: Review) -> Review:
    """A review without the machine's value, when that is hidden."""
    return review.model_copy(update={"machine_value": None}) if review.field in HIDDEN else review
