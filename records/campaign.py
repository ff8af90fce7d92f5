"""Campaigns: cases listed, worked off and struck off together (专项); a reception day and a visit are two of them."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from records.base import Record

CampaignKind = Literal["campaign", "reception", "visit"]


class EntryRule(Record):
    """Which cases may enter a campaign: those that fit in every point that is given."""

    topics: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    territories: tuple[str, ...] = Field(default=(), description="division codes; a county's holds its townships'")
    matter_classes: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    urgent: bool = False
    repeated: bool = Field(default=False, description="repeat letters alone")
    fewest_letters: int = Field(default=1, ge=1, description="letters on the same matter, this one among them")
    oldest_days: int | None = Field(default=None, ge=0, description="received at least so many days ago")
    received_from: date | None = None
    received_to: date | None = None


class Campaign(Record):
    """A campaign as it stands; each change of it is an event of its own."""

    code: str = Field(pattern=r"^[A-Z0-9][A-Z0-9-]{0,31}$")
    kind: CampaignKind
    name: str = Field(min_length=1, max_length=100)
    starts: date
    ends: date | None
    rule: EntryRule
    by: str
    at: datetime


class CampaignCase(Record):
    """A case in a campaign, as its steps tell; struck off the campaign's list when it was left with a ground."""

    campaign: str
    case_no: str
    list_kind: str | None
    entered_on: date
    leader: str | None
    post: str | None
    due: date | None
    last_progress_on: date | None
    struck_off_on: date | None
    ground: str | None


class Leadership(Record):
    """A leader's charge of a case (包案): from when, until when, and when it last went on."""

    case_no: str
    leader: str
    post: str
    since: date
    until: date | None
    last_progress_on: date | None
    status: str
