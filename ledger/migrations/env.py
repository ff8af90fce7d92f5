"""Run by Alembic for every migration: on the connection and in the transaction that the caller opened."""

from alembic import context

from ledger.all_tables import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
