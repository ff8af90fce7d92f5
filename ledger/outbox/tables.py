"""The tables of the outbox."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ledger.clock import Moment
from ledger.tables import Base


class MessageRow(Base):
    """That others are to hear of an event; written in the event's transaction.

    It holds no content: what a message says is put together when it is sent, so that a case which was restricted in
    the meantime goes out as a restricted one.
    """

    __tablename__ = "outbox"

    event_number: Mapped[int] = mapped_column(ForeignKey("events.number"), primary_key=True, autoincrement=False)
    case_no: Mapped[str] = mapped_column(String(32), index=True)
    kind: Mapped[str] = mapped_column(String(48))


class TargetRow(Base):
    """Somebody that messages go to.

    `cursor` is the last event that was laid out for it as deliveries, `last_batch` the number of the last batch (of a
    folder or bucket). `failures` counts what went wrong in a row, nothing is sent before `paused_until`, and nothing
    at all while it is `stopped`, which holds the code of why.
    """

    __tablename__ = "targets"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    cursor: Mapped[int] = mapped_column(default=0)
    last_batch: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    paused_until: Mapped[datetime | None] = mapped_column(Moment)
    stopped: Mapped[str | None] = mapped_column(String(64))


class DeliveryRow(Base):
    """A message on its way to a target: `pending`, `delivered`, `dead` or `skipped`.

    A delivered one is removed after a while, a dead one stays until it is replayed or skipped. `claim` is the random
    name under which a worker took it until `claimed_until`; a worker that is killed loses it by the time alone. `batch`
    is the number of the file or object that it was put into, the same however often that is sent.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("target", "event_number"),
        Index("ix_deliveries_open", "target", "state", "event_number"),
        Index("ix_deliveries_case", "target", "case_no", "event_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(ForeignKey("targets.name"))
    event_number: Mapped[int] = mapped_column(ForeignKey("outbox.event_number"))
    case_no: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(16))
    attempts: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime] = mapped_column(Moment)
    claim: Mapped[str | None] = mapped_column(String(32))
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)
    batch: Mapped[int | None]
    code: Mapped[str | None] = mapped_column(String(64))
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
