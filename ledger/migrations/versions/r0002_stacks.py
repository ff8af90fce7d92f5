"""Stacks and archives: an arrival may be split, and one that was cut out of another names it."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from records import UsageError

revision = "0002"
down_revision = "0001"

OUTCOME = "outcome IN ('case', 'duplicate', 'quarantined', 'split')"
OUTCOME_BEFORE = "outcome IN ('case', 'duplicate', 'quarantined')"
SOURCE: tuple[tuple[str, Any], ...] = (
    ("source_path_hash", sa.String(64)),
    ("source_device", sa.String(20)),
    ("source_inode", sa.String(20)),
    ("source_mtime_ns", sa.BigInteger()),
)
NEW: tuple[tuple[str, Any], ...] = (
    ("parent_sha256", sa.String(64)),
    ("part", sa.Integer()),
    ("first_page", sa.Integer()),
    ("last_page", sa.Integer()),
    ("doubts", sa.Text()),
    ("scanned_pages", sa.Integer()),
    ("separator_pages", sa.Integer()),
    ("blank_pages", sa.Integer()),
)


def upgrade() -> None:
    """Change the table of arrivals; SQLite copies it, for it cannot change a check."""
    with op.batch_alter_table("arrivals") as arrivals:
        for name, kind in SOURCE:
            arrivals.alter_column(name, existing_type=kind, nullable=True)
        for name, kind in NEW:
            arrivals.add_column(sa.Column(name, kind, nullable=True))
        arrivals.drop_constraint(op.f("ck_arrivals_outcome"), type_="check")
        arrivals.create_check_constraint(op.f("ck_arrivals_outcome"), OUTCOME)
    op.create_index("ix_arrivals_parent_sha256", "arrivals", ["parent_sha256"])


def downgrade() -> None:
    """Change the table back. Letters that were cut out of stacks have no place in it, whatever the caller says."""
    split = sa.text("SELECT count(*) FROM arrivals WHERE outcome = 'split' OR parent_sha256 IS NOT NULL")
    if op.get_bind().scalar(split):
        raise UsageError("ledger.downgrade-never", "arrivals")
    op.drop_index("ix_arrivals_parent_sha256", "arrivals")
    with op.batch_alter_table("arrivals") as arrivals:
        arrivals.drop_constraint(op.f("ck_arrivals_outcome"), type_="check")
        arrivals.create_check_constraint(op.f("ck_arrivals_outcome"), OUTCOME_BEFORE)
        for name, _ in reversed(NEW):
            arrivals.drop_column(name)
        for name, kind in SOURCE:
            arrivals.alter_column(name, existing_type=kind, nullable=False)
