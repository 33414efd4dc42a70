"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    apply(__file__)
