"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    apply(__file__)
