"""Runs the migrations inside the transaction of `Database.migrate`."""

from alembic import context

from assistant.casework.store.tables import Table

context.configure(
    connection=context.config.attributes["connection"], target_metadata=Table.metadata
)
context.run_migrations()
