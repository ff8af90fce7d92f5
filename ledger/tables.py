"""The tables. They hold no SQL of one database alone; what differs stands in `dialects.py`.

`events`, `readings`, `reviews`, `links`, `labels` and `labelled_texts` are append-only: triggers in the database refuse
every change.
A change here needs a migration in `migrations/versions/`; a test compares the two.
"""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Double, ForeignKey, MetaData, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from ledger.clock import Moment


class Base(DeclarativeBase):
    """The ledger's tables."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class CounterRow(Base):
    """The last number given out under a name.

    It is raised in the transaction that uses the number, so a number is never skipped. The row `events`
    is also what every writer locks first: the chain of events has one end.
    """

    __tablename__ = "counters"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    last: Mapped[int]


class CaseRow(Base):
    """One distinct scan that was read. `reading_number` names its current reading."""

    __tablename__ = "cases"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(String(32), unique=True)
    scan_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    status: Mapped[str] = mapped_column(String(16))
    registered_at: Mapped[datetime] = mapped_column(Moment)
    reading_number: Mapped[int]


class ArrivalRow(Base):
    """One file taken in, or one letter cut out of it. The same scan may arrive several times.

    Device and inode are decimal text: some file systems use all 64 bits, and the databases' integers have a sign. What
    was cut out of a stack or unpacked from an archive never lay in the inbox: it has no source but a parent. The counts
    of pages are those of a stack that was split; an archive has none. A claim counts as long as there is no outcome.
    """

    __tablename__ = "arrivals"
    __table_args__ = (
        CheckConstraint("outcome IN ('case', 'duplicate', 'quarantined', 'split')", name="outcome"),
        CheckConstraint("(code IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'quarantined')", name="code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    batch: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int] = mapped_column(BigInteger)
    media_type: Mapped[str] = mapped_column(Text)
    channel: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(Moment)
    source_path_hash: Mapped[str | None] = mapped_column(String(64), index=True)
    source_device: Mapped[str | None] = mapped_column(String(20))
    source_inode: Mapped[str | None] = mapped_column(String(20))
    source_mtime_ns: Mapped[int | None] = mapped_column(BigInteger)
    source_removed: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None] = mapped_column(String(16), index=True)
    code: Mapped[str | None] = mapped_column(String(64))
    detail: Mapped[str | None] = mapped_column(Text)
    held_at: Mapped[datetime | None] = mapped_column(Moment)
    parent_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    part: Mapped[int | None]
    first_page: Mapped[int | None]
    last_page: Mapped[int | None]
    doubts: Mapped[str | None] = mapped_column(Text)
    scanned_pages: Mapped[int | None]
    separator_pages: Mapped[int | None]
    blank_pages: Mapped[int | None]
    claimed_by: Mapped[str | None] = mapped_column(Text)
    claimed_until: Mapped[datetime | None] = mapped_column(Moment)


class EventRow(Base):
    """A link of the chain. `at` and `data` are kept as the very text that was hashed."""

    __tablename__ = "events"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(String(32), index=True)
    at: Mapped[str] = mapped_column(String(40))
    by: Mapped[str] = mapped_column(Text)
    case_no: Mapped[str | None] = mapped_column(ForeignKey("cases.case_no"), index=True)
    scan_sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    data: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ReadingRow(Base):
    """A reading, kept whole as JSON; the event that recorded it holds its hash."""

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("case_no", "number"), UniqueConstraint("case_no", "stamp_hash"))

    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("cases.case_no"))
    number: Mapped[int]
    stamp_hash: Mapped[str] = mapped_column(String(64))
    body: Mapped[str] = mapped_column(Text)
    event_number: Mapped[int] = mapped_column(ForeignKey("events.number"), unique=True)


class ReviewRow(Base):
    """What a person decided about a field; values are JSON.

    `salt` goes into the hash that the event holds: without it the hash of a telephone number could be
    turned back by trying them all.
    """

    __tablename__ = "reviews"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("cases.case_no"), index=True)
    field: Mapped[str] = mapped_column(String(32))
    machine_value: Mapped[str] = mapped_column(Text)
    human_value: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    event_number: Mapped[int] = mapped_column(ForeignKey("events.number"), unique=True)


class LikenessRow(Base):
    """What is known of a case's likeness to others; its number is the case's. It follows from the readings and links.

    Letters on one matter form a cluster: each row names the one that it was joined to, the first of all names itself
    and counts the cluster's letters, and how many of them are restricted.
    """

    __tablename__ = "likeness"

    id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True, autoincrement=False)
    parent: Mapped[int]
    size: Mapped[int]
    restricted_size: Mapped[int]
    restricted: Mapped[bool]
    reading_number: Mapped[int]


class LikenessKeyRow(Base):
    """A key by which letters are found: a hash of words, or a keyed hash of a sender's number.

    Its key is the whole row, so in SQLite the index is the table; no reference to the case, which would be looked up
    for each of a letter's forty rows.
    """

    __tablename__ = "likeness_keys"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it as it stands

    key: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    letter: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class LinkRow(Base):
    """That two letters are alike, found when the one of `case_no` was read; the newest row of a pair counts.

    `salt` goes into the hash that the event holds, as in reviews: which cases are linked would else be found by trying.
    """

    __tablename__ = "links"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_no: Mapped[str] = mapped_column(ForeignKey("cases.case_no"), index=True)
    other_no: Mapped[str] = mapped_column(ForeignKey("cases.case_no"), index=True)
    other_earlier: Mapped[bool]
    body: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    event_number: Mapped[int] = mapped_column(ForeignKey("events.number"), index=True)


class BlindRow(Base):
    """A case drawn for a person to judge without the machine's answer: of which reading, at which share.

    `event_number` is the event of the draw, `answered_event` that of the answer, none while it is open.
    """

    __tablename__ = "blind_draws"

    case_no: Mapped[str] = mapped_column(ForeignKey("cases.case_no"), primary_key=True)
    reading_number: Mapped[int]
    share: Mapped[float] = mapped_column(Double)
    event_number: Mapped[int] = mapped_column(ForeignKey("events.number"), unique=True)
    answered_event: Mapped[int | None] = mapped_column(ForeignKey("events.number"), unique=True)


class LabelledTextRow(Base):
    """A letter that labels were imported for; its key is the hash of its words, so that it vouches for itself."""

    __tablename__ = "labelled_texts"

    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)


class LabelRow(Base):
    """An imported label; those from reviews are reviews. All rows of one import share one event.

    `day` and `group` are what the import said of the letter. `salt` goes into the hash that the event holds, as in
    reviews.
    """

    __tablename__ = "labels"

    id: Mapped[int] = mapped_column(primary_key=True)
    text_sha256: Mapped[str] = mapped_column(ForeignKey("labelled_texts.sha256"), index=True)
    task: Mapped[str] = mapped_column(String(32), index=True)
    answer: Mapped[str] = mapped_column(Text)
    by: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(Moment)
    source: Mapped[str] = mapped_column(String(16))
    reference: Mapped[str] = mapped_column(Text)
    day: Mapped[date | None]
    group: Mapped[str] = mapped_column(Text)
    salt: Mapped[str] = mapped_column(String(32))
    event_number: Mapped[int] = mapped_column(ForeignKey("events.number"), index=True)
