"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    apply(__file__)
