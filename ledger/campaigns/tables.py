"""The tables of campaigns."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ledger.clock import Moment
from ledger.tables import Base


class CampaignRow(Base):
    """A campaign, a reception day or a visit: a name, a time, and a rule by which cases enter (JSON)."""

    __tablename__ = "campaigns"

    code: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text)
    starts: Mapped[date]
    ends: Mapped[date | None]
    rule: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    event_number: Mapped[int] = mapped_column(ForeignKey("events.number"), unique=True)


class CampaignCaseRow(Base):
    """A case in a campaign; it follows from the steps of the case."""

    __tablename__ = "campaign_cases"
    __table_args__ = (Index("ix_campaign_cases_case_no", "case_no"),)

    campaign: Mapped[str] = mapped_column(ForeignKey("campaigns.code"), primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("cases.case_no"), primary_key=True)
    list_kind: Mapped[str | None] = mapped_column(Text)
    entered_on: Mapped[date]
    leader: Mapped[str | None] = mapped_column(Text)
    post: Mapped[str | None] = mapped_column(Text)
    due: Mapped[date | None]
    last_progress_on: Mapped[date | None]
    struck_off_on: Mapped[date | None]
    ground: Mapped[str | None] = mapped_column(Text)
