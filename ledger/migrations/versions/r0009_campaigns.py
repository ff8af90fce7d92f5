"""Campaigns and the cases in them."""

import sqlalchemy as sa
from alembic import op

from ledger.migrations.losing import refuse_loss

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "campaigns",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("starts", sa.Date, nullable=False),
        sa.Column("ends", sa.Date, nullable=True),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_number", sa.Integer, nullable=False),
        sa.ForeignKeyConstraint(["event_number"], ["events.number"], name="fk_campaigns_event_number"),
        sa.PrimaryKeyConstraint("code", name="pk_campaigns"),
        sa.UniqueConstraint("event_number", name="uq_campaigns_event_number"),
    )
    op.create_table(
        "campaign_cases",
        sa.Column("campaign", sa.String(length=32), nullable=False),
        sa.Column("case_no", sa.String(length=32), nullable=False),
        sa.Column("list_kind", sa.Text, nullable=True),
        sa.Column("entered_on", sa.Date, nullable=False),
        sa.Column("leader", sa.Text, nullable=True),
        sa.Column("post", sa.Text, nullable=True),
        sa.Column("due", sa.Date, nullable=True),
        sa.Column("last_progress_on", sa.Date, nullable=True),
        sa.Column("struck_off_on", sa.Date, nullable=True),
        sa.Column("ground", sa.Text, nullable=True),
        sa.ForeignKeyConstraint(["campaign"], ["campaigns.code"], name="fk_campaign_cases_campaign"),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name="fk_campaign_cases_case_no"),
        sa.PrimaryKeyConstraint("campaign", "case_no", name="pk_campaign_cases"),
    )
    op.create_index("ix_campaign_cases_case_no", "campaign_cases", ["case_no"])


def downgrade() -> None:
    """Drop the tables."""
    refuse_loss("campaigns")
    op.drop_table("campaign_cases")
    op.drop_table("campaigns")
