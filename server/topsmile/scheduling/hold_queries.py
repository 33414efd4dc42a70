"""SQL of holds: claims that expire and belong to whoever knows their secret."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from topsmile.kernel.db import Tx


class Live(NamedTuple):
    """How many holds there are of a person and from an address, and when the first of them ends."""

    of_holder: int
    from_there: int
    first_expires_at: datetime | None


async def lock_clients(tx: Tx, *clients: bytes | None) -> None:
    """A client's holds are counted and placed one at a time. In order: nobody deadlocks."""
    numbers = {int.from_bytes(each[:8], "big", signed=True) for each in clients if each}
    await tx.run(
        """
        select pg_advisory_xact_lock(number)
        from (select $1::uuid) clinic, unnest($2::bigint[]) number
        """,
        sorted(numbers),
    )


async def live_of(tx: Tx, held_by: bytes, held_from: bytes | None) -> Live:
    return await tx.one(
        Live,
        """
        select count(*) filter (where held_by = $2) as of_holder,
          count(*) filter (where held_from = $3) as from_there,
          min(expires_at) as first_expires_at
        from claim
        where clinic_id = $1 and (held_by = $2 or held_from = $3) and expires_at > $4
        """,
        held_by,
        held_from,
        tx.now,
    )


async def drop_spent(
    tx: Tx, resources: Sequence[UUID], mine: bytes | None, since: datetime, until: datetime
) -> datetime | None:
    """Delete what no longer keeps this time, and the caller's own hold wherever it is.

    Of resources that are locked, and of no others: a visit that was not paid in time may so lose
    its provider's claim and keep its patient's. Answers until when the caller's hold was good.
    """
    until_then: datetime | None = await tx.value(
        """
        with dropped as (
          delete from claim
          where clinic_id = $1 and resource_id = any($2::uuid[]) and expires_at is not null
            and (hold_hash = $3 or (expires_at <= $4 and ends_at > $5
              and ends_at < $6::timestamptz + interval '24 hours' and starts_at < $6))
          returning hold_hash, expires_at
        )
        select max(expires_at) from dropped where hold_hash = $3 and expires_at > $4
        """,
        list(resources),
        mine,
        tx.now,
        since,
        until,
    )
    return until_then


async def insert(
    tx: Tx,
    provider_id: UUID,
    *,
    occupied_from: datetime,
    occupied_until: datetime,
    hold_hash: bytes,
    held_by: bytes,
    held_from: bytes | None,
    expires_at: datetime,
) -> None:
    await tx.run(
        """
        insert into claim (clinic_id, provider_id, during, hold_hash, held_by, held_from,
          expires_at)
        values ($1, $2, tstzrange($3, $4), $5, $6, $7, $8)
        """,
        provider_id,
        occupied_from,
        occupied_until,
        hold_hash,
        held_by,
        held_from,
        expires_at,
    )


async def provider_of(tx: Tx, hold_hash: bytes) -> UUID:
    """Whose time the hold keeps; raises NotFound when there is no such hold."""
    return (
        await tx.one(
            _ProviderId,
            "select provider_id from claim where clinic_id = $1 and hold_hash = $2",
            hold_hash,
        )
    ).provider_id


class _ProviderId(NamedTuple):
    provider_id: UUID


async def delete(tx: Tx, hold_hash: bytes) -> None:
    await tx.run("delete from claim where clinic_id = $1 and hold_hash = $2", hold_hash)


async def forget_abandoned(tx: Tx, most: int) -> None:
    """Expired holds that nobody came for; what a booking is clearing right now is left to it."""
    await tx.run(
        """
        delete from claim
        where clinic_id = $1 and id = any(array(
          select id from claim
          where clinic_id = $1 and held_by is not null and expires_at <= $2
          limit $3 for update skip locked
        ))
        """,
        tx.now,
        most,
    )
