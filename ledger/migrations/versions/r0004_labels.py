"""Imported labels and the letters that they are of."""

import sqlalchemy as sa
from alembic import op

from ledger.dialects import append_only
from ledger.migrations.losing import refuse_loss

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "labelled_texts",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_labelled_texts"),
    )
    op.create_table(
        "labels",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("task", sa.String(32), nullable=False),
        sa.Column("answer", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source", sa.String(16), nullable=False),
        sa.Column("reference", sa.Text, nullable=False),
        sa.Column("day", sa.Date, nullable=True),
        sa.Column("group", sa.Text, nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("event_number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_labels"),
        sa.ForeignKeyConstraint(["text_sha256"], ["labelled_texts.sha256"], name="fk_labels_text_sha256"),
        sa.ForeignKeyConstraint(["event_number"], ["events.number"], name="fk_labels_event_number"),
    )
    for column in ("text_sha256", "task", "event_number"):
        op.create_index(f"ix_labels_{column}", "labels", [column])
    for table in ("labelled_texts", "labels"):
        for statement in append_only(table, op.get_context().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    refuse_loss("labels", "labelled_texts")
    op.drop_table("labels")
    op.drop_table("labelled_texts")
