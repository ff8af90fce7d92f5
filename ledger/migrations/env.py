"""Run by Alembic for every migration: on the connection and in the transaction that the caller opened."""

from alembic import context

from ledger.tables import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
