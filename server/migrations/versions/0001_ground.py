"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0001"
down_revision = None


def upgrade() -> None:
    apply(__file__)
