"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    apply(__file__)
