"""The queue: one delivery for each (event, subscriber), in the database of the change.

A worker *leases* a delivery in a transaction of its own, which counts the attempt even if the
attempt kills the worker. It then runs the subscriber in a second one, which commits only while the
lease is still its own: the effect in the database and the mark `done` are one, and a worker that
slept through its lease changes nothing.

A lease is short and renewed while its worker lives. One that runs out while `silent` belonged to a
worker that died, so only a worker in the quarantine lane takes that delivery again, alone.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid4

import msgspec

from topsmile.kernel.cause import Cause, Occurrence
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.events import rhythms

Lane = Literal["main", "quarantine"]


class Policy(msgspec.Struct, frozen=True):
    """How patient the queue is. Seconds; attempts include the first."""

    attempts: int = 8
    backoff: float = 2.0
    longest_backoff: float = 3600.0
    lease: float = 10.0
    timeout: float = 30.0


class Delivery(msgspec.Struct, frozen=True):
    """A delivery as its worker holds it."""

    clinic_id: UUID
    id: UUID
    handler: str
    schedule: str | None
    attempts: int
    lease: UUID
    request_id: str
    event_id: UUID | None
    event: str | None
    payload: str | None
    revision: int | None
    occurred_at: datetime | None

    @property
    def cause(self) -> Cause:
        occurrence = None
        if self.event_id and self.event and self.occurred_at:
            occurrence = Occurrence(self.event_id, self.event, self.occurred_at)
        return Cause(self.request_id, actor_role="system", event=occurrence)


async def lease(
    database: Database,
    policy: Policy,
    limit: int,
    lane: Lane = "main",
    crowded: Sequence[str] = (),
) -> list[Delivery]:
    """Take up to `limit` due deliveries of the lane, counting an attempt for each.

    Those of the handlers in `crowded` are left for later.
    """
    now = database.clock.now()
    async with database.unfenced() as connection:
        rows = await connection.fetch(
            """
            with due as (
              select clinic_id, id from delivery
              where state = 'due' and due_at <= $1 and (leased_until is null or leased_until < $1)
                and silent = $5 and handler <> all($8::text[])
              order by due_at limit $2 for update skip locked
            ), leased as (
              update delivery d
              set attempts = attempts + 1, silent = true, lease = $3, leased_until = $4,
                -- should a suspect end without a word once more, its next attempt waits its turn
                due_at = case when $5 then $1 + make_interval(
                  secs => least(power($6::float8, attempts + 1), $7::float8)
                ) else due_at end
              from due where d.clinic_id = due.clinic_id and d.id = due.id
              returning d.*
            )
            select l.clinic_id, l.id, l.handler, l.schedule, l.attempts, l.lease, l.request_id,
              e.id as event_id, e.name as event, e.payload, e.revision, e.occurred_at
            from leased l
            left join queued_event e on e.clinic_id = l.clinic_id and e.id = l.event_id
            order by l.due_at
            """,
            now,
            limit,
            uuid4(),
            now + timedelta(seconds=policy.lease),
            lane == "quarantine",
            policy.backoff,
            policy.longest_backoff,
            list(crowded),
        )
    return [Delivery(**row) for row in rows]


async def renew(database: Database, policy: Policy, held: list[Delivery]) -> None:
    """Keep what this worker is still busy with.

    What a handler's own transaction has locked cannot be taken anyway, and must not be waited for.
    """
    async with database.unfenced() as connection:
        await connection.execute(
            """
            with kept as (
              select d.clinic_id, d.id from delivery d
              join unnest($1::uuid[], $2::uuid[], $3::uuid[]) mine (clinic_id, id, lease)
                on d.clinic_id = mine.clinic_id and d.id = mine.id and d.lease = mine.lease
              where d.state = 'due' and d.leased_until is not null
              for update of d skip locked
            )
            update delivery d set leased_until = $4
            from kept where d.clinic_id = kept.clinic_id and d.id = kept.id
            """,
            [each.clinic_id for each in held],
            [each.id for each in held],
            [each.lease for each in held],
            database.clock.now() + timedelta(seconds=policy.lease),
        )


async def mark_done(tx: Tx, delivery: Delivery) -> bool:
    """True if the delivery was still this worker's; part of the transaction of its effect."""
    return bool(
        await tx.value(
            """
            update delivery set state = 'done', leased_until = null, silent = false, error = null,
              done_at = $4
            where clinic_id = $1 and id = $2 and lease = $3 and state = 'due' returning true
            """,
            delivery.id,
            delivery.lease,
            tx.now,
        )
    )


async def mark_next(tx: Tx, delivery: Delivery, due_at: datetime) -> bool:
    """As `mark_done` for a recurring one: it is due again at `due_at`, with fresh attempts."""
    return bool(
        await tx.value(
            """
            update delivery set due_at = $4, attempts = 0, lease = null, leased_until = null,
              silent = false, error = null, done_at = $5
            where clinic_id = $1 and id = $2 and lease = $3 and state = 'due' returning true
            """,
            delivery.id,
            delivery.lease,
            due_at,
            tx.now,
        )
    )


async def is_ours(tx: Tx, delivery: Delivery) -> bool:
    return bool(
        await tx.value(
            """
            select true from delivery
            where clinic_id = $1 and id = $2 and lease = $3 and state = 'due'
            """,
            delivery.id,
            delivery.lease,
        )
    )


async def put_off(tx: Tx, policy: Policy, delivery: Delivery, error: str) -> bool:
    """Try again later. True if the delivery was still this worker's."""
    wait = wait_after(policy, delivery)
    return bool(
        await tx.value(
            """
            update delivery set due_at = $4, leased_until = null, silent = false, error = $5
            where clinic_id = $1 and id = $2 and lease = $3 and state = 'due' returning true
            """,
            delivery.id,
            delivery.lease,
            # Jitter, so that what failed together does not come back together.
            tx.now + timedelta(seconds=wait * random.uniform(0.75, 1.25)),  # noqa: S311
            error,
        )
    )


def attempts_of(policy: Policy, delivery: Delivery) -> int:
    """How many attempts it has, the first included."""
    rhythm = rhythms.get(delivery.handler)
    return policy.attempts if rhythm is None else len(rhythm) + 1


def wait_after(policy: Policy, delivery: Delivery) -> float:
    """Seconds from the attempt that has just failed to the next."""
    rhythm = rhythms.get(delivery.handler)
    if rhythm is None:
        return min(policy.backoff**delivery.attempts, policy.longest_backoff)
    return rhythm[min(delivery.attempts, len(rhythm)) - 1] if rhythm else 0.0


async def hold(tx: Tx, delivery: Delivery, error: str) -> bool:
    """Stop trying: from here on a person decides. True if the delivery was still this worker's."""
    return bool(
        await tx.value(
            """
            update delivery set state = 'held', leased_until = null, silent = false, error = $4
            where clinic_id = $1 and id = $2 and lease = $3 and state = 'due' returning true
            """,
            delivery.id,
            delivery.lease,
            error,
        )
    )


async def give_back(database: Database, delivery: Delivery, seconds: float = 0.0) -> None:
    """Return what was not finished, due again after so many seconds; no attempt is used up."""
    async with database.unfenced() as connection:
        await connection.execute(
            """
            update delivery set attempts = attempts - 1, leased_until = null, silent = false,
              due_at = $4
            where clinic_id = $1 and id = $2 and lease = $3 and state = 'due'
            """,
            delivery.clinic_id,
            delivery.id,
            delivery.lease,
            database.clock.now() + timedelta(seconds=seconds),
        )
