"""The flat rows of the ledger, the words of its cases, and the postings by which both are found."""

import sqlalchemy as sa
from alembic import op

from ledger.rows.postings import drop_statements, make_statements

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "ledger_rows",
        sa.Column("case_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("case_no", sa.String(length=32), nullable=False),
        sa.Column("event_number", sa.Integer, nullable=False),
        sa.Column("restricted", sa.Boolean, nullable=False),
        sa.Column("needs_person", sa.Boolean, nullable=False),
        sa.Column("shows_links", sa.Boolean, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("registered_on", sa.Date, nullable=False),
        sa.Column("closed_on", sa.Date, nullable=True),
        sa.Column("channel_in", sa.Text, nullable=False),
        sa.Column("topic", sa.Text, nullable=True),
        sa.Column("topic2", sa.Text, nullable=True),
        sa.Column("matter_class", sa.String(length=24), nullable=True),
        sa.Column("purpose", sa.String(length=24), nullable=True),
        sa.Column("channel", sa.String(length=24), nullable=True),
        sa.Column("unit", sa.Text, nullable=True),
        sa.Column("holder", sa.Text, nullable=True),
        sa.Column("territory", sa.String(length=16), nullable=True),
        sa.Column("place_code", sa.String(length=16), nullable=True),
        sa.Column("urgency", sa.String(length=16), nullable=True),
        sa.Column("repeat", sa.String(length=16), nullable=True),
        sa.Column("made_with", sa.String(length=16), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_ledger_rows_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_ledger_rows"),
        sa.UniqueConstraint("case_no", name="uq_ledger_rows_case_no"),
    )
    op.create_index("ix_ledger_rows_event_number", "ledger_rows", ["event_number"])
    op.create_index("ix_ledger_rows_made_with", "ledger_rows", ["made_with"])
    op.create_index("ix_ledger_rows_received_on", "ledger_rows", ["received_on", "case_id"])
    op.create_table(
        "search_texts",
        sa.Column("case_id", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("closed", sa.Boolean, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("personal", sa.Text, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_search_texts_case_id"),
        sa.PrimaryKeyConstraint("case_id", name="pk_search_texts"),
    )
    for statement in make_statements(op.get_context().dialect.name):
        op.execute(statement)
    # The rows of cases of before are made when the ledger is opened, some at a time.
    op.execute("INSERT INTO counters (name, last) SELECT 'rows to make', 1 FROM cases LIMIT 1")


def downgrade() -> None:
    """Drop the tables."""
    op.execute("DELETE FROM counters WHERE name = 'rows to make'")
    for statement in drop_statements():
        op.execute(statement)
    op.drop_table("search_texts")
    op.drop_table("ledger_rows")
