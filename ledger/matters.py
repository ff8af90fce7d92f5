"""The matters of a letter that raises several: proposed by the machine, confirmed or rejected by a person."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Literal

from ledger.values import find_deadlines
from records import Judgement, JudgementRecord, MatterRecord, Reading, Review, UsageError

FIELD = "matters"
"""The field of a review that decides on matters: the numbers of those to be treated apart; none rejects them all."""

State = Literal["proposed", "confirmed", "rejected"]


def list_matters(
    reading: Reading,
    reviews: Iterable[Review],
    received_at: datetime,
    *,
    show: Callable[[Judgement], JudgementRecord],
) -> tuple[MatterRecord, ...]:
    """The matters of a reading as the ledger shows them, each with its state and clocks of its own.

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
            deadlines=find_deadlines(received_at),
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


def _state(number: int, decided: Review | None) -> State:
    if decided is None:
        return "proposed"
    return "confirmed" if str(number) in map(str, decided.human_value) else "rejected"
