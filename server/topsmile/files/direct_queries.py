from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from topsmile.files.inspection import Inspected
from topsmile.files.models import State
from topsmile.kernel.db import Tx


class Pending(NamedTuple):
    """What a browser was told to put into the storage by itself."""

    file_id: UUID
    number: int
    state: State
    blob: UUID
    thumbnail: UUID | None
    incoming: UUID
    size: int
    kind: str
    name: str
    patient_id: UUID | None
    sender_id: UUID


async def pending(tx: Tx, sender_id: UUID, incoming: UUID) -> Pending:
    """Locked. Only who began it finds it."""
    return await tx.one(
        Pending,
        """
        select v.file_id, v.number, v.state, v.blob, v.thumbnail, v.incoming, v.size, f.kind,
          f.name, f.patient_id, v.creator_id as sender_id
        from file_version v join file f on f.clinic_id = $1 and f.id = v.file_id
        where v.clinic_id = $1 and v.incoming = $3 and v.creator_id = $2
          and f.deleted_at is null and v.state <> 'abandoned'
        for no key update of v
        """,
        sender_id,
        incoming,
    )


async def describe(
    tx: Tx, file_id: UUID, number: int, inspected: Inspected, thumbnail_size: int
) -> UUID | None:
    """What it turned out to be; the name its thumbnail is to have."""
    found: UUID | None = await tx.value(
        """
        update file_version
        set content_type = $4, size = $5, thumbnail_size = $6, sha256 = $7, width = $8,
          height = $9, pages = $10, charged = $5::bigint + $6::bigint,
          thumbnail = case when $6::bigint > 0 then gen_random_uuid() end
        where clinic_id = $1 and file_id = $2 and number = $3 returning thumbnail
        """,
        file_id,
        number,
        inspected.content_type,
        inspected.size,
        thumbnail_size,
        inspected.sha256,
        inspected.width,
        inspected.height,
        inspected.pages,
    )
    return found


async def reopen(tx: Tx, file_id: UUID, number: int, size: int) -> None:
    """It waits for its completion once more, at most as large as it was announced."""
    await tx.run(
        """
        update file_version set state = 'direct', size = $4, changed_at = $5
        where clinic_id = $1 and file_id = $2 and number = $3 and state = 'storing'
        """,
        file_id,
        number,
        size,
        tx.now,
    )


async def rename(tx: Tx, file_id: UUID, number: int, name: str) -> None:
    """A document is called as its first version was."""
    await tx.run(
        "update file set name = $4 where clinic_id = $1 and id = $2 and $3::integer = 1",
        file_id,
        number,
        name,
    )
