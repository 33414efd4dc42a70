"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    apply(__file__)
