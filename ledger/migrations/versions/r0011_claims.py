"""Claims: who reads a scan in progress, and until when it is his."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the columns. Nobody has claimed anything yet."""
    op.add_column("arrivals", sa.Column("claimed_by", sa.Text, nullable=True))
    op.add_column("arrivals", sa.Column("claimed_until", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Drop the columns. A claim lives for a minute: none is lost that anybody would miss."""
    with op.batch_alter_table("arrivals") as arrivals:
        arrivals.drop_column("claimed_until")
        arrivals.drop_column("claimed_by")
