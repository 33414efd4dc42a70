"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    apply(__file__)
