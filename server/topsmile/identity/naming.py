"""What the members of a clinic are called, for whoever shows what they did."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from topsmile.identity import naming_queries
from topsmile.kernel.db import Tx


async def names(tx: Tx, person_ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Those who are, or were, members of the clinic; nobody else."""
    wanted = {each for each in person_ids if each is not None}
    return dict(await naming_queries.names(tx, list(wanted))) if wanted else {}
