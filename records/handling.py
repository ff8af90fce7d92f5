"""How a case was handled and what came of it: the columns 办理 and 结果 of an office's ledger, from its steps."""

from datetime import date
from typing import Literal

from pydantic import Field

from records.base import Record

Outcome = Literal["resolved", "persuaded", "assisted", "lawful"]
"""Regulation on Petition Work (2022), article 27: resolved, persuaded, assisted, or dealt with by law."""
Satisfaction = Literal["satisfied", "mostly", "dissatisfied"]


class ReturnVisit(Record):
    """A return visit (回访): how, with what result, whether the petitioner was reached."""

    on: date
    manner: str
    result: str
    reached: bool


class LeaderInCharge(Record):
    """The leader who has taken a hard case on (包案, article 18)."""

    name: str
    post: str
    since: date
    until: date | None = None


class HigherReview(Record):
    """A review (复查, article 35) or re-review (复核, article 36) by the level above."""

    applied_on: date
    unit: str
    decided_on: date | None = None
    opinion: str | None = Field(default=None, description="uphold, change or revoke")
    paper_no: str | None = None
    delivered_on: date | None = None
    hearing_days: int | None = Field(default=None, description="days of hearing, which do not count")


class Handling(Record):
    """A summary of the steps that stand. It follows from them; nothing of it is written by itself.

    What belongs to one round of handling (acceptance, decision, reviews, outcome) begins anew when a case is reopened;
    counts, visits, leader and campaigns go on.
    """

    way: str | None = Field(default=None, description="kind of step that sent the case on its way: forward, keep, …")
    unit: str | None = Field(default=None, description="code of the unit that has it, or had it last")
    co_units: tuple[str, ...] = ()
    official: str | None = Field(default=None, description="who handles it there")
    forwarded_on: date | None = Field(default=None, description="sent on its way, the last time")
    report_due: date | None = Field(default=None, description="when the unit it was assigned to must report")
    returned: int = Field(default=0, description="how often a unit objected")
    returned_on: date | None = None
    accepted_on: date | None = None
    notified_on: date | None = Field(default=None, description="the petitioner was told, the first time")
    notified_manner: str | None = None
    extended_on: date | None = None
    extended_days: int | None = None
    extended_until: date | None = Field(default=None, description="the last day with the days added")
    extension_approver: str | None = None
    decided_on: date | None = None
    opinion: str | None = Field(default=None, description="support, explain or decline (article 32)")
    paper_no: str | None = Field(default=None, description="number of the written opinion or reply")
    delivered_on: date | None = None
    delivery_manner: str | None = None
    signed: str | None = Field(default=None, description="signed or refused")
    petitioner_view: str | None = Field(default=None, description="agree, disagree or none")
    review: HigherReview | None = None
    re_review: HigherReview | None = None
    refusal: str | None = Field(default=None, description="ground on which it was not, or no longer, accepted")
    closed_on: date | None = None
    outcome: tuple[Outcome, ...] = ()
    satisfaction: Satisfaction | None = Field(default=None, description="with the unit that handled it")
    satisfaction_office: Satisfaction | None = Field(default=None, description="with the petition office")
    visits: tuple[ReturnVisit, ...] = ()
    leader: LeaderInCharge | None = None
    instructions: int = Field(default=0, description="how often a leader wrote on it")
    urged: int = Field(default=0, description="how often the unit was urged")
    urged_on: date | None = None
    progress_on: date | None = Field(default=None, description="progress was last told")
    struck_off_on: date | None = None
    strike_off_ground: str | None = None
    strike_off_approver: str | None = None
    archive_no: str | None = None
    merged_into: str | None = None
    campaigns: tuple[str, ...] = Field(default=(), description="codes of the campaigns on whose lists it is")
    reopened: int = 0
