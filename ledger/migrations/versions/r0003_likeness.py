"""Like letters: what finds them, their clusters, and the links between their cases."""

import sqlalchemy as sa
from alembic import op

from ledger.dialects import append_only
from ledger.migrations.losing import refuse_loss

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables. Letters read before have no row in them until `laixin relink` is run."""
    op.create_table(
        "likeness",
        sa.Column("id", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("parent", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("restricted_size", sa.Integer, nullable=False),
        sa.Column("restricted", sa.Boolean, nullable=False),
        sa.Column("reading_number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_likeness"),
        sa.ForeignKeyConstraint(["id"], ["cases.id"], name="fk_likeness_id"),
    )
    op.create_table(
        "likeness_keys",
        sa.Column("key", sa.BigInteger, nullable=False, autoincrement=False),
        sa.Column("letter", sa.Integer, nullable=False, autoincrement=False),
        sa.PrimaryKeyConstraint("key", "letter", name="pk_likeness_keys"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "links",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case_no", sa.String(32), nullable=False),
        sa.Column("other_no", sa.String(32), nullable=False),
        sa.Column("other_earlier", sa.Boolean, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("event_number", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_links"),
        sa.ForeignKeyConstraint(["case_no"], ["cases.case_no"], name="fk_links_case_no"),
        sa.ForeignKeyConstraint(["other_no"], ["cases.case_no"], name="fk_links_other_no"),
        sa.ForeignKeyConstraint(["event_number"], ["events.number"], name="fk_links_event_number"),
    )
    for column in ("case_no", "other_no", "event_number"):
        op.create_index(f"ix_links_{column}", "links", [column])
    for statement in append_only("links", op.get_context().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables. What finds like letters is made anew by `laixin relink`; links that were found are not."""
    refuse_loss("links")
    for table in ("links", "likeness_keys", "likeness"):
        op.drop_table(table)
