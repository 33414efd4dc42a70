from __future__ import annotations

from datetime import datetime
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.payments.invoices_models import Kind, Says, Written

COLUMNS = """
i.id, i.livemode, i.number, i.kind, i.payment_id, i.refund_id, i.appointment_id, i.patient_id,
i.amount, i.currency, i.issued_at, i.says::text as says
"""


class ClinicNow(msgspec.Struct, frozen=True):
    name: str
    timezone: str
    locale: str


class PaidBack(msgspec.Struct, frozen=True):
    amount: int
    status: str


class NewPaper(msgspec.Struct, frozen=True):
    kind: Kind
    livemode: bool
    payment_id: UUID
    refund_id: UUID | None
    corrects: UUID | None
    appointment_id: UUID
    patient_id: UUID
    amount: int
    currency: str
    says: Says


async def clinic(tx: Tx) -> ClinicNow:
    return await tx.one(
        ClinicNow,
        """
        select c.name, s.timezone, s.locale
        from clinic_settings s join clinic c on c.id = $1 where s.clinic_id = $1
        """,
    )


async def next_number(tx: Tx, *, livemode: bool) -> int:
    """The next of the series. Until this transaction ends, nobody else gets one."""
    found: int = await tx.value(
        """
        insert into invoice_counter (clinic_id, livemode, last) values ($1, $2, 1)
        on conflict on constraint invoice_counter_pkey
        do update set last = invoice_counter.last + 1
        returning last
        """,
        livemode,
    )
    return found


async def lock_payment(tx: Tx, payment_id: UUID) -> None:
    """One paper at a time is written for a payment."""
    await tx.run(
        "select from payment where clinic_id = $1 and id = $2 for no key update", payment_id
    )


async def insert(tx: Tx, number: int, paper: NewPaper) -> UUID:
    found: UUID = await tx.value(
        """
        insert into invoice (clinic_id, livemode, number, kind, payment_id, refund_id, corrects,
          appointment_id, patient_id, amount, currency, says, issued_at, request_id)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12::text::jsonb, $13, $14)
        returning id
        """,
        paper.livemode,
        number,
        paper.kind,
        paper.payment_id,
        paper.refund_id,
        paper.corrects,
        paper.appointment_id,
        paper.patient_id,
        paper.amount,
        paper.currency,
        msgspec.json.encode(paper.says).decode(),
        tx.now,
        tx.cause.request_id,
    )
    return found


async def paid_back(tx: Tx, refund_id: UUID) -> PaidBack:
    return await tx.one(
        PaidBack, "select amount, status from refund where clinic_id = $1 and id = $2", refund_id
    )


async def of_payment(tx: Tx, payment_id: UUID, only_patient: UUID | None = None) -> list[Written]:
    """The invoice first, then its credit notes."""
    return await tx.all(
        _written,
        f"""
        select {COLUMNS} from invoice i
        where i.clinic_id = $1 and i.payment_id = $2 and ($3::uuid is null or i.patient_id = $3)
        order by i.kind desc, i.number
        """,
        payment_id,
        only_patient,
    )


async def find(tx: Tx, invoice_id: UUID, only_patient: UUID | None = None) -> Written:
    return await tx.one(
        _written,
        f"""
        select {COLUMNS} from invoice i
        where i.clinic_id = $1 and i.id = $2 and ($3::uuid is null or i.patient_id = $3)
        """,
        invoice_id,
        only_patient,
    )


async def listed(
    tx: Tx,
    *,
    payment_id: UUID | None,
    only_patient: UUID | None,
    before: UUID | None,
    limit: int,
) -> list[Written]:
    """Newest first, one more than `limit`."""
    return await tx.all(
        _written,
        f"""
        select {COLUMNS} from invoice i
        where i.clinic_id = $1 and ($2::uuid is null or i.payment_id = $2)
          and ($3::uuid is null or i.patient_id = $3) and ($4::uuid is null or i.id < $4)
        order by i.id desc limit $5
        """,
        payment_id,
        only_patient,
        before,
        limit + 1,
    )


def _written(says: str, issued_at: datetime, **columns: object) -> Written:
    read = msgspec.json.decode(says, type=Says)
    return msgspec.convert({**columns, "issued_at": issued_at, "says": read}, Written)
