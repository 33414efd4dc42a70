"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    apply(__file__)
