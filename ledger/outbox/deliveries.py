"""What the deliverers and the ledger tell each other of deliveries."""

from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from records import Record


class Message(Record):
    """What goes out of an event: that it happened, and the case as it is now, masked.

    Of a restricted case there is its number and status alone.
    """

    schema_: Literal["laixin.message/1"] = Field(default="laixin.message/1", alias="schema")
    key: str = Field(description="the same however often the message is sent: apply each key once")
    event: int = Field(description="number of the event; of one case, messages come in the order of their numbers")
    kind: str = Field(description="case.registered, case.read, case.reviewed, case.copy, case.split, case.<step>")
    case_no: str
    at: datetime = Field(description="when it happened")
    as_of_event: int = Field(description="the newest told event of the case when this message was put together")
    status: str = Field(description="where the case stands now")
    restricted: bool = Field(description="forget what an earlier message said of the case: it is an accusation")
    case: dict[str, Any] | None = Field(
        description="the case now, masked, by the schema of a case record; none when it is restricted"
    )


class Claimed(Record):
    """A delivery that a worker holds until its lease ends."""

    id: int
    event_number: int
    case_no: str
    attempts: int
    claim: str
    batch: int | None


class Settled(Record):
    """What came of a claimed delivery. One that was not sent, or whose receiver was busy, costs no attempt."""

    delivery: Claimed
    result: Literal["delivered", "later", "busy", "dead", "unsent"]
    code: str | None = None
    next_at: datetime | None = None


class TargetState(Record):
    """How a target stands."""

    name: str
    cursor: int
    behind: int = Field(description="messages that are not laid out for it yet")
    pending: int
    blocked: int = Field(description="those of the pending that wait behind a dead one of the same case")
    dead: int
    delivered: int = Field(description="those not forgotten yet")
    oldest: datetime | None = Field(description="when the oldest event that it has not heard of happened")
    failures: int = Field(description="what went wrong in a row, up to now")
    paused_until: datetime | None
    stopped: str | None
    trouble: str | None = Field(
        default=None,
        description="code of why the oldest message that was tried and waits did not arrive, or else the last dead one",
    )


class DeadLetter(Record):
    """A delivery that was given up."""

    target: str
    event_number: int
    kind: str
    case_no: str
    attempts: int
    code: str | None
    died_at: datetime | None
    waiting: int = Field(description="later messages of the case that wait behind it")
