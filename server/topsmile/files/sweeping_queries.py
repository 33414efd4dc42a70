from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx


class Left(msgspec.Struct, frozen=True):
    """A version whose blobs are to go, by their names."""

    file_id: UUID
    number: int
    blobs: list[UUID]


async def abandon(tx: Tx, before: datetime) -> int:
    """What was begun and not heard of since: nobody goes on with it from here on."""
    found: int = await tx.value(
        """
        with abandoned as (
          update file_version set state = 'abandoned', changed_at = $3
          where clinic_id = $1 and state in ('direct', 'storing') and changed_at <= $2
          returning number
        )
        select count(*) from abandoned
        """,
        before,
        tx.now,
    )
    return found


async def purge(tx: Tx, deleted_before: datetime) -> int:
    """Documents whose retention is over: nobody brings them back from here on."""
    found: int = await tx.value(
        """
        with purged as (
          update file set purged_at = $3
          where clinic_id = $1 and purged_at is null and deleted_at <= $2 returning id
        )
        select count(*) from purged
        """,
        deleted_before,
        tx.now,
    )
    return found


async def left(tx: Tx, most: int) -> list[Left]:
    return await tx.all(
        Left,
        """
        select v.file_id, v.number,
          array_remove(array[v.blob, v.thumbnail, v.incoming], null) as blobs
        from file_version v join file f on f.clinic_id = $1 and f.id = v.file_id
        where v.clinic_id = $1 and (v.state = 'abandoned' or f.purged_at is not null)
        order by v.file_id, v.number limit $2
        """,
        most,
    )


async def known(tx: Tx) -> list[UUID]:
    """Every name that a blob of the clinic may have."""
    found: list[UUID] = await tx.values(
        """
        select name from file_version, unnest(array[blob, thumbnail,
          case when state in ('direct', 'storing', 'abandoned') then incoming end]) name
        where clinic_id = $1 and state <> 'refused' and name is not null
        """
    )
    return found
