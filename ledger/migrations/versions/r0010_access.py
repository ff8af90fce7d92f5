"""Tokens, the account of accesses, and which units have which cases."""

import sqlalchemy as sa
from alembic import op

from ledger.dialects import append_only
from ledger.migrations.losing import refuse_loss

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("scopes", sa.Text, nullable=False),
        sa.Column("unit", sa.Text, nullable=True),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_number", sa.Integer, nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_event", sa.Integer, nullable=True),
        sa.ForeignKeyConstraint(["event_number"], ["events.number"], name="fk_tokens_event_number"),
        sa.ForeignKeyConstraint(["revoked_event"], ["events.number"], name="fk_tokens_revoked_event"),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("event_number", name="uq_tokens_event_number"),
        sa.UniqueConstraint("hash", name="uq_tokens_hash"),
        sa.UniqueConstraint("name", name="uq_tokens_name"),
        sa.UniqueConstraint("revoked_event", name="uq_tokens_revoked_event"),
    )
    op.create_table(
        "accesses",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("scope", sa.String(length=32), nullable=False),
        sa.Column("case_no", sa.String(length=32), nullable=True),
        sa.Column("cases", sa.Integer, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("event_number", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["event_number"], ["events.number"], name="fk_accesses_event_number"),
        sa.PrimaryKeyConstraint("id", name="pk_accesses"),
        sa.UniqueConstraint("event_number", name="uq_accesses_event_number"),
    )
    op.create_index("ix_accesses_case_no", "accesses", ["case_no"])
    op.create_table(
        "holdings",
        sa.Column("case_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("unit", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_holdings_case_id"),
        sa.PrimaryKeyConstraint("case_id", "unit", name="pk_holdings"),
    )
    op.create_index("ix_holdings_unit", "holdings", ["unit", "case_id"])
    for statement in append_only("accesses", op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables; which units have which cases follows from steps."""
    refuse_loss("tokens", "accesses")
    op.drop_table("holdings")
    op.drop_table("accesses")
    op.drop_table("tokens")
