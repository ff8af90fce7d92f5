"""The tables of flat rows: what lists, exports, searches and figures are made from."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ledger.tables import Base


class LedgerRow(Base):
    """A case as everybody may see it, masked; made anew in the transaction of every event that touches the case.

    It follows from the other tables. The columns are what lists are filtered and figures counted by; of a restricted
    case they are empty but for its number, status, days, and whether a person must look at it. `body` is the JSON of
    the masked flat row without what other cases decide: links and the size of the cluster are looked up when a row is
    given out, if `shows_links`. `event_number` is the newest event of the case, `made_with` tells the versions of
    the rows and of the vocabulary that made it.

    Lists with filters are read from the postings (`postings.py`); the indexes here are for figures and for finding
    rows that are out of date.
    """

    __tablename__ = "ledger_rows"
    __table_args__ = (Index("ix_ledger_rows_received_on", "received_on", "case_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    case_no: Mapped[str] = mapped_column(String(32), unique=True)
    event_number: Mapped[int] = mapped_column(index=True)
    restricted: Mapped[bool]
    needs_person: Mapped[bool]
    shows_links: Mapped[bool]
    status: Mapped[str] = mapped_column(String(16))
    received_on: Mapped[date]
    registered_on: Mapped[date]
    closed_on: Mapped[date | None]
    channel_in: Mapped[str] = mapped_column(Text)
    topic: Mapped[str | None] = mapped_column(Text)
    topic2: Mapped[str | None] = mapped_column(Text)
    matter_class: Mapped[str | None] = mapped_column(String(24))
    purpose: Mapped[str | None] = mapped_column(String(24))
    channel: Mapped[str | None] = mapped_column(String(24))
    unit: Mapped[str | None] = mapped_column(Text)
    holder: Mapped[str | None] = mapped_column(Text)
    territory: Mapped[str | None] = mapped_column(String(16))
    place_code: Mapped[str | None] = mapped_column(String(16))
    urgency: Mapped[str | None] = mapped_column(String(16))
    repeat: Mapped[str | None] = mapped_column(String(16))
    made_with: Mapped[str] = mapped_column(String(16), index=True)
    body: Mapped[str] = mapped_column(Text)


class SearchTextRow(Base):
    """The words of a case that a search looks into, folded: one form for each character.

    `words` are those that everybody may search, persons masked in them; `personal` the names, numbers and addresses,
    for those alone who may see them. Of a restricted case (`closed`) both are for those alone who may see restricted
    cases. It follows from the other tables, as `ledger_rows` does.
    """

    __tablename__ = "search_texts"

    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    closed: Mapped[bool]
    words: Mapped[str] = mapped_column(Text)
    personal: Mapped[str] = mapped_column(Text)
