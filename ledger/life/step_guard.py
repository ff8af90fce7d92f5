"""The guard on steps: no step leads a letter to the unit that it accuses (Regulation on Petition Work, art. 30)."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy.orm import Session

from ledger.case_records import current_reading, earlier_readings, is_closed, reviews_of
from ledger.guarding import UNIT_FIELDS, check_units, close_case, guard_values
from ledger.life.handling import SENDING
from ledger.life.standing import present_round
from ledger.tables import CaseRow
from ledger.values import case_values, overlay_reviews
from records import CaseValues, Step, UsageError
from vocab import Vocabulary
from vocab.closures import SUPERVISION, Closure
from vocab.procedure import Procedure, StepKind

RETURNING: Final = frozenset({"return"})
"""Steps that bring a letter back: from wherever it was, also from where it never should have gone."""
_FROM_VALUES: Final = frozenset({*SENDING, "accept"})
"""Steps whose unit is, when nobody says otherwise, the one that was decided for the case."""
_DISCIPLINE, _LAW = "pass-discipline", "pass-law"
_UNIT: Final = "unit"
_PEOPLE: Final = ("leader", "official", "approver")
"""The facts that put a case into a person's hands."""
_LEAST_NAMED = 2
"""Characters of a name that is more than a surname."""


def close_for_steps(
    session: Session, case: CaseRow, rule: StepKind, *, procedure: Procedure, vocabulary: Vocabulary
) -> tuple[Closure, CaseValues]:
    """The units that a case keeps away from, and its guarded values, with the unit that a person decided or none.

    Both are empty for a step that names no unit: nothing is led anywhere.
    """
    if not _unit_facts(rule, procedure):
        return Closure(), CaseValues()
    reading = current_reading(session, case)
    reviews = reviews_of(session, [case.case_no]).get(case.case_no, [])
    readings = [reading, *earlier_readings(session, [case]).get(case.case_no, [])]
    stated = overlay_reviews(case_values(reading), reviews)
    closure = close_case(readings, stated, reviews, vocabulary=vocabulary)
    values = guard_values(stated, closure, reviews)
    decided = any(review.field == _UNIT for review in reviews)  # what the machine proposes, a person says aloud
    return closure, values if decided and values.unit in vocabulary.units else values.model_copy(update={_UNIT: None})


def fill_units(
    facts: Mapping[str, str], rule: StepKind, standing: Sequence[Step], *, values: CaseValues, closure: Closure
) -> dict[str, str]:
    """The facts with the unit that is meant when a step needs one and nobody names it; left out when none is clear."""
    found = dict(facts)
    if _UNIT in found or _UNIT not in rule.needs:
        return found
    here = present_round(standing)
    if rule.kind == _DISCIPLINE:
        unit = next(iter(closure.organs)) if len(closure.organs) == 1 else None
    elif rule.kind in ("decide-review", "decide-re-review"):
        asked = rule.kind.replace("decide", "apply")
        unit = next((step.facts.get(_UNIT) for step in reversed(here) if step.kind == asked), None)
    elif rule.kind in ("apply-review", "apply-re-review"):
        unit = None  # the level above: nobody but the petitioner says which
    else:
        holding = (step.facts.get(_UNIT) for step in reversed(here) if step.kind in SENDING | {"accept"})
        unit = None if rule.kind in SENDING else next(holding, None)
        unit = unit or (values.unit if rule.kind in _FROM_VALUES else None)
    return found | ({_UNIT: unit} if unit else {})


def check_step_units(
    rule: StepKind,
    facts: Mapping[str, str],
    closure: Closure,
    *,
    procedure: Procedure,
    vocabulary: Vocabulary,
    confirm_parent: bool,
) -> frozenset[str]:
    """Let the units of a step pass, or refuse it; gives the units above the accused that it confirms.

    Raises:
        UsageError: as `ledger.guarding.check_units`; `step.organ` when what goes to the discipline organs or to those
            of the law does not.
    """
    confirmed: frozenset[str] = frozenset()
    if rule.kind not in RETURNING:
        for key in _unit_facts(rule, procedure):
            asked = tuple(facts.get(key, "").split())
            if asked:
                confirmed |= check_units(UNIT_FIELDS[-1], asked, closure, confirm_parent=confirm_parent)
    unit = facts.get(_UNIT, "")
    if rule.kind == _DISCIPLINE and vocabulary.units[unit].kind != SUPERVISION:
        raise UsageError("step.organ", unit)
    organs = {*vocabulary.phrases["political_legal_units"], *vocabulary.phrases["over_political_legal_units"]}
    if rule.kind == _LAW and organs and unit not in organs:
        raise UsageError("step.organ", unit)
    return confirmed


def check_people(session: Session, case: CaseRow, facts: Mapping[str, str]) -> None:
    """Refuse to put an accusation into the hands of a person whom it accuses, by the name alone.

    Raises UsageError `step.accused-person`, naming the fact.
    """
    told = {key: "".join(facts[key].split()) for key in _PEOPLE if key in facts}
    if not told or not is_closed(session, case):
        return
    reviews = reviews_of(session, [case.case_no]).get(case.case_no, [])
    accused = overlay_reviews(case_values(current_reading(session, case)), reviews).accused
    for name in ("".join(words.split()) for words in accused):
        for key, words in told.items():
            if len(name) >= _LEAST_NAMED and name in words:
                raise UsageError("step.accused-person", key)


def _unit_facts(rule: StepKind, procedure: Procedure) -> tuple[str, ...]:
    return tuple(key for key in rule.facts if procedure.facts[key].type in ("unit", "units"))
