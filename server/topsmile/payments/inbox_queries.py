from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.kernel.ground import Ground

State: TypeAlias = Literal["stored", "applied", "unknown", "refused", "ignored"]


class Arrival(msgspec.Struct, frozen=True):
    """An event as it is written down. `about`: the Stripe objects that it belongs to."""

    stripe_event: str
    type: str
    account: str
    livemode: bool
    said_at: datetime
    object: str
    object_id: str
    about: list[str]
    body: str
    clinic_id: UUID | None
    state: State


class Stored(msgspec.Struct, frozen=True):
    id: UUID
    type: str
    account: str
    livemode: bool
    said_at: datetime
    about: list[str]
    body: str
    state: State


async def insert(ground: Ground, arrival: Arrival) -> UUID | None:
    """None if it had been told before."""
    made: UUID | None = await ground.value(
        """
        insert into webhook_inbox (stripe_event, type, account, livemode, said_at, object,
          object_id, about, body, clinic_id, state, request_id, received_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict on constraint one_inbox_row_per_stripe_event do nothing returning id
        """,
        arrival.stripe_event,
        arrival.type,
        arrival.account,
        arrival.livemode,
        arrival.said_at,
        arrival.object,
        arrival.object_id,
        arrival.about,
        arrival.body,
        arrival.clinic_id,
        arrival.state,
        ground.cause.request_id,
        ground.now,
    )
    return made


async def clinic_of_objects(ground: Ground, account: str, objects: list[str]) -> UUID | None:
    """The clinic that an earlier event about one of them was for."""
    found: UUID | None = await ground.value(
        """
        select clinic_id from webhook_inbox
        where about && $2::text[] and account = $1 and clinic_id is not null limit 1
        """,
        account,
        objects,
    )
    return found


async def adopt(ground: Ground, clinic_id: UUID, account: str, objects: list[str]) -> list[UUID]:
    """Give the clinic what was heard of these objects before anybody knew whose they are."""
    rows = await ground.connection.fetch(
        """
        update webhook_inbox set clinic_id = $1, state = 'stored'
        where about && $3::text[] and account = $2 and clinic_id is null and state = 'unknown'
        returning id
        """,
        clinic_id,
        account,
        objects,
    )
    return [row["id"] for row in rows]


async def locked(tx: Tx, inbox_id: UUID) -> Stored | None:
    return await tx.maybe(
        Stored,
        """
        select id, type, account, livemode, said_at, about, body, state from webhook_inbox
        where clinic_id = $1 and id = $2 for no key update
        """,
        inbox_id,
    )


async def settle(
    tx: Tx, inbox_id: UUID, state: State, payment_id: UUID | None = None, reason: str | None = None
) -> None:
    await tx.run(
        """
        update webhook_inbox set state = $3, payment_id = coalesce($4, payment_id), reason = $5,
          settled_at = $6
        where clinic_id = $1 and id = $2
        """,
        inbox_id,
        state,
        payment_id,
        reason,
        tx.now,
    )


async def unsettled(tx: Tx, since: datetime, before: datetime) -> list[UUID]:
    return await tx.values(
        """
        select id from webhook_inbox
        where clinic_id = $1 and state in ('stored', 'unknown')
          and received_at between $2 and $3 order by id limit 1000
        """,
        since,
        before,
    )


async def forget(tx: Tx, before: datetime) -> None:
    """What was never understood says as much of its payer. What waits to be applied stays."""
    await tx.run(
        """
        delete from webhook_inbox
        where clinic_id = $1 and received_at < $2 and state <> 'stored'
        """,
        before,
    )


async def forget_nobodys(ground: Ground, before: datetime) -> None:
    """A few at a time, the oldest first, whenever there is one more of them."""
    await ground.run(
        """
        delete from webhook_inbox where id in (
          select id from webhook_inbox where clinic_id is null and received_at < $1
          order by received_at limit 10 for update skip locked
        )
        """,
        before,
    )
