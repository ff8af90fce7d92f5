"""The matters of a letter that raises several: proposed by the machine, confirmed or rejected by a person."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal

from ledger.life.clocks import ClockFacts, is_petition_way
from records import Deadline, Judgement, JudgementRecord, MatterRecord, Reading, Review, UsageError

FIELD = "matters"
"""The field of a review that decides on matters: the numbers of those to be treated apart; none rejects them all."""

State = Literal["proposed", "confirmed", "rejected"]


def list_matters(
    reading: Reading,
    reviews: Iterable[Review],
    *,
    run: Callable[[ClockFacts], tuple[Deadline, ...]],
    facts: ClockFacts,
    show: Callable[[Judgement], JudgementRecord],
) -> tuple[MatterRecord, ...]:
    """The matters of a reading as the ledger shows them, each with its state and clocks of its own.

    `run` runs the clocks of the case, of which `facts` are told, for a matter that may go another way than the letter.
    `show` gives a judgement with the places of its words; the newest review of `matters` gives the states.
    """
    letter = reading.letter
    decided = next((review for review in reversed(list(reviews)) if review.field == FIELD), None)
    return tuple(
        MatterRecord(
            number=matter.number,
            state=_state(matter.number, decided),
            words=tuple(span.of(letter.text) for span in matter.spans),
            boxes=tuple(box for span in matter.spans for box in letter.boxes(span)),
            demands=matter.demands,
            place_code=matter.place_code,
            judgements=tuple(map(show, matter.judgements)),
            deadlines=run(replace(facts, petition_way=_way(matter.judgements, facts))),
        )
        for matter in reading.matters
    )


def check_numbers(reading: Reading, decided: object) -> None:
    """Refuse a review that names a matter which the letter does not have.

    Raises:
        UsageError: `review.value`.
    """
    known = {str(matter.number) for matter in reading.matters}
    if isinstance(decided, list | tuple) and not known.issuperset(map(str, decided)):
        raise UsageError("review.value", FIELD)


def _way(judgements: Iterable[Judgement], facts: ClockFacts) -> bool | None:
    """Whether a matter goes the petition's own way; as the letter does where nothing was judged of the matter."""
    told = {one.question: one.answer for one in judgements}
    if not told.keys() & {"legal_way", "matter_class", "channel"}:
        return facts.petition_way
    return is_petition_way(told.get("legal_way"), matter_class=told.get("matter_class"), channel=told.get("channel"))


def _state(number: int, decided: Review | None) -> State:
    if decided is None:
        return "proposed"
    return "confirmed" if str(number) in map(str, decided.human_value) else "rejected"
