"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    apply(__file__)
