from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.payments.models import RefundReason, RefundStatus, Stored


class StoredRefund(msgspec.Struct, frozen=True):
    """A refund, with what is needed to ask for it."""

    id: UUID
    payment_id: UUID
    appointment_id: UUID
    amount: int
    currency: str
    reason: RefundReason
    status: RefundStatus
    key: str
    stripe_refund: str | None
    intent: str | None
    account: str
    livemode: bool
    created_at: datetime


async def insert(tx: Tx, payment: Stored, amount: int, reason: RefundReason) -> UUID:
    """Its key is made of its id: whoever asks again asks for the same refund."""
    made: UUID = await tx.value(
        """
        with made as (select uuidv7() as id)
        insert into refund (clinic_id, id, payment_id, amount, currency, reason, key, actor_id,
          request_id, created_at)
        select $1, made.id, $2, $3, $4, $5, 'refund-' || made.id, $6, $7, $8 from made
        returning id
        """,
        payment.id,
        amount,
        payment.currency,
        reason,
        tx.cause.actor_id,
        tx.cause.request_id,
        tx.now,
    )
    return made


async def find(tx: Tx, refund_id: UUID) -> StoredRefund:
    return await tx.one(
        StoredRefund,
        """
        select r.id, r.payment_id, p.appointment_id, r.amount, r.currency, r.reason, r.status,
          r.key, r.stripe_refund, p.intent, p.account, p.livemode, r.created_at
        from refund r join payment p on p.clinic_id = $1 and p.id = r.payment_id
        where r.clinic_id = $1 and r.id = $2
        """,
        refund_id,
    )


async def fail(tx: Tx, refund_id: UUID, why: str) -> bool:
    """False where it had come to an end already."""
    failed = await tx.value(
        """
        update refund set status = 'failed', last_error = $3, settled_at = $4
        where clinic_id = $1 and id = $2 and status = 'pending' and stripe_refund is null
        returning true
        """,
        refund_id,
        why[:200],
        tx.now,
    )
    return bool(failed)
