from __future__ import annotations

from uuid import UUID

from topsmile.files.models import NOBODY, Row, State, Wanted
from topsmile.kernel.db import Tx

COLUMNS = """
  f.id, f.patient_id, f.appointment_id, f.kind, f.name, f.shared, f.number as newest, f.version,
  f.creator_id, f.creator_role, f.deleted_at, v.number, v.state, v.blob, v.thumbnail,
  v.content_type, v.size, v.thumbnail_size, v.sha256, v.width, v.height, v.pages,
  v.creator_id as sender_id, v.creator_role as sender_role, v.created_at as sent_at,
  (select count(*) from file_version n
   where n.clinic_id = $1 and n.file_id = f.id and n.state = 'ready') as versions"""
# Without a version that is ready, the first is what there is.
NEWEST = """
  file f join file_version v
    on v.clinic_id = $1 and v.file_id = f.id and v.number = coalesce(f.number, 1)"""
# Nobody is shown what is only on its way here. `$2` is the patient who asks, null for staff; of
# what was deleted, patients see what they deleted themselves.
VISIBLE = """
  f.clinic_id = $1 and f.purged_at is null and v.state in ('checking', 'ready', 'refused')
  and ($2::uuid is null or (f.patient_id = $2 and f.shared
    and (f.deleted_at is null or f.deleter_role = 'patient')))"""


async def find(tx: Tx, only: UUID | None, file_id: UUID) -> Row:
    return await tx.one(
        Row, f"select {COLUMNS} from {NEWEST} where {VISIBLE} and f.id = $3", only, file_id
    )


async def find_locked(tx: Tx, only: UUID | None, file_id: UUID) -> Row:
    """The document is locked, and with it who may add a version."""
    await tx.run("select from file where clinic_id = $1 and id = $2 for no key update", file_id)
    return await find(tx, only, file_id)


async def find_version(tx: Tx, only: UUID | None, file_id: UUID, number: int) -> Row:
    return await tx.one(
        Row,
        f"""
        select {COLUMNS}
        from file f join file_version v on v.clinic_id = $1 and v.file_id = f.id
        where {VISIBLE} and f.id = $3 and v.number = $4
        """,
        only,
        file_id,
        number,
    )


async def versions(tx: Tx, only: UUID | None, file_id: UUID) -> list[Row]:
    """Newest first."""
    return await tx.all(
        Row,
        f"""
        select {COLUMNS}
        from file f join file_version v on v.clinic_id = $1 and v.file_id = f.id
        where {VISIBLE} and f.id = $3 order by v.number desc
        """,
        only,
        file_id,
    )


async def listed(
    tx: Tx,
    only: UUID | None,
    patient_id: UUID | None,
    appointment_id: UUID | None,
    kind: str | None,
    before: UUID | None,
    limit: int,
    *,
    deleted: bool,
) -> list[Row]:
    """Newest first, one more than `limit`."""
    return await tx.all(
        Row,
        f"""
        select {COLUMNS} from {NEWEST}
        where {VISIBLE} and (f.deleted_at is not null) = $3
          and ($4::uuid is null or f.patient_id = $4)
          and ($5::uuid is null or f.appointment_id = $5)
          and ($6::text is null or f.kind = $6)
          and ($7::uuid is null or f.id < $7)
        order by f.id desc limit $8
        """,
        only,
        deleted,
        patient_id,
        appointment_id,
        kind,
        before,
        limit + 1,
    )


async def insert(tx: Tx, wanted: Wanted, name: str) -> UUID:
    file_id: UUID = await tx.value(
        """
        insert into file (clinic_id, patient_id, appointment_id, kind, name, shared, created_at,
          creator_id, creator_role)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id
        """,
        wanted.patient_id,
        wanted.appointment_id,
        wanted.kind,
        name,
        wanted.shared,
        tx.now,
        tx.cause.actor_id or NOBODY,
        tx.cause.actor_role,
    )
    return file_id


async def insert_version(
    tx: Tx,
    file_id: UUID,
    state: State,
    charged: int,
    *,
    size: int,
    thumbnail_size: int = 0,
    content_type: str = "",
    sha256: str | None = None,
    width: int | None = None,
    height: int | None = None,
    pages: int | None = None,
) -> tuple[int, UUID, UUID | None, UUID | None]:
    """Its number, and the names its blobs are to have."""
    return await tx.one(
        _places,
        """
        insert into file_version (clinic_id, file_id, number, state, blob, thumbnail, incoming,
          content_type, size, thumbnail_size, sha256, width, height, pages, charged, creator_id,
          creator_role, created_at, changed_at)
        select $1, $2, coalesce(max(number), 0) + 1, $3, gen_random_uuid(),
          case when $6::bigint > 0 then gen_random_uuid() end,
          case when $3 = 'direct' then gen_random_uuid() end,
          $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14
        from file_version where clinic_id = $1 and file_id = $2
        returning number, blob, thumbnail, incoming
        """,
        file_id,
        state,
        content_type,
        size,
        thumbnail_size,
        sha256,
        width,
        height,
        pages,
        charged,
        tx.cause.actor_id or NOBODY,
        tx.cause.actor_role,
        tx.now,
    )


def _places(
    number: int, blob: UUID, thumbnail: UUID | None, incoming: UUID | None
) -> tuple[int, UUID, UUID | None, UUID | None]:
    return number, blob, thumbnail, incoming


async def settle(tx: Tx, file_id: UUID, number: int, before: State, after: State) -> bool:
    """Whether it was still in the state that it leaves."""
    return bool(
        await tx.value(
            """
            update file_version set state = $5, changed_at = $6
            where clinic_id = $1 and file_id = $2 and number = $3 and state = $4 returning true
            """,
            file_id,
            number,
            before,
            after,
            tx.now,
        )
    )


async def show_version(tx: Tx, file_id: UUID, number: int) -> None:
    """From here on it is the newest, unless a later one is already."""
    await tx.run(
        """
        update file set number = $3, version = version + case when number is null then 0 else 1 end
        where clinic_id = $1 and id = $2 and coalesce(number, 0) < $3
        """,
        file_id,
        number,
    )


async def update(tx: Tx, row: Row) -> None:
    await tx.run(
        """
        update file set name = $3, kind = $4, shared = $5, appointment_id = $6, deleted_at = $7,
          deleter_role = case when $7::timestamptz is not null then $8 end, version = version + 1
        where clinic_id = $1 and id = $2
        """,
        row.id,
        row.name,
        row.kind,
        row.shared,
        row.appointment_id,
        row.deleted_at,
        tx.cause.actor_role,
    )


async def patient_exists(tx: Tx, patient_id: UUID) -> bool:
    return bool(
        await tx.value("select true from patient where clinic_id = $1 and id = $2", patient_id)
    )


async def patient_of_visit(tx: Tx, appointment_id: UUID) -> UUID | None:
    found: UUID | None = await tx.value(
        "select patient_id from appointment where clinic_id = $1 and id = $2", appointment_id
    )
    return found


async def forget_version(tx: Tx, file_id: UUID, number: int) -> None:
    """And the document, when that was all there was of it."""
    await tx.run(
        "delete from file_version where clinic_id = $1 and file_id = $2 and number = $3",
        file_id,
        number,
    )
    await tx.run(
        """
        delete from file f where f.clinic_id = $1 and f.id = $2 and not exists (
          select from file_version v where v.clinic_id = $1 and v.file_id = f.id)
        """,
        file_id,
    )
