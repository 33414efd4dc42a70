"""The SQL of the same name."""

from topsmile.running.alembic import apply

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    apply(__file__)
