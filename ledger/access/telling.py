"""Steps told from outside: what a unit or a program downstream did with a case, written into the ledger once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from ledger.access.sight import Sight, see_case
from ledger.chain import canonical
from ledger.life.facts import find_unit
from ledger.life.steps import seal_of_key
from ledger.life.tables import StepRow
from ledger.life.taking import Asked, append_step
from records import Step, Token, UsageError
from vocab import Vocabulary
from vocab.procedure import Procedure

TELLABLE: Final = ("accept", "return", "start", "progress", "extend", "decide", "deliver", "close")
"""The steps that may be told from outside; every other one is taken by the office alone."""
SIGNED: Final = "api:"
"""What stands before a token's name where a step says who took it."""
_UNIT: Final = "unit"


@dataclass(frozen=True)
class ToldStep:
    """A step as it was told. `key` is the caller's: the same step, told twice with it, is written once."""

    case_no: str
    kind: str
    on: date
    facts: Mapping[str, str]
    key: str


def append_told_step(
    session: Session,
    told: ToldStep,
    *,
    token: Token,
    procedure: Procedure,
    vocabulary: Vocabulary,
    at: datetime,
    version: int | None = None,
) -> Step:
    """Write a step down that was told by the bearer of a token. Writers must be locked.

    `version` is the number of the newest event that the caller knows of the case.

    Raises:
        UsageError: `case.unknown` for a case that the token does not see, `case.restricted`, `case.moved-on` when
            something happened since `version`, `step.not-tellable`, `step.other-unit`, `step.other-lead` for a co-unit
            that tells more than its progress, `step.key` when the key was used for something else, or what
            `append_step` refuses.
    """
    key, rule = canonical([SIGNED, token.name, told.key]), procedure.steps.get(told.kind)
    if (
        session.scalar(select(StepRow.id).where(StepRow.key == seal_of_key(key))) is None
    ):  # a unit that sent it back sees it no more
        seen = see_case(session, told.case_no, Sight.of(token), vocabulary=vocabulary)
        if seen.extent == "closed":
            raise UsageError("case.restricted", told.case_no)
        if version is not None and version != seen.version:
            raise UsageError("case.moved-on", told.case_no)
        lead = seen.record.handling.unit
        if token.unit not in (None, lead) and rule is not None and rule.after:
            raise UsageError("step.other-lead", lead or "")
    if told.kind not in TELLABLE:
        raise UsageError("step.not-tellable", " ".join(TELLABLE))
    facts = _sign(told, token, procedure, vocabulary)
    asked = Asked(told.case_no, told.kind, by=SIGNED + token.name, at=at, on=told.on, facts=facts, key=key)
    return append_step(session, asked, procedure=procedure, vocabulary=vocabulary)


def _sign(told: ToldStep, token: Token, procedure: Procedure, vocabulary: Vocabulary) -> dict[str, str]:
    """The facts of a step; what a token of one unit tells is told of that unit alone."""
    facts = dict(told.facts)
    rule = procedure.steps.get(told.kind)
    if token.unit is None or rule is None or _UNIT not in rule.facts:
        return facts
    if facts.get(_UNIT, "").strip() and find_unit(_UNIT, facts[_UNIT].strip(), vocabulary) != token.unit:
        raise UsageError("step.other-unit", token.unit)
    return facts | {_UNIT: token.unit}
