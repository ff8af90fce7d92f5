"""Restricted cases: what everybody may see of an accusation."""

from records import CaseRecord, CaseValues

KEPT = frozenset(
    {
        "anonymous", "place_code", "letter_date", "petition", "topic", "topic2", "matter_class", "channel", "unit",
        "co_units", "urgency",
    }
)  # fmt: skip
"""The values that a restricted case keeps: codes and classes, enough to count and to forward it."""


def withhold(record: CaseRecord) -> CaseRecord:
    """The record without anything that tells who accuses or what the letter says, if it is restricted.

    Regulation on Petition Work (2022), article 30: accusation material and what belongs to it must not
    reach the accused. What is kept is named, so a value added later is withheld until someone decides.
    """
    if not record.restricted:
        return record
    empty = CaseValues().model_dump()
    values = {field: value if field in KEPT else empty[field] for field, value in record.values.model_dump().items()}
    return record.model_copy(
        update={
            "values": CaseValues.model_validate(values),
            "batch": "",  # a folder may bear the sender's name
            "text": "",
            "evidence": tuple(
                entry.model_copy(
                    update={"words": "", "second": None, "value": entry.value if entry.field in KEPT else None}
                )
                for entry in record.evidence
            ),
            "judgements": tuple(judgement.model_copy(update={"cues": ()}) for judgement in record.judgements),
            "reviews": tuple(
                review.model_copy(
                    update={"note": ""}
                    if review.field in KEPT
                    else {"note": "", "machine_value": None, "human_value": None}
                )
                for review in record.reviews
            ),
        }
    )
