"""What staff see of the queue, and decide."""

from __future__ import annotations

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.kernel.errors import NotFound

State = Literal["due", "done", "held", "discarded"]


class HeldDelivery(msgspec.Struct, frozen=True):
    """What a person sees of a delivery."""

    id: UUID
    handler: str
    event: str
    state: State
    error: str | None
    attempts: int
    request_id: str
    due_at: datetime
    created_at: datetime


async def listed(tx: Tx, state: State, before: UUID | None, limit: int) -> list[HeldDelivery]:
    """The clinic's deliveries in that state, newest first, older than `before`."""
    return await tx.all(
        HeldDelivery,
        """
        select d.id, d.handler, coalesce(e.name, d.schedule) as event, d.state, d.error, d.attempts,
          d.request_id, d.due_at, d.created_at
        from delivery d left join event e on e.clinic_id = $1 and e.id = d.event_id
        where d.clinic_id = $1 and d.state = $2 and ($3::uuid is null or d.id < $3)
        order by d.id desc limit $4
        """,
        state,
        before,
        limit,
    )


class HandlerTrouble(msgspec.Struct, frozen=True):
    """`failing` ones have failed before and are still tried."""

    handler: str
    held: int
    failing: int


class QueueSummary(msgspec.Struct, frozen=True):
    """`due` by now, and since when the longest waiting of them has been."""

    due: int
    oldest_age_seconds: float
    held: int
    by_handler: list[HandlerTrouble]


async def summary(tx: Tx) -> QueueSummary:
    """How the clinic's queue is, and whose deliveries have trouble."""
    return await tx.one(
        _summary,
        """
        with waiting as (
          select handler, state, attempts, due_at from delivery
          where clinic_id = $1
            and (state = 'held' or (state = 'due' and (due_at <= $2 or attempts > 0)))
        ), troubled as (
          select handler, count(*) filter (where state = 'held') as held,
            count(*) filter (where state = 'due') as failing
          from waiting where state = 'held' or attempts > 0 group by handler
        )
        select count(*) filter (where state = 'due' and due_at <= $2) as due,
          count(*) filter (where state = 'held') as held,
          coalesce(extract(epoch from $2 - min(due_at) filter (where state = 'due')), 0)::float8
            as oldest,
          (select coalesce(json_agg(troubled order by held desc, handler), '[]') from troubled)
            as by_handler
        from waiting
        """,
        tx.now,
    )


def _summary(due: int, held: int, oldest: float, by_handler: str) -> QueueSummary:
    troubled = msgspec.json.decode(by_handler, type=list[HandlerTrouble])
    return QueueSummary(due, max(0.0, oldest), held, troubled)


async def find(tx: Tx, delivery_id: UUID) -> HeldDelivery:
    return await tx.one(
        HeldDelivery,
        """
        select d.id, d.handler, coalesce(e.name, d.schedule) as event, d.state, d.error, d.attempts,
          d.request_id, d.due_at, d.created_at
        from delivery d left join event e on e.clinic_id = $1 and e.id = d.event_id
        where d.clinic_id = $1 and d.id = $2
        """,
        delivery_id,
    )


async def replay(tx: Tx, delivery_id: UUID) -> None:
    """Try a held delivery again from its first attempt."""
    if not await tx.value(
        """
        update delivery set state = 'due', due_at = $3, attempts = 0, silent = false, lease = null
        where clinic_id = $1 and id = $2 and state = 'held' returning true
        """,
        delivery_id,
        tx.now,
    ):
        raise NotFound


async def replay_of(tx: Tx, event_id: UUID, handler: str) -> bool:
    """As `replay`, by what was to be done about which event; False when that is not held."""
    found: UUID | None = await tx.value(
        """
        select id from delivery
        where clinic_id = $1 and event_id = $2 and handler = $3 and state = 'held'
        for no key update
        """,
        event_id,
        handler,
    )
    if found is None:
        return False
    await replay(tx, found)
    return True


async def discard(tx: Tx, delivery_id: UUID) -> None:
    """Never try a held delivery again."""
    if not await tx.value(
        """
        update delivery set state = 'discarded', done_at = $3
        where clinic_id = $1 and id = $2 and state = 'held' returning true
        """,
        delivery_id,
        tx.now,
    ):
        raise NotFound
