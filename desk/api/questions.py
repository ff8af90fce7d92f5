"""What may be asked of lists, with its limits; a parameter that is not here is refused."""

import re
from datetime import date
from typing import Annotated, Final, Literal

from fastapi import Header, Path, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from desk.api.cursors import MOST_CURSOR
from desk.api.problems import Refusal
from ledger.rows.filters import RowFilters
from records import Status

MOST_ROWS: Final = 200
MOST_EVENTS: Final = 100
"""Messages hold whole cases."""
LAST_EVENT: Final = 2**53 - 1
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INT: Final = re.compile(r"[0-9]{1,16}")
_FLAGS: Final = {"true": True, "false": False}


def _read_day(given: object) -> object:
    if isinstance(given, str) and not _DAY.fullmatch(given):
        raise ValueError("no day")
    return given


def _read_int(given: object) -> object:
    if isinstance(given, str) and not _INT.fullmatch(given):
        raise ValueError("no number")
    return given


def _read_flag(given: object) -> object:
    if isinstance(given, str):
        if given not in _FLAGS:
            raise ValueError("neither true nor false")
        return _FLAGS[given]
    return given


Day = Annotated[date, BeforeValidator(_read_day)]
Number = Annotated[int, BeforeValidator(_read_int)]
EventNumber = Annotated[int, Field(ge=0, le=LAST_EVENT), BeforeValidator(_read_int)]
Flag = Annotated[bool, BeforeValidator(_read_flag)]
Code = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\s\x00-\x1f\x7f]+$")]
CaseNo = Annotated[str, Path(pattern=r"^[0-9]{4}-[A-Z0-9]{1,12}-[0-9]{5,9}$", description="2026-XF-00001")]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key", min_length=8, max_length=128, pattern=r"^[A-Za-z0-9._:-]+$",
        description="made by the caller, a new one for each step: what is sent again with it is written once",
    ),
]  # fmt: skip
IfMatch = Annotated[
    str | None, Header(max_length=128, description="the ETag of the case as the caller knows it; 412 if it changed")
]
IfNoneMatch = Annotated[str | None, Header(max_length=512, description="an ETag; 304 if the case is still the same")]


class Question(BaseModel):
    """The parameters of a request."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


def refuse_parameters(request: Request) -> None:
    """Refuse any parameter where none is known. Raises Refusal `api.invalid`."""
    if request.query_params:
        raise Refusal("api.invalid", ("query.*",))


class ListOfCases(Question):
    """Which cases."""

    status: Status | None = None
    topic: Code | None = Field(default=None, description="first level of the topic tree")
    unit: Code | None = Field(default=None, description="code of the lead unit proposed or decided")
    holder: Code | None = Field(default=None, description="code of the unit that the case was sent to")
    territory: Annotated[str, Field(pattern=r"^[0-9]{2,12}$")] | None = Field(
        default=None, description="division code; with all below it"
    )
    received_from: Day | None = None
    received_to: Day | None = None
    needs_person: Flag | None = None
    restricted: Flag | None = None

    def filters(self) -> RowFilters:
        """What the list holds."""
        return RowFilters(
            status=self.status,
            topic=self.topic,
            unit=self.unit,
            holder=self.holder,
            territory=self.territory,
            received_from=self.received_from,
            received_to=self.received_to,
            needs_person=self.needs_person,
            restricted=self.restricted,
        )


class PagesOfCases(ListOfCases):
    """Which cases, and which page of them."""

    updated_since: EventNumber | None = Field(
        default=None, description="only cases with a newer event, in the order of their events"
    )
    cursor: str | None = Field(default=None, max_length=MOST_CURSOR)
    limit: Number = Field(default=50, ge=1, le=MOST_ROWS)


class Events(Question):
    """From which event on."""

    since: Number = Field(default=0, ge=0, le=LAST_EVENT, description="messages of events with greater numbers")
    limit: Number = Field(default=50, ge=1, le=MOST_EVENTS)


class Due(Question):
    """Which clocks."""

    within: Number = Field(default=3, ge=0, le=366, description="days from today; what is overdue is always there")
    cursor: str | None = Field(default=None, max_length=MOST_CURSOR)
    limit: Number = Field(default=50, ge=1, le=MOST_ROWS)


class Search(Question):
    """Which words."""

    q: str = Field(
        min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]+$", description="words with spaces between"
    )
    cursor: str | None = Field(default=None, max_length=MOST_CURSOR)
    limit: Number = Field(default=20, ge=1, le=MOST_ROWS)


class View(Question):
    """How much of a case."""

    view: Literal["masked", "full"] = Field(
        default="masked", description="full: unmasked; needs the scope cases:full and the header Laixin-Reason"
    )
