from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from topsmile.adapters.hooks import Answer
from topsmile.kernel.db import Tx
from topsmile.webhooks.models import Call, CallAttempt, CallState, Target, Why, webhook_id

CALL = """
  select c.id, c.endpoint_id, c.event_id, c.event, c.body, c.state, c.why, c.request_id,
    c.created_at, c.done_at,
    (
      select greatest(d.due_at, c.not_before) from delivery d
      where d.clinic_id = $1 and d.event_id = c.due_event_id and d.state = 'due'
        and c.state = 'due'
    ) as next_at,
    (
      select coalesce(jsonb_agg(to_jsonb(a) - 'clinic_id' - 'call_id' order by a.number), '[]')
      from webhook_attempt a where a.clinic_id = $1 and a.call_id = c.id
    ) as attempts
  from webhook_call c"""


async def find(tx: Tx, endpoint_id: UUID, call_id: UUID) -> Call:
    return await tx.one(
        _call,
        f"{CALL} where c.clinic_id = $1 and c.endpoint_id = $2 and c.id = $3",
        endpoint_id,
        call_id,
    )


async def listed(
    tx: Tx, endpoint_id: UUID, state: CallState | None, before: UUID | None, limit: int
) -> list[Call]:
    """Newest first, one more than `limit`."""
    return await tx.all(
        _call,
        f"""
        {CALL}
        where c.clinic_id = $1 and c.endpoint_id = $2 and ($3::text is null or c.state = $3)
          and ($4::uuid is null or c.id < $4)
        order by c.id desc limit $5
        """,
        endpoint_id,
        state,
        before,
        limit + 1,
    )


def _call(*, attempts: str, event_id: UUID, **own: Any) -> Call:
    tried = msgspec.json.decode(attempts, type=list[CallAttempt])
    return Call(attempts=tried, webhook_id=webhook_id(event_id), **own)


async def fan_out(tx: Tx, event_id: UUID, event: str, body: str) -> list[UUID]:
    """A call for every endpoint that wants to hear it, once; the ids of those to be made.

    One that is paused has it in its log, where it can be replayed from.
    """
    return await tx.values(
        """
        with written as (
          insert into webhook_call (clinic_id, endpoint_id, event_id, event, body, state, why,
            done_at, request_id, created_at)
          select $1, e.id, $2, $3, $4,
            case when e.paused_at is null then 'due' else 'discarded' end,
            case when e.paused_at is not null then 'paused' end,
            case when e.paused_at is not null then $6::timestamptz end,
            $5, $6
          from webhook_endpoint e
          where e.clinic_id = $1 and e.archived_at is null
            and (e.events = '{}' or $3::text = any(e.events))
          on conflict on constraint one_webhook_call_per_event do nothing
          returning id, state
        )
        select id from written where state = 'due'
        """,
        event_id,
        event,
        body,
        tx.cause.request_id,
        tx.now,
    )


async def insert(tx: Tx, endpoint_id: UUID, event_id: UUID, event: str, body: str) -> UUID:
    found: UUID = await tx.value(
        """
        insert into webhook_call (clinic_id, endpoint_id, event_id, event, body, request_id,
          created_at)
        values ($1, $2, $3, $4, $5, $6, $7) returning id
        """,
        endpoint_id,
        event_id,
        event,
        body,
        tx.cause.request_id,
        tx.now,
    )
    return found


async def target(tx: Tx, call_id: UUID) -> Target | None:
    """The call, locked, with what its endpoint is at this moment."""
    return await tx.maybe(
        Target,
        """
        select c.id, c.endpoint_id, c.event_id, c.event, c.body, c.state, c.not_before,
          c.due_event_id, e.url, e.secret_sealed, e.previous_sealed, e.previous_until, e.paused_at,
          e.archived_at
        from webhook_call c
        join webhook_endpoint e on e.clinic_id = $1 and e.id = c.endpoint_id
        where c.clinic_id = $1 and c.id = $2 for no key update of c
        """,
        call_id,
    )


async def begin_attempt(tx: Tx, call_id: UUID, due_event_id: UUID | None) -> int:
    """Written before it is asked, so that one whose end nobody knows is in the log as well."""
    number: int = await tx.value(
        """
        with counted as (
          update webhook_call
          set attempts = attempts + 1, state = 'due', why = null, not_before = null,
            due_event_id = $3
          where clinic_id = $1 and id = $2 returning attempts
        )
        insert into webhook_attempt (clinic_id, call_id, number, at)
        select $1, $2, counted.attempts, $4 from counted returning number
        """,
        call_id,
        due_event_id,
        tx.now,
    )
    return number


async def record_attempt(tx: Tx, call_id: UUID, number: int, answer: Answer) -> None:
    await tx.run(
        """
        update webhook_attempt set status = $4, ms = $5, error = $6, response_excerpt = $7,
          reason = $8
        where clinic_id = $1 and call_id = $2 and number = $3
        """,
        call_id,
        number,
        answer.status,
        answer.ms,
        answer.error,
        answer.excerpt,
        answer.reason,
    )


async def finish(tx: Tx, call_id: UUID, state: CallState, why: Why | None) -> None:
    """It is over; what was delivered stays so, whatever a straggler says."""
    await tx.run(
        """
        update webhook_call set state = $3, why = $4, done_at = $5, not_before = null
        where clinic_id = $1 and id = $2 and state <> 'delivered'
        """,
        call_id,
        state,
        why,
        tx.now,
    )


async def wait_until(tx: Tx, call_id: UUID, moment: datetime) -> None:
    await tx.run(
        "update webhook_call set not_before = $3 where clinic_id = $1 and id = $2", call_id, moment
    )


async def make_due(tx: Tx, call_id: UUID) -> None:
    await tx.run(
        """
        update webhook_call set state = 'due', why = null, done_at = null, not_before = null
        where clinic_id = $1 and id = $2
        """,
        call_id,
    )


async def forget(tx: Tx, before: datetime) -> None:
    """Calls that are over, with their attempts."""
    await tx.run(
        """
        delete from webhook_attempt a using webhook_call c
        where a.clinic_id = $1 and c.clinic_id = $1 and c.id = a.call_id
          and c.created_at < $2 and c.state <> 'due'
        """,
        before,
    )
    await tx.run(
        "delete from webhook_call where clinic_id = $1 and created_at < $2 and state <> 'due'",
        before,
    )
