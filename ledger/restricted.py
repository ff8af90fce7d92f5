"""Restricted cases: what everybody may see of an accusation."""

from ledger.links import propose_repeat
from records import CaseRecord, CaseValues, JudgementRecord

KEPT = frozenset(
    {
        "anonymous", "place_code", "letter_date", "petition", "topic", "topic2", "topic3", "matter_class", "purpose",
        "channel", "legal_way", "territory", "level", "unit", "co_units", "urgency",
    }
)  # fmt: skip
"""The values that a restricted case keeps: codes and classes, enough to count and to forward it."""


def withhold(record: CaseRecord) -> CaseRecord:
    """The record without anything that tells who accuses or what the letter says, if it is restricted.

    An ordinary record loses its links to restricted ones: that the same person wrote both would tell who accuses.
    Regulation on Petition Work (2022), article 30: accusation material and what belongs to it must not
    reach the accused. What is kept is named, so a value added later is withheld until someone decides.
    """
    if not record.restricted:
        return _without_closed_links(record)
    empty = CaseValues().model_dump()
    values = {field: value if field in KEPT else empty[field] for field, value in record.values.model_dump().items()}
    return record.model_copy(
        update={
            "values": CaseValues.model_validate(values),
            "batch": "",  # a folder may bear the sender's name
            "text": "",
            "evidence": tuple(
                entry.model_copy(
                    update={
                        "words": "",
                        "second": None,
                        "proposals": (),
                        "value": entry.value if entry.field in KEPT else None,
                    }
                )
                for entry in record.evidence
            ),
            "judgements": _without_cues(record.judgements),
            "matters": tuple(
                matter.model_copy(update={"words": (), "demands": (), "judgements": _without_cues(matter.judgements)})
                for matter in record.matters
            ),
            "links": (),  # a like letter that is open may name the same person
            "cluster_size": 1,
            "cluster_restricted": 0,
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


def _without_closed_links(record: CaseRecord) -> CaseRecord:
    """An ordinary record as if the restricted letters that are like its own had never come."""
    links = tuple(link for link in record.links if not link.restricted)
    values = record.values
    if values.repeat is not None and not any(review.field == "repeat" for review in record.reviews):
        values = propose_repeat(values, links)
    open_size = record.cluster_size - record.cluster_restricted
    kept = {"links": links, "values": values, "cluster_size": open_size, "cluster_restricted": 0}
    # What was proposed when the case, or a letter like it, was restricted or not yet: it may tell of that letter.
    reviews = tuple(
        review.model_copy(update={"machine_value": None}) if review.field == "repeat" else review
        for review in record.reviews
    )
    return record.model_copy(update=kept | {"reviews": reviews})


def _without_cues(judgements: tuple[JudgementRecord, ...]) -> tuple[JudgementRecord, ...]:
    return tuple(judgement.model_copy(update={"cues": ()}) for judgement in judgements)
