"""What the interface answers: the shapes that `docs/schema/api-1.json` publishes."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from records import CaseRecord, Event, Status, Step


class Answer(BaseModel):
    """An answer. A reader leaves out what it does not know: later versions of the program may add to it."""

    model_config = ConfigDict(frozen=True)


class Health(Answer):
    """That the program and its ledger are there."""

    status: Literal["ok"] = "ok"
    api: Literal["1"] = "1"


class CaseLine(Answer):
    """A case in a list: codes, days and numbers, no person's values. A restricted one has no codes."""

    case_no: str
    restricted: bool
    status: Status
    event: int = Field(description="the newest event of the case")
    received_on: date
    registered_on: date
    closed_on: date | None
    channel_in: str | None
    needs_person: bool | None
    topic: str | None
    topic2: str | None
    matter_class: str | None
    purpose: str | None
    channel: str | None
    unit: str | None
    holder: str | None = Field(description="the unit that the case was sent to")
    territory: str | None
    place_code: str | None
    urgency: str | None
    repeat: str | None


class CasePage(Answer):
    """Some cases of a list."""

    items: list[CaseLine]
    next: str | None = Field(description="the cursor of the next page; none at the end")
    newest_event: int = Field(description="the ledger's newest event then: ask for what changed since that number")


class CaseCount(Answer):
    """How many cases a list holds."""

    cases: int
    restricted: int = Field(description="how many of them are restricted")


class ClosedCase(Answer):
    """A restricted case to those who may not see it."""

    case_no: str
    restricted: Literal[True] = True
    status: Status


class History(Answer):
    """What happened to a case, the oldest first."""

    events: list[Event]


class Steps(Answer):
    """What was done with a case, the oldest first."""

    steps: list[Step]


class StepToTell(BaseModel):
    """A step that is told: accept, return, start, progress, extend, decide, deliver, close."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    kind: str = Field(min_length=1, max_length=32, pattern=r"^[a-z-]+$")
    on: date = Field(description="the day on which it was done")
    facts: dict[Annotated[str, Field(pattern="^[a-z_]{1,32}$")], Annotated[str, Field(max_length=4000)]] = Field(
        default={}, max_length=20, description="what the step needs and may hold, by the names of docs/life.md"
    )


class MessageAnswer(Answer):
    """What happened, with the case as it is now: the same as a message of the outbox (docs/schema/message-1.json)."""

    schema_: Literal["laixin.message/1"] = Field(alias="schema")
    key: str = Field(description="the same however often the message is given: apply each key once")
    event: int
    kind: str
    case_no: str
    at: datetime
    as_of_event: int
    status: str
    restricted: bool
    case: CaseRecord | None = Field(description="the case now, masked; none when it is restricted")


class MessagePage(Answer):
    """Messages in the order of their events."""

    messages: list[MessageAnswer]
    next: int = Field(description="ask on with `since` at this number")
    more: bool = Field(description="whether there are more already")


class HitLine(Answer):
    """A case that holds the words."""

    case_no: str
    status: str
    received_on: date
    topic: str | None
    unit: str | None
    passage: str = Field(description="where the first of the words stands, masked, in folded characters")


class HitPage(Answer):
    """Cases that hold the words, the newest first. A page may be short; there are more as long as `next` is given."""

    items: list[HitLine]
    next: str | None


class DueLine(Answer):
    """A clock that runs."""

    case_no: str
    restricted: bool
    clock: str | None = Field(description="by the names of docs/clocks.md; none of a restricted case")
    unit: str | None = Field(description="the unit that must act; none of a restricted case")
    due: date = Field(description="the last day in time")
    days_left: int = Field(description="days from today to the last one; less than 0: overdue")


class DuePage(Answer):
    """Clocks that end soon or have ended, the earliest first."""

    items: list[DueLine]
    next: str | None
    today: date
