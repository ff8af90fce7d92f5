"""What a way back may not lose without being told to."""

from alembic import context, op
from sqlalchemy import text

from records import UsageError


def refuse_loss(*tables: str) -> None:
    """Raise UsageError `ledger.downgrade-loses`, with counts, when tables that are to be dropped hold rows.

    Only for what nobody can make anew: rows that follow from others are dropped without a word. The caller of the
    migration may say that the data may go (`drop_data`).
    """
    if context.config.attributes.get("drop_data"):
        return
    counted = {table: op.get_bind().scalar(text(f"SELECT count(*) FROM {table}")) for table in tables}  # noqa: S608
    lost = ", ".join(f"{table} {rows}" for table, rows in counted.items() if rows)
    if lost:
        raise UsageError("ledger.downgrade-loses", lost)
