"""Which units a case is with: those it was sent to or that accepted it, until it is sent back or elsewhere."""

import re
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.access.tables import HoldingRow
from ledger.life.handling import SENDING
from ledger.life.standing import present_round, standing_steps
from records import Step
from vocab import Vocabulary

_BETWEEN = re.compile(r"[\s,，、;；]+")


def holding_units(steps: Iterable[Step], vocabulary: Vocabulary) -> frozenset[str]:
    """The codes of the units that a case is with, by its steps, the oldest first.

    A unit that sends a case back (Regulation, art. 23) has it no more; a co-unit still has. Neither has a unit whose
    sending was withdrawn, nor one that had the case before it was reopened.
    """
    units: frozenset[str] = frozenset()
    for step in present_round(standing_steps(steps)):
        if step.kind in SENDING:
            units = _codes(f"{step.facts.get('unit', '')} {step.facts.get('co_units', '')}", vocabulary)
        elif step.kind == "accept":
            units |= _codes(step.facts.get("unit", ""), vocabulary)
        elif step.kind == "return":
            units -= _codes(step.facts.get("unit", ""), vocabulary)
    return units


def confirmed_by_sending(steps: Iterable[Step]) -> bool:
    """Whether whoever sent the case last confirmed that it goes to a unit above the one complained of."""
    sent = [step for step in present_round(standing_steps(steps)) if step.kind in SENDING]
    return bool(sent) and sent[-1].confirms_parent


def refresh_holdings(session: Session, case_id: int, steps: Sequence[Step], *, vocabulary: Vocabulary) -> None:
    """Make the rows anew that tell which units a case is with. Writers must be locked."""
    if not steps:
        return
    units = holding_units(steps, vocabulary)
    for row in session.scalars(select(HoldingRow).where(HoldingRow.case_id == case_id)):
        if row.unit not in units:
            session.delete(row)
    for unit in sorted(units):
        session.merge(HoldingRow(case_id=case_id, unit=unit))


def _codes(told: str, vocabulary: Vocabulary) -> frozenset[str]:
    """The codes in what a step tells of units; a name that is no code stands for the unit of that name."""
    codes: set[str] = set()
    for word in filter(None, _BETWEEN.split(told)):
        found = {unit.code for _, _, unit in vocabulary.find_units(word)}
        codes |= {word} if word in vocabulary.units or not found else found
    return frozenset(codes)
