from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.payments.reconciling_models import Difference, Reconciliation

COLUMNS = (
    "id, status, asked_since, started_at, finished_at, payments, refunds, objects, changed,"
    " differences, last_error, by_hand"
)


class Round(msgspec.Struct, frozen=True):
    """A reconciliation under way."""

    id: UUID
    asked_since: datetime
    asked_after: UUID | None


class OpenPayment(msgspec.Struct, frozen=True):
    """What Stripe is to be asked about one by one."""

    id: UUID
    intent: str | None
    account: str
    refunds: int


class Counts(msgspec.Struct, frozen=True):
    payments: int
    refunds: int
    objects: int
    changed: int


class Movement(msgspec.Struct, frozen=True):
    """A balance transaction of Stripe's."""

    id: str
    source: str
    type: str
    amount: int
    fee: int
    currency: str
    created: int


class _Owned(msgspec.Struct, frozen=True):
    stripe_id: str
    payment_id: UUID | None


async def since(tx: Tx, overlap_seconds: int) -> datetime | None:
    """From when on something may have been missed; None for a clinic without payments."""
    found: datetime | None = await tx.value(
        """
        select least(
          coalesce(
            (select max(started_at) from reconciliation where clinic_id = $1 and status = 'done'),
            (select min(created_at) from payment where clinic_id = $1)
          ),
          (select min(asked_at) from payment
           where clinic_id = $1 and intent is null and status in ('pending', 'processing'))
        ) - make_interval(secs => $2)
        from (select $1::uuid) clinic
        """,
        overlap_seconds,
    )
    return found


async def running(tx: Tx, after: datetime) -> Reconciliation | None:
    return await tx.maybe(
        _reconciliation,
        f"""
        select {COLUMNS} from reconciliation
        where clinic_id = $1 and status = 'running' and started_at > $2
        order by started_at desc limit 1
        """,
        after,
    )


async def insert(tx: Tx, asked_since: datetime, *, by_hand: bool) -> Reconciliation:
    return await tx.one(
        _reconciliation,
        f"""
        insert into reconciliation (clinic_id, asked_since, started_at, by_hand, request_id)
        values ($1, $2, $3, $4, $5) returning {COLUMNS}
        """,
        asked_since,
        tx.now,
        by_hand,
        tx.cause.request_id,
    )


async def latest(tx: Tx, limit: int) -> list[Reconciliation]:
    return await tx.all(
        _reconciliation,
        f"""
        select {COLUMNS} from reconciliation where clinic_id = $1
        order by started_at desc, id desc limit $2
        """,
        limit,
    )


def _reconciliation(differences: str, **columns: object) -> Reconciliation:
    read = msgspec.json.decode(differences, type=list[Difference])
    return msgspec.convert({**columns, "differences": read}, Reconciliation)


async def locked(tx: Tx, reconciliation_id: UUID) -> Round | None:
    return await tx.maybe(
        Round,
        """
        select id, asked_since, asked_after from reconciliation
        where clinic_id = $1 and id = $2 and status = 'running' for no key update
        """,
        reconciliation_id,
    )


async def open_payments(
    tx: Tx, after: UUID | None, not_before: datetime, limit: int
) -> list[OpenPayment]:
    """Asked for and not over, or with money on its way back."""
    return await tx.all(
        OpenPayment,
        """
        select p.id, p.intent, p.account, (
          select count(*) from refund r
          where r.clinic_id = $1 and r.payment_id = p.id and r.status = 'pending'
        ) as refunds
        from payment p
        where p.clinic_id = $1 and ($2::uuid is null or p.id > $2) and p.created_at > $3
          and (p.intent is not null or p.asked_at is not null)
          and (p.status in ('pending', 'processing') or exists (
            select from refund r
            where r.clinic_id = $1 and r.payment_id = p.id and r.status = 'pending'
          ))
        order by p.id limit $4
        """,
        after,
        not_before,
        limit,
    )


async def go_on(tx: Tx, round_id: UUID, counts: Counts, after: UUID | None) -> None:
    await tx.run(
        """
        update reconciliation set payments = payments + $3, refunds = refunds + $4,
          objects = objects + $5, changed = changed + $6, asked_after = $7
        where clinic_id = $1 and id = $2
        """,
        round_id,
        counts.payments,
        counts.refunds,
        counts.objects,
        counts.changed,
        after,
    )


async def finish(
    tx: Tx, round_id: UUID, differences: Sequence[Difference], error: str | None = None
) -> None:
    await tx.run(
        """
        update reconciliation set status = case when $4::text is null then 'done' else 'failed' end,
          finished_at = $5, differences = $3::jsonb, last_error = $4
        where clinic_id = $1 and id = $2 and status = 'running'
        """,
        round_id,
        msgspec.json.encode(differences).decode(),
        error,
        tx.now,
    )


async def lock_payments(tx: Tx, payment_ids: list[UUID]) -> None:
    """In id order, as everywhere."""
    await tx.run(
        "select from payment where clinic_id = $1 and id = any($2) order by id for no key update",
        payment_ids,
    )


async def owners(tx: Tx, objects: list[str]) -> dict[str, UUID | None]:
    """Of Stripe's objects, those that are the clinic's: its payments', or payouts (None)."""
    found = await tx.all(
        _Owned,
        """
        select stripe_id, payment_id from payment_fact
        where clinic_id = $1 and stripe_id = any($2)
        union
        select stripe_payout, null from payout where clinic_id = $1 and stripe_payout = any($2)
        """,
        objects,
    )
    return {each.stripe_id: each.payment_id for each in found}


async def keep(tx: Tx, movement: Movement, account: str, payment_id: UUID | None) -> None:
    await tx.run(
        """
        insert into stripe_movement (clinic_id, stripe_movement, source, type, account, amount, fee,
          currency, payment_id, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict on constraint stripe_movement_pkey do nothing
        """,
        movement.id,
        movement.source,
        movement.type,
        account,
        movement.amount,
        movement.fee,
        movement.currency.upper(),
        payment_id,
        datetime.fromtimestamp(movement.created, UTC),
    )


async def differences(tx: Tx, limit: int) -> list[Difference]:
    """By Stripe's object: what it moved, beside what our books say of it."""
    return await tx.all(
        Difference,
        """
        select source, currency, sum(stripe)::bigint as stripe, sum(ledger)::bigint as ledger
        from (
          select m.source, m.currency, m.amount - m.fee as stripe, 0 as ledger
          from stripe_movement m where m.clinic_id = $1
          union all
          select coalesce(m.source, split_part(t.entry, ':', 2)), t.currency, 0, l.amount
          from ledger_transaction t
          join ledger_line l
            on l.clinic_id = $1 and l.transaction_id = t.id and l.account = 'stripe_balance'
          left join stripe_movement m
            on m.clinic_id = $1 and m.stripe_movement = split_part(t.entry, ':', 2)
          where t.clinic_id = $1
        ) each_side
        group by source, currency having sum(stripe) <> sum(ledger)
        order by source limit $2
        """,
        limit,
    )
