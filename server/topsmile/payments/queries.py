from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.kernel.money import Money
from topsmile.payments.models import Purpose, Refund, RefundReason, RefundStatus, Status, Stored

COLUMNS = """
p.id, p.version, p.appointment_id, p.patient_id, p.purpose, p.amount, p.currency, p.status,
p.refunded, p.disputed, p.last_error, p.key, p.asks::text as asks, p.asked_at, p.account,
p.livemode, p.intent, p.card_id, p.keeps_card, p.off_session, p.method, p.created_at,
p.succeeded_at, p.cancelled_at, p.withdrawn_at,
(
  select greatest(
    coalesce(sum(r.amount), 0),
    p.refunded + coalesce(sum(r.amount) filter (where r.status = 'pending'), 0)
  )::bigint
  from refund r
  where r.clinic_id = $1 and r.payment_id = p.id and r.status in ('pending', 'succeeded')
) as promised
"""

TOLD = f"""
{COLUMNS}, who.name as patient_name, a.service_id, s.name as service_name, a.starts_at, c.timezone
"""
WITH_VISIT = """
payment p
join patient who on who.clinic_id = $1 and who.id = p.patient_id
join appointment a on a.clinic_id = $1 and a.id = p.appointment_id
join service s on s.clinic_id = $1 and s.id = a.service_id
join clinic_settings c on c.clinic_id = $1
"""


class Told(Stored, frozen=True):
    """With whose it is, and what the visit is as it stands."""

    patient_name: str
    service_id: UUID
    service_name: str
    starts_at: datetime
    timezone: str


class OfRefund(msgspec.Struct, frozen=True):
    payment_id: UUID
    refund: Refund


class NewPayment(msgspec.Struct, frozen=True):
    """A payment that is to be written down."""

    id: UUID
    appointment_id: UUID
    patient_id: UUID
    purpose: Purpose
    amount: int
    currency: str
    key: str
    asks: str
    account: str
    livemode: bool
    card_id: UUID | None
    keeps_card: bool
    off_session: bool
    asked_at: datetime | None


async def find(tx: Tx, payment_id: UUID, only_patient: UUID | None = None) -> Stored:
    return await tx.one(
        Stored,
        f"""
        select {COLUMNS} from payment p
        where p.clinic_id = $1 and p.id = $2 and ($3::uuid is null or p.patient_id = $3)
        """,
        payment_id,
        only_patient,
    )


async def told(tx: Tx, payment_id: UUID, only_patient: UUID | None) -> Told:
    return await tx.one(
        Told,
        f"""
        select {TOLD} from {WITH_VISIT}
        where p.clinic_id = $1 and p.id = $2 and ($3::uuid is null or p.patient_id = $3)
        """,
        payment_id,
        only_patient,
    )


async def find_locked(tx: Tx, payment_id: UUID) -> Stored:
    """What was promised meanwhile by whoever had the lock is read after it was got."""
    await tx.run(
        "select from payment where clinic_id = $1 and id = $2 for no key update", payment_id
    )
    return await find(tx, payment_id)


async def lock_appointment(tx: Tx, appointment_id: UUID) -> None:
    """Until this transaction ends, nobody else begins or settles payments for the visit.

    Nor does anybody change those there are: all are locked, in id order, as everywhere.
    """
    await tx.run(
        "select pg_advisory_xact_lock(hashtext('pay' || $1::uuid::text), hashtext($2::uuid::text))",
        appointment_id,
    )
    await tx.run(
        """
        select from payment where clinic_id = $1 and appointment_id = $2
        order by id for no key update
        """,
        appointment_id,
    )


async def of_appointment(tx: Tx, appointment_id: UUID) -> list[Stored]:
    return await tx.all(
        Stored,
        f"""
        select {COLUMNS} from payment p where p.clinic_id = $1 and p.appointment_id = $2
        order by p.id
        """,
        appointment_id,
    )


