from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.payments.models import Purpose, RefundStatus, Status
from topsmile.payments.story import Fact, Facts, State


class Known(msgspec.Struct, frozen=True):
    """What is stored of a payment, as far as Stripe's word can change it or must agree with it."""

    clinic_id: UUID
    id: UUID
    appointment_id: UUID
    purpose: Purpose
    amount: int
    currency: str
    status: Status
    refunded: int
    disputed: bool
    last_error: str | None
    account: str
    livemode: bool
    intent: str | None
    charge: str | None
    method: str | None
    version: int
    withdrawn_at: datetime | None


class KnownRefund(msgspec.Struct, frozen=True):
    id: UUID
    status: RefundStatus
    stripe_refund: str | None


class _Kept(msgspec.Struct, frozen=True):
    fact: str


COLUMNS = (
    "clinic_id, id, appointment_id, purpose, amount, currency, status, refunded, disputed,"
    " last_error, account, livemode, intent, charge, method, version, withdrawn_at"
)


async def locked(tx: Tx, payment_id: UUID) -> Known:
    return await tx.one(
        Known,
        f"select {COLUMNS} from payment where clinic_id = $1 and id = $2 for no key update",
        payment_id,
    )


async def maybe(tx: Tx, payment_id: UUID) -> Known | None:
    return await tx.maybe(
        Known, f"select {COLUMNS} from payment where clinic_id = $1 and id = $2", payment_id
    )


async def about(tx: Tx, objects: list[str]) -> Known | None:
    """The payment that one of these objects of Stripe's belongs to."""
    return await tx.maybe(
        Known,
        f"""
        select {COLUMNS} from payment where clinic_id = $1 and id in (
          select id from payment where clinic_id = $1 and intent = any($2)
          union all
          select payment_id from payment_fact where clinic_id = $1 and stripe_id = any($2)
        ) limit 1
        """,
        objects,
    )


async def facts(tx: Tx, payment_id: UUID) -> Facts:
    kept = await tx.all(
        _Kept, "select fact from payment_fact where clinic_id = $1 and payment_id = $2", payment_id
    )
    found = [msgspec.json.decode(each.fact, type=Fact) for each in kept]
    return {each.key: each for each in found}


async def keep(tx: Tx, payment_id: UUID, changed: Iterable[Fact]) -> None:
    each = list(changed)
    await tx.run(
        """
        insert into payment_fact (clinic_id, payment_id, kind, stripe_id, fact, heard_at)
        select $1, $2, f.kind, f.stripe_id, f.fact::jsonb, $6
        from unnest($3::text[], $4::text[], $5::text[]) f (kind, stripe_id, fact)
        on conflict on constraint payment_fact_pkey
        do update set fact = excluded.fact, heard_at = excluded.heard_at
        """,
        payment_id,
        [fact.kind for fact in each],
        [fact.id for fact in each],
        [msgspec.json.encode(fact).decode() for fact in each],
        tx.now,
    )


async def become(tx: Tx, payment_id: UUID, state: State, status: Status) -> None:
    await tx.run(
        """
        update payment set status = $3, refunded = $4, disputed = $5, last_error = $6,
          intent = coalesce(intent, $7), charge = coalesce($8, charge),
          method = coalesce($9, method), version = version + 1,
          succeeded_at = case when $3 = 'succeeded' then coalesce(succeeded_at, $10)
            else succeeded_at end,
          cancelled_at = case when $3 = 'cancelled' then coalesce(cancelled_at, $10) end
        where clinic_id = $1 and id = $2
        """,
        payment_id,
        status,
        state.refunded,
        state.disputed,
        state.last_error,
        state.intent,
        state.charge,
        state.method,
        tx.now,
    )


async def refund(
    tx: Tx, payment_id: UUID, stripe_refund: str, ours: UUID | None
) -> KnownRefund | None:
    """By what Stripe calls it, or by our own id that it carries."""
    return await tx.maybe(
        KnownRefund,
        """
        select id, status, stripe_refund from refund
        where clinic_id = $1 and payment_id = $2
          and (stripe_refund = $3 or (id = $4 and stripe_refund is null))
        order by stripe_refund nulls last limit 1
        """,
        payment_id,
        stripe_refund,
        ours,
    )


async def insert_refund(tx: Tx, payment_id: UUID, fact: Fact, status: RefundStatus) -> UUID:
    """One that was made in Stripe's own pages; its key can never be asked with."""
    made: UUID = await tx.value(
        """
        insert into refund (clinic_id, payment_id, amount, currency, reason, status, key,
          stripe_refund, last_error, request_id, created_at, settled_at)
        values ($1, $2, $3, $4, 'elsewhere', $5, 'elsewhere-' || $6, $6, nullif($7, ''), $8, $9,
          case when $5 <> 'pending' then $9::timestamptz end)
        returning id
        """,
        payment_id,
        fact.amount,
        fact.currency,
        status,
        fact.id,
        fact.error,
        tx.cause.request_id,
        tx.now,
    )
    return made


async def settle_refund(tx: Tx, refund_id: UUID, fact: Fact, status: RefundStatus) -> None:
    await tx.run(
        """
        update refund set status = $3, stripe_refund = $4, last_error = nullif($5, ''),
          settled_at = case when $3 <> 'pending' then coalesce(settled_at, $6) end
        where clinic_id = $1 and id = $2
        """,
        refund_id,
        status,
        fact.id,
        fact.error,
        tx.now,
    )


async def waiting(tx: Tx, objects: list[str]) -> list[UUID]:
    """Events that were kept because nobody knew these objects yet, or are about to be.

    One that is being judged beside us still says `stored`: it looks before we commit and would
    wait for the hourly look. To hear one twice changes nothing.
    """
    return await tx.values(
        """
        select id from webhook_inbox
        where clinic_id = $1 and state in ('stored', 'unknown') and about && $2::text[] order by id
        """,
        objects,
    )
