"""The blind share: which cases were drawn to be judged without the machine's answer, and which are answered."""

import sqlalchemy as sa
from alembic import op

from ledger.migrations.losing import refuse_loss

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the table. Cases that are there already are not drawn later."""
    op.create_table(
        "blind_draws",
        sa.Column("case_no", sa.String(32), nullable=False),
        sa.Column("reading_number", sa.Integer, nullable=False),
        sa.Column("share", sa.Double, nullable=False),
        sa.Column("event_number", sa.Integer, nullable=False),
        sa.Column("answered_event", sa.Integer, nullable=True),
        sa.PrimaryKeyConstraint("case_no", name="pk_blind_draws"),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name="fk_blind_draws_case_no"),
        sa.ForeignKeyConstraint(["event_number"], ["events.number"], name="fk_blind_draws_event_number"),
        sa.ForeignKeyConstraint(["answered_event"], ["events.number"], name="fk_blind_draws_answered_event"),
        sa.UniqueConstraint("event_number", name="uq_blind_draws_event_number"),
        sa.UniqueConstraint("answered_event", name="uq_blind_draws_answered_event"),
    )


def downgrade() -> None:
    """Drop the table."""
    refuse_loss("blind_draws")
    op.drop_table("blind_draws")
