"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    apply(__file__)
