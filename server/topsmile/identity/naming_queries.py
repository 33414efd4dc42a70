from __future__ import annotations

from uuid import UUID

from topsmile.kernel.db import Tx


async def names(tx: Tx, person_ids: list[UUID]) -> list[tuple[UUID, str]]:
    return await tx.all(
        _pair,
        """
        select p.id as person_id, p.name from person p
        where p.id = any($2::uuid[]) and exists (
          select from membership m where m.clinic_id = $1 and m.person_id = p.id
        )
        """,
        person_ids,
    )


def _pair(person_id: UUID, name: str) -> tuple[UUID, str]:
    return person_id, name
