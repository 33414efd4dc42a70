"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    apply(__file__)
