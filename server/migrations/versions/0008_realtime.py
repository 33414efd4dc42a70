"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    apply(__file__)
