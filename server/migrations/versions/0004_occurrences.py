"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    apply(__file__)
