"""The outbox: messages, targets and deliveries; what other programs may read by SQL.

What happened before is told too: a target that starts from the beginning gets the whole ledger.
"""

import sqlalchemy as sa
from alembic import op

from ledger.migrations.losing import refuse_loss

revision = "0008"
down_revision = "0007"

_COLUMNS = (
    "needs_person", "channel_in", "topic", "topic2", "matter_class", "purpose", "channel", "unit", "territory",
    "place_code", "urgency", "body",
)  # fmt: skip

_SHOWN = {"place_code": "substr(place_code, 1, 9)"}  # to the township

VIEWS = {
    "laixin_cases": ", ".join(
        (
            "SELECT case_no, event_number, restricted, status, received_on, registered_on, closed_on",
            *(f"CASE WHEN restricted THEN NULL ELSE {_SHOWN.get(name, name)} END AS {name}" for name in _COLUMNS),
            'CASE WHEN restricted THEN NULL ELSE "repeat" END AS repeated FROM ledger_rows',
        )
    ),
    "laixin_events": (
        "SELECT outbox.event_number, outbox.case_no, events.at,"
        " CASE WHEN ledger_rows.restricted THEN NULL ELSE outbox.kind END AS kind"
        " FROM outbox JOIN events ON events.number = outbox.event_number"
        " JOIN ledger_rows ON ledger_rows.case_no = outbox.case_no"
    ),
    "laixin_clocks": (
        "SELECT ledger_rows.case_no, clocks.number, clocks.name, clocks.started, clocks.due, clocks.done, clocks.state"
        " FROM clocks JOIN ledger_rows ON ledger_rows.case_id = clocks.case_id WHERE NOT ledger_rows.restricted"
    ),
}
"""Of a restricted case they show its number, status and days, and that something happened."""


def upgrade() -> None:
    """Make the tables and the views, and note the messages of what happened before."""
    op.create_table(
        "outbox",
        sa.Column("event_number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("case_no", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=48), nullable=False),
        sa.ForeignKeyConstraint(["event_number"], ["events.number"], name="fk_outbox_event_number"),
        sa.PrimaryKeyConstraint("event_number", name="pk_outbox"),
    )
    op.create_index("ix_outbox_case_no", "outbox", ["case_no"])
    op.create_table(
        "targets",
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("cursor", sa.Integer, nullable=False),
        sa.Column("last_batch", sa.Integer, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("paused_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stopped", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("name", name="pk_targets"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("target", sa.String(length=32), nullable=False),
        sa.Column("event_number", sa.Integer, nullable=False),
        sa.Column("case_no", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("claim", sa.String(length=32), nullable=True),
        sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("batch", sa.Integer, nullable=True),
        sa.Column("code", sa.String(length=64), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["event_number"], ["outbox.event_number"], name="fk_deliveries_event_number"),
        sa.ForeignKeyConstraint(["target"], ["targets.name"], name="fk_deliveries_target"),
        sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
        sa.UniqueConstraint("target", "event_number", name="uq_deliveries_target_event_number"),
    )
    op.create_index("ix_deliveries_case", "deliveries", ["target", "case_no", "event_number"])
    op.create_index("ix_deliveries_open", "deliveries", ["target", "state", "event_number"])
    op.execute(
        "INSERT INTO outbox (event_number, case_no, kind) SELECT number, case_no, CASE kind"
        " WHEN 'reading.recorded' THEN 'case.read' WHEN 'review.decided' THEN 'case.reviewed'"
        " WHEN 'stack.split' THEN 'case.split' ELSE kind END FROM events WHERE case_no IS NOT NULL AND kind IN"
        " ('case.registered', 'case.copy', 'reading.recorded', 'review.decided', 'stack.split')"
    )
    for name, query in VIEWS.items():
        op.execute(f"CREATE VIEW {name} AS {query}")


def downgrade() -> None:
    """Drop the views and the tables; messages follow from events, what was delivered to whom does not."""
    refuse_loss("targets", "deliveries")
    for name in reversed(VIEWS):
        op.execute(f"DROP VIEW {name}")
    op.drop_table("deliveries")
    op.drop_table("targets")
    op.drop_table("outbox")
