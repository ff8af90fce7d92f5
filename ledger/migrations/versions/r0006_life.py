"""Steps, clocks and notices."""

import sqlalchemy as sa
from alembic import op

from ledger.dialects import append_only
from ledger.migrations.losing import refuse_loss

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "steps",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_no", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("before", sa.String(length=16), nullable=False),
        sa.Column("after", sa.String(length=16), nullable=False),
        sa.Column("on", sa.Date, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("facts", sa.Text, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("event_number", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name="fk_steps_case_no"),
        sa.ForeignKeyConstraint(["event_number"], ["events.number"], name="fk_steps_event_number"),
        sa.PrimaryKeyConstraint("id", name="pk_steps"),
        sa.UniqueConstraint("event_number", name="uq_steps_event_number"),
        sa.UniqueConstraint("key", name="uq_steps_key"),
    )
    op.create_index("ix_steps_case_no", "steps", ["case_no"])
    op.create_index("ix_steps_kind", "steps", ["kind"])
    op.create_table(
        "clocks",
        sa.Column("case_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("started", sa.Date, nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("done", sa.Date, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.Text, nullable=True),
        sa.Column("pending", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_clocks_case_id"),
        sa.PrimaryKeyConstraint("case_id", "number", name="pk_clocks"),
    )
    op.create_index("ix_clocks_pending", "clocks", ["pending", "due", "case_id", "number"])
    op.create_index("ix_clocks_unit", "clocks", ["pending", "unit", "due", "case_id", "number"])
    op.create_table(
        "notices",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_no", sa.String(length=32), nullable=False),
        sa.Column("clock", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("due", sa.Date, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_number", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name="fk_notices_case_no"),
        sa.ForeignKeyConstraint(["event_number"], ["events.number"], name="fk_notices_event_number"),
        sa.PrimaryKeyConstraint("id", name="pk_notices"),
        sa.UniqueConstraint("case_no", "clock", "kind", "due", name="uq_notices_case_no_clock_kind_due"),
        sa.UniqueConstraint("event_number", name="uq_notices_event_number"),
    )
    op.create_index("ix_notices_case_no", "notices", ["case_no"])
    for statement in append_only("steps", op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables; clocks follow from steps. A status that steps led to becomes the last that was known before."""
    refuse_loss("steps", "notices")
    op.execute(
        "UPDATE cases SET status = 'confirmed' WHERE status NOT IN ('to-review', 'proposed', 'confirmed', 'split')"
    )
    op.drop_table("notices")
    op.drop_table("clocks")
    op.drop_table("steps")
