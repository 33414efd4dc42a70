"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    apply(__file__)
