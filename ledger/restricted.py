"""Restricted cases: what everybody may see of an accusation."""

from typing import Final

from ledger.links import propose_repeat
from records import CaseRecord, CaseValues, Step

KEPT: Final = frozenset(
    {
        "schema_", "case_no", "scan_sha256", "status", "needs_person", "restricted", "received_at", "registered_at",
        "channel_in", "media_type", "page_count", "copies", "stamp",
    }
)  # fmt: skip
"""What a restricted case shows to everybody: a number that counts, its days, where it stands and what balances."""
_OPEN_CLOCKS: Final = frozenset({"forward"})
"""Clocks that run for every letter, whatever it says."""
_EMPTY: Final = {
    "doubts": (), "batch": "", "values": CaseValues(), "text": "", "evidence": (), "judgements": (), "deadlines": (),
}  # fmt: skip
"""What stands in the place of what a record must have; the rest has a default."""


def withhold(record: CaseRecord) -> CaseRecord:
    """The record as everybody may see it: of a restricted case nothing but that there is one.

    An ordinary record loses its links to restricted ones: that the same person wrote both would tell who accuses.
    Regulation on Petition Work (2022), article 30: accusation material and what belongs to it must not
    reach the accused. What is kept is named, so a value added later is withheld until someone decides.
    """
    if not record.restricted:
        return _without_closed_links(record)
    hidden = {
        name: _EMPTY[name] if name in _EMPTY else field.get_default(call_default_factory=True)
        for name, field in CaseRecord.model_fields.items()
        if name not in KEPT
    }
    if record.status == "split":
        hidden["split_into"] = record.split_into  # a stack that was split is led on to its letters
    hidden["deadlines"] = tuple(clock for clock in record.deadlines if clock.name in _OPEN_CLOCKS)
    return record.model_copy(update=hidden)


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
    steps = tuple(_without_other(step) if step.other_restricted else step for step in record.steps)
    closed = any(step.other_restricted for step in record.steps)
    handling = record.handling.model_copy(update={"merged_into": None, "refusal": None}) if closed else record.handling
    return record.model_copy(update=kept | {"reviews": reviews, "steps": steps, "handling": handling})


def _without_other(step: Step) -> Step:
    """A step that named a case which is restricted by now: without its number, and without why."""
    facts = {key: value for key, value in step.facts.items() if key not in ("other", "reason")}
    return step.model_copy(update={"facts": facts, "other_restricted": False})
