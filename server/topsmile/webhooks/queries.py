from __future__ import annotations

from datetime import datetime
from uuid import UUID

from topsmile.kernel.db import Tx
from topsmile.webhooks.models import Endpoint

COLUMNS = """id, url, description, events, previous_until, failing_since, paused_at, paused_why,
  version, archived_at, created_at"""


async def find(tx: Tx, endpoint_id: UUID) -> Endpoint:
    return await tx.one(
        Endpoint,
        f"select {COLUMNS} from webhook_endpoint where clinic_id = $1 and id = $2",
        endpoint_id,
    )


async def find_locked(tx: Tx, endpoint_id: UUID) -> Endpoint:
    return await tx.one(
        Endpoint,
        f"""
        select {COLUMNS} from webhook_endpoint
        where clinic_id = $1 and id = $2 for no key update
        """,
        endpoint_id,
    )


async def listed(tx: Tx, after: UUID | None, limit: int, *, archived: bool) -> list[Endpoint]:
    """Oldest first, one more than `limit`."""
    return await tx.all(
        Endpoint,
        f"""
        select {COLUMNS} from webhook_endpoint
        where clinic_id = $1 and (archived_at is not null) = $2
          and ($3::uuid is null or id > $3)
        order by id limit $4
        """,
        archived,
        after,
        limit + 1,
    )


async def lock_count(tx: Tx) -> int:
    """How many there are; until this transaction ends, nobody else of the clinic adds one."""
    await tx.run("select pg_advisory_xact_lock(hashtext('webhooks'), hashtext($1::uuid::text))")
    found: int = await tx.value(
        "select count(*) from webhook_endpoint where clinic_id = $1 and archived_at is null"
    )
    return found


async def new_id(tx: Tx) -> UUID:
    """Known before the row is: the secret is sealed for it."""
    found: UUID = await tx.value("select uuidv7() from (select $1::uuid) clinic")
    return found


async def insert(
    tx: Tx, endpoint_id: UUID, url: str, description: str, events: list[str], sealed: bytes
) -> Endpoint:
    return await tx.one(
        Endpoint,
        f"""
        insert into webhook_endpoint (clinic_id, id, url, description, events, secret_sealed,
          created_at)
        values ($1, $2, $3, $4, $5, $6, $7) returning {COLUMNS}
        """,
        endpoint_id,
        url,
        description,
        events,
        sealed,
        tx.now,
    )


async def update(tx: Tx, endpoint: Endpoint) -> Endpoint:
    return await tx.one(
        Endpoint,
        f"""
        update webhook_endpoint
        set url = $3, description = $4, events = $5, failing_since = $6, paused_at = $7,
          paused_why = $8, archived_at = $9, version = version + 1
        where clinic_id = $1 and id = $2 returning {COLUMNS}
        """,
        endpoint.id,
        endpoint.url,
        endpoint.description,
        endpoint.events,
        endpoint.failing_since,
        endpoint.paused_at,
        endpoint.paused_why,
        endpoint.archived_at,
    )


async def rotate(tx: Tx, endpoint_id: UUID, sealed: bytes, until: datetime) -> Endpoint:
    return await tx.one(
        Endpoint,
        f"""
        update webhook_endpoint
        set previous_sealed = secret_sealed, previous_until = $4, secret_sealed = $3,
          version = version + 1
        where clinic_id = $1 and id = $2 returning {COLUMNS}
        """,
        endpoint_id,
        sealed,
        until,
    )


async def answers(tx: Tx, endpoint_id: UUID) -> None:
    await tx.run(
        """
        update webhook_endpoint set failing_since = null
        where clinic_id = $1 and id = $2 and failing_since is not null
        """,
        endpoint_id,
    )


async def fails(tx: Tx, endpoint_id: UUID) -> None:
    await tx.run(
        """
        update webhook_endpoint set failing_since = $3
        where clinic_id = $1 and id = $2 and failing_since is null
        """,
        endpoint_id,
        tx.now,
    )


async def forget_previous_secrets(tx: Tx) -> None:
    await tx.run(
        """
        update webhook_endpoint set previous_sealed = null, previous_until = null
        where clinic_id = $1 and previous_until <= $2
        """,
        tx.now,
    )
