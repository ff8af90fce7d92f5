"""The tables of steps and clocks."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.clock import Moment
from ledger.tables import Base


class StepRow(Base):
    """A step that somebody took with a case; append-only. `facts` is JSON.

    `salt` goes into the hash that the event holds, as in reviews. `key` is what a caller gave so that the same step,
    told twice, is written once.
    """

    __tablename__ = "steps"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("cases.case_no"), index=True)
    kind: Mapped[str] = mapped_column(String(32), index=True)
    before: Mapped[str] = mapped_column(String(16))
    after: Mapped[str] = mapped_column(String(16))
    on: Mapped[date]
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    facts: Mapped[str] = mapped_column(Text)
    key: Mapped[str | None] = mapped_column(String(80), unique=True)
    salt: Mapped[str] = mapped_column(String(32))
    event_number: Mapped[int] = mapped_column(ForeignKey("events.number"), unique=True)


class ClockRow(Base):
    """A clock that runs or ran on a case, as its record tells; made anew with the case's row.

    It is `pending` while it runs and an authority must act by it: a petitioner's time runs out by itself. `unit` is
    the unit that holds the case, where that must act.
    """

    __tablename__ = "clocks"
    __table_args__ = (
        Index("ix_clocks_pending", "pending", "due", "case_id", "number"),
        Index("ix_clocks_unit", "pending", "unit", "due", "case_id", "number"),
    )

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(32))
    started: Mapped[date]
    due: Mapped[date]
    done: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str | None] = mapped_column(Text)
    pending: Mapped[bool]


class NoticeRow(Base):
    """A reminder, an overdue notice or an escalation that was given, each once."""

    __tablename__ = "notices"
    __table_args__ = (UniqueConstraint("case_no", "clock", "kind", "due"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("cases.case_no"), index=True)
    clock: Mapped[str] = mapped_column(String(32))
    kind: Mapped[str] = mapped_column(String(16))
    due: Mapped[date]
    at: Mapped[datetime] = mapped_column(Moment)
    event_number: Mapped[int] = mapped_column(ForeignKey("events.number"), unique=True)