async def listed(
    tx: Tx,
    *,
    only_patient: UUID | None,
    appointment_id: UUID | None,
    status: Status | None,
    before: UUID | None,
    limit: int,
) -> list[Told]:
    """Newest first, one more than `limit`."""
    return await tx.all(
        Told,
        f"""
        select {TOLD} from {WITH_VISIT}
        where p.clinic_id = $1 and ($2::uuid is null or p.patient_id = $2)
          and ($3::uuid is null or p.appointment_id = $3)
          and ($4::text is null or p.status = $4) and ($5::uuid is null or p.id < $5)
        order by p.id desc limit $6
        """,
        only_patient,
        appointment_id,
        status,
        before,
        limit + 1,
    )


async def new_id(tx: Tx) -> UUID:
    """Known before the row is: it stands in what Stripe is asked."""
    found: UUID = await tx.value("select uuidv7() from (select $1::uuid) clinic")
    return found


async def insert(tx: Tx, new: NewPayment) -> Stored:
    await tx.run(
        """
        insert into payment (clinic_id, id, appointment_id, patient_id, purpose, amount, currency,
          key, asks, account, livemode, card_id, keeps_card, off_session, asked_at, request_id,
          created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
        """,
        new.id,
        new.appointment_id,
        new.patient_id,
        new.purpose,
        new.amount,
        new.currency,
        new.key,
        new.asks,
        new.account,
        new.livemode,
        new.card_id,
        new.keeps_card,
        new.off_session,
        new.asked_at,
        tx.cause.request_id,
        tx.now,
    )
    return await find(tx, new.id)


async def set_asked(tx: Tx, payment_id: UUID) -> None:
    await tx.run(
        "update payment set asked_at = $3 where clinic_id = $1 and id = $2 and asked_at is null",
        payment_id,
        tx.now,
    )


async def set_error(tx: Tx, payment_id: UUID, error: str) -> None:
    await tx.run(
        """
        update payment set last_error = $3, version = version + 1
        where clinic_id = $1 and id = $2 and last_error is distinct from $3 and withdrawn_at is null
        """,
        payment_id,
        error[:200],
    )


async def withdraw(tx: Tx, payment_id: UUID, why: str) -> None:
    """Money that is on its way, or there, is left to be heard of."""
    await tx.run(
        """
        update payment
        set withdrawn_at = $3, last_error = $4, version = version + 1,
          status = case status when 'pending' then 'cancelled' else status end,
          cancelled_at = case status when 'pending' then $3 else cancelled_at end
        where clinic_id = $1 and id = $2 and withdrawn_at is null
        """,
        payment_id,
        tx.now,
        why,
    )


async def raise_version(tx: Tx, payment_id: UUID) -> Stored:
    await tx.run(
        "update payment set version = version + 1 where clinic_id = $1 and id = $2", payment_id
    )
    return await find(tx, payment_id)


async def set_card(tx: Tx, payment_id: UUID, card_id: UUID) -> None:
    await tx.run(
        "update payment set card_id = $3 where clinic_id = $1 and id = $2", payment_id, card_id
    )


async def refunds_of(tx: Tx, payment_ids: Sequence[UUID]) -> list[OfRefund]:
    return await tx.all(
        _of_refund,
        """
        select payment_id, id, amount, currency, reason, status, last_error, created_at, settled_at
        from refund where clinic_id = $1 and payment_id = any($2) order by id
        """,
        list(payment_ids),
    )


def _of_refund(
    *,
    payment_id: UUID,
    id: UUID,  # noqa: A002 -- as the column is called
    amount: int,
    currency: str,
    reason: RefundReason,
    status: RefundStatus,
    last_error: str | None,
    created_at: datetime,
    settled_at: datetime | None,
) -> OfRefund:
    money = Money(amount, currency)
    return OfRefund(
        payment_id, Refund(id, money, reason, status, last_error, created_at, settled_at)
    )
