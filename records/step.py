"""Steps: what people did with a case after it was read."""

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import Field

from records.base import Record


class Step(Record):
    """Something that was done with a case: forwarded, accepted, decided, …; `vocab/steps.csv` lists the kinds."""

    case_no: str
    kind: str
    before: str = Field(description="the case's status before")
    after: str = Field(description="the case's status afterwards; the same when the step changes none")
    on: date = Field(description="the day on which it was done, from which the law counts")
    by: str
    at: datetime = Field(description="when it was written down")
    facts: Mapping[str, str] = Field(
        default_factory=dict, description="what else is to be said: unit, reason, approver, number of the paper, …"
    )
    confirms_parent: bool = Field(
        default=False, description="the person sent it to a unit above the one complained of, on purpose"
    )
    other_restricted: bool = Field(default=False, description="the other case that it names is restricted")

    @property
    def moves(self) -> bool:
        """Whether it changed the case's status."""
        return self.before != self.after
