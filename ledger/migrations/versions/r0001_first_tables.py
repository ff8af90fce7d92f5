"""The first tables: arrivals, cases, readings, reviews, and the chain of events."""

import sqlalchemy as sa
from alembic import op

from ledger.dialects import append_only, drop_append_only
from ledger.migrations.losing import refuse_loss

revision = "0001"
down_revision = None

APPEND_ONLY = ("events", "readings", "reviews")


def upgrade() -> None:
    """Make the tables, the counter of events, and the triggers that keep the records."""
    counters = op.create_table(
        "counters",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("last", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_counters"),
    )
    op.bulk_insert(counters, [{"name": "events", "last": 0}])
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_no", sa.String(32), nullable=False),
        sa.Column("scan_sha256", sa.String(64), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reading_number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("case_no", name="uq_cases_case_no"),
        sa.UniqueConstraint("scan_sha256", name="uq_cases_scan_sha256"),
    )
    _make_arrivals()
    op.create_table(
        "events",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("at", sa.String(40), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("case_no", sa.String(32)),
        sa.Column("scan_sha256", sa.String(64)),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("before", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_events"),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name="fk_events_case_no"),
    )
    for column in ("kind", "case_no", "scan_sha256"):
        op.create_index(f"ix_events_{column}", "events", [column])
    _make_readings()
    _make_reviews()
    for table in APPEND_ONLY:
        for statement in append_only(table, op.get_context().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Drop the tables: no ledger is left."""
    refuse_loss("events")
    for table in ("reviews", "readings", "events", "arrivals", "cases", "counters"):
        op.drop_table(table)
    for statement in drop_append_only(op.get_context().dialect.name):
        op.execute(statement)


def _make_arrivals() -> None:
    op.create_table(
        "arrivals",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("batch", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_path_hash", sa.String(64), nullable=False),
        sa.Column("source_device", sa.String(20), nullable=False),
        sa.Column("source_inode", sa.String(20), nullable=False),
        sa.Column("source_mtime_ns", sa.BigInteger, nullable=False),
        sa.Column("source_removed", sa.Boolean, nullable=False),
        sa.Column("outcome", sa.String(16)),
        sa.Column("code", sa.String(64)),
        sa.Column("detail", sa.Text),
        sa.Column("held_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_arrivals"),
        sa.CheckConstraint("outcome IN ('case', 'duplicate', 'quarantined')", name=op.f("ck_arrivals_outcome")),
        sa.CheckConstraint(
            "(code IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'quarantined')", name=op.f("ck_arrivals_code")
        ),
    )
    for column in ("sha256", "source_path_hash", "outcome"):
        op.create_index(f"ix_arrivals_{column}", "arrivals", [column])


def _make_readings() -> None:
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_no", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("stamp_hash", sa.String(64), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("event_number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_readings"),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name="fk_readings_case_no"),
        sa.ForeignKeyConstraint(["event_number"], ["events.number"], name="fk_readings_event_number"),
        sa.UniqueConstraint("case_no", "number", name="uq_readings_case_no_number"),
        sa.UniqueConstraint("case_no", "stamp_hash", name="uq_readings_case_no_stamp_hash"),
        sa.UniqueConstraint("event_number", name="uq_readings_event_number"),
    )


def _make_reviews() -> None:
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_no", sa.String(32), nullable=False),
        sa.Column("field", sa.String(32), nullable=False),
        sa.Column("machine_value", sa.Text, nullable=False),
        sa.Column("human_value", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("note", sa.Text, nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("event_number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name="fk_reviews_case_no"),
        sa.ForeignKeyConstraint(["event_number"], ["events.number"], name="fk_reviews_event_number"),
        sa.UniqueConstraint("event_number", name="uq_reviews_event_number"),
    )
    op.create_index("ix_reviews_case_no", "reviews", ["case_no"])
