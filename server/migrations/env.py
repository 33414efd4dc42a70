"""Alembic asks this file how to run. The connection comes from `topsmile.running.alembic`."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
