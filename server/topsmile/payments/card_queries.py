from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.payments.card_models import Card

SHOWN = "id, patient_id, brand, last4, expires_month, expires_year, consented_at"


class KeptCard(msgspec.Struct, frozen=True):
    """What Stripe is asked with to charge it."""

    id: UUID
    patient_id: UUID
    account: str
    stripe_method: str
    stripe_customer: str
    removed_at: datetime | None


class NewCard(msgspec.Struct, frozen=True):
    patient_id: UUID
    account: str
    stripe_method: str
    brand: str
    last4: str
    expires_month: int
    expires_year: int
    consent: str
    consented_at: datetime


async def customer(tx: Tx, patient_id: UUID, account: str) -> str | None:
    found: str | None = await tx.value(
        """
        select stripe_customer from payment_customer
        where clinic_id = $1 and patient_id = $2 and account = $3
        """,
        patient_id,
        account,
    )
    return found


async def add_customer(tx: Tx, patient_id: UUID, account: str, stripe_customer: str) -> None:
    await tx.run(
        """
        insert into payment_customer (clinic_id, patient_id, account, stripe_customer, created_at)
        values ($1, $2, $3, $4, $5)
        on conflict on constraint payment_customer_pkey do nothing
        """,
        patient_id,
        account,
        stripe_customer,
        tx.now,
    )


async def listed(tx: Tx, patient_id: UUID) -> list[Card]:
    """Newest first."""
    return await tx.all(
        Card,
        f"""
        select {SHOWN} from payment_card
        where clinic_id = $1 and patient_id = $2 and removed_at is null order by id desc
        """,
        patient_id,
    )


async def newest(tx: Tx, patient_id: UUID, account: str) -> KeptCard | None:
    """The one to charge: the last that was kept in the account that is paid now."""
    return await tx.maybe(
        KeptCard,
        """
        select c.id, c.patient_id, c.account, c.stripe_method, u.stripe_customer, c.removed_at
        from payment_card c
        join payment_customer u
          on u.clinic_id = $1 and u.patient_id = c.patient_id and u.account = c.account
        where c.clinic_id = $1 and c.patient_id = $2 and c.account = $3 and c.removed_at is null
        order by c.id desc limit 1
        """,
        patient_id,
        account,
    )


async def find(tx: Tx, card_id: UUID, only_patient: UUID | None) -> KeptCard:
    return await tx.one(
        KeptCard,
        """
        select c.id, c.patient_id, c.account, c.stripe_method, u.stripe_customer, c.removed_at
        from payment_card c
        join payment_customer u
          on u.clinic_id = $1 and u.patient_id = c.patient_id and u.account = c.account
        where c.clinic_id = $1 and c.id = $2 and ($3::uuid is null or c.patient_id = $3)
        """,
        card_id,
        only_patient,
    )


async def add(tx: Tx, card: NewCard) -> Card:
    """One that was kept before is the same card."""
    return await tx.one(
        Card,
        f"""
        insert into payment_card (clinic_id, patient_id, account, stripe_method, brand, last4,
          expires_month, expires_year, consent, consented_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict on constraint one_payment_card_per_method do update
        set expires_month = excluded.expires_month, expires_year = excluded.expires_year
        returning {SHOWN}
        """,
        card.patient_id,
        card.account,
        card.stripe_method,
        card.brand,
        card.last4,
        card.expires_month,
        card.expires_year,
        card.consent,
        card.consented_at,
    )


async def remove(tx: Tx, card_id: UUID) -> bool:
    """False if it had been removed before."""
    removed = await tx.value(
        """
        update payment_card set removed_at = $3
        where clinic_id = $1 and id = $2 and removed_at is null returning true
        """,
        card_id,
        tx.now,
    )
    return bool(removed)
