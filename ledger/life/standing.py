"""Which steps stand: those that nobody took back; and those of the present round of handling."""

from collections.abc import Iterable, Sequence
from typing import Final

from records import Step
from vocab.procedure import UNDOING

REOPEN: Final = "reopen"


def standing_steps(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps without those that were taken back, and without what took them back; the oldest first.

    A step of `UNDOING` takes back the newest that stands and changed the status.
    """
    found: list[Step] = []
    for step in steps:
        if step.kind not in UNDOING:
            found.append(step)
            continue
        last = newest_move(found)
        found = [one for one in found if one is not last]  # another may be its equal, told in the same file
    return tuple(found)


def newest_move(steps: Sequence[Step]) -> Step | None:
    """The newest step that changed the status."""
    return next((step for step in reversed(steps) if step.moves), None)


def present_round(steps: Sequence[Step]) -> tuple[Step, ...]:
    """Of steps that stand, those since the case was last reopened."""
    starts = [number for number, step in enumerate(steps) if step.kind == REOPEN]
    return tuple(steps[starts[-1] + 1 :]) if starts else tuple(steps)
