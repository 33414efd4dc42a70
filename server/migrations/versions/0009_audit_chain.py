"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    apply(__file__)
