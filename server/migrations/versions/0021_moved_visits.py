"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    apply(__file__)
