"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    apply(__file__)
