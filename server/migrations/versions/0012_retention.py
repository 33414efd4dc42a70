"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    apply(__file__)
