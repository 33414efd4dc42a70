"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    apply(__file__)
