"""The tables of tokens and accesses, and of which units have which cases."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ledger.clock import Moment
from ledger.tables import Base


class TokenRow(Base):
    """A token by which another program speaks to this one; its secret is kept as a hash alone.

    `scopes` have spaces between. The events vouch for everything that stands here.
    """

    __tablename__ = "tokens"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    event_number: Mapped[int] = mapped_column(ForeignKey("events.number"), unique=True)
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_event: Mapped[int | None] = mapped_column(ForeignKey("events.number"), unique=True)


class AccessRow(Base):
    """That somebody was given what is otherwise masked or withheld: what, to whom, why; append-only.

    `salt` goes into the hash that the event holds, as in reviews.
    """

    __tablename__ = "accesses"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    scope: Mapped[str] = mapped_column(String(32))
    case_no: Mapped[str | None] = mapped_column(String(32), index=True)
    cases: Mapped[int]
    by: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    salt: Mapped[str] = mapped_column(String(32))
    event_number: Mapped[int] = mapped_column(ForeignKey("events.number"), unique=True)


class HoldingRow(Base):
    """That a case is with a unit: it was sent there and not sent back. It follows from the steps."""

    __tablename__ = "holdings"
    __table_args__ = (Index("ix_holdings_unit", "unit", "case_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    unit: Mapped[str] = mapped_column(String(64), primary_key=True)
