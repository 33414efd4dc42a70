"""How much is kept, of which quota: counted with each version, given back with it."""

from __future__ import annotations

from uuid import UUID

import msgspec

from topsmile.files.models import NOBODY
from topsmile.kernel.db import Tx


async def charge(tx: Tx, person_id: UUID, size: int, quota: int) -> bool:
    """Count it if it fits; the row stays locked, so that many at once are counted one by one."""
    await tx.run(
        """
        insert into file_usage (clinic_id, person_id, used) values ($1, $2, 0)
        on conflict do nothing
        """,
        person_id,
    )
    return bool(
        await tx.value(
            """
            update file_usage set used = used + $3
            where clinic_id = $1 and person_id = $2 and used + $3 <= $4 returning true
            """,
            person_id,
            size,
            quota,
        )
    )


async def give_back(tx: Tx, person_id: UUID, size: int) -> None:
    """The clinic's row first, as when it is charged: two at once never wait for each other."""
    for whose in (NOBODY, person_id):
        await tx.run(
            """
            update file_usage set used = greatest(0, used - $3)
            where clinic_id = $1 and person_id = $2
            """,
            whose,
            size,
        )


async def used(tx: Tx, person_id: UUID) -> int:
    found: int | None = await tx.value(
        "select used from file_usage where clinic_id = $1 and person_id = $2", person_id
    )
    return found or 0


class Charged(msgspec.Struct, frozen=True):
    """Who sent a version, and what it counts."""

    person_id: UUID
    charged: int


async def uncharge(tx: Tx, file_id: UUID, number: int) -> Charged | None:
    """From here on it counts nothing; what it did."""
    return await tx.maybe(
        Charged,
        """
        update file_version v set charged = 0
        from (select creator_id, charged from file_version
              where clinic_id = $1 and file_id = $2 and number = $3 for update) before
        where v.clinic_id = $1 and v.file_id = $2 and v.number = $3
        returning before.creator_id as person_id, before.charged
        """,
        file_id,
        number,
    )
