"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    apply(__file__)
