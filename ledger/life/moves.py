"""Whether a step may be taken where a case stands, and where it leads: the table of steps and nothing else."""

from collections.abc import Sequence

from ledger.life.standing import newest_move, present_round
from records import Step, UsageError
from vocab.procedure import BACK, Procedure, StepKind


class IllegalStepError(UsageError):
    """A step that the case's status does not allow; `possible` are the kinds that it does."""

    def __init__(self, kind: str, *, status: str, possible: Sequence[str]) -> None:
        super().__init__("step.illegal", f"{status} {kind} ({' '.join(possible)})")
        self.kind = kind
        self.status = status
        self.possible = tuple(possible)


class StepOrderError(UsageError):
    """A step that others forbid, or that needs others before it: those of the present round of handling."""

    def __init__(self, code: str, kind: str, *, others: Sequence[str]) -> None:
        super().__init__(code, f"{kind} ({' '.join(others)})")
        self.kind = kind
        self.others = tuple(others)


def next_status(step: StepKind, status: str, standing: Sequence[Step], *, procedure: Procedure) -> str:
    """The status that a step leads to; `standing` are the steps of the case that stand.

    Raises:
        UsageError: `step.illegal`, `step.taken` when a step that may not come before it was taken, `step.first` when
            one that must come before it was not.
    """
    if step.before and status not in step.before:
        possible = [one.kind for one in possible_steps(status, standing, procedure=procedure)]
        raise IllegalStepError(step.kind, status=status, possible=possible)
    _check_order(step, standing)
    last = newest_move(standing)
    if step.after == BACK:
        if last is None:
            possible = [one.kind for one in possible_steps(status, standing, procedure=procedure)]
            raise IllegalStepError(step.kind, status=status, possible=possible)
        return last.before
    return step.after or status


def possible_steps(status: str, standing: Sequence[Step], *, procedure: Procedure) -> list[StepKind]:
    """The steps that may be taken and change the status, in the order of the table."""
    return [step for step in procedure.possible(status) if _fits(step, standing)]


def _check_order(step: StepKind, standing: Sequence[Step]) -> None:
    taken = {one.kind for one in present_round(standing)}
    barring = [kind for kind in step.unless if kind in taken]
    if barring:
        raise StepOrderError("step.taken", step.kind, others=barring)
    if step.follows and not taken.intersection(step.follows):
        raise StepOrderError("step.first", step.kind, others=step.follows)


def _fits(step: StepKind, standing: Sequence[Step]) -> bool:
    if step.after == BACK and newest_move(standing) is None:
        return False
    try:
        _check_order(step, standing)
    except StepOrderError:
        return False
    return True
