"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    apply(__file__)
