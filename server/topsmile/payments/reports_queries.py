from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx


class Moved(msgspec.Struct, frozen=True):
    """Money that came in, or that went back: then `amount` is negative."""

    at: datetime
    what: str
    number: int | None
    patient: str
    purpose: str
    method: str | None
    amount: int
    currency: str
    livemode: bool
    payment_id: UUID


class PaidOut(msgspec.Struct, frozen=True):
    arrival_date: date
    stripe_payout: str
    status: str
    amount: int
    currency: str
    livemode: bool
    last_error: str | None


class Booked(msgspec.Struct, frozen=True):
    posted_at: datetime
    entry: str
    revision: int
    account: str
    amount: int
    currency: str
    livemode: bool
    payment_id: UUID | None
    payout_id: UUID | None


async def moved(tx: Tx, since: datetime, until: datetime) -> list[Moved]:
    return await tx.all(
        Moved,
        """
        select p.succeeded_at as at, 'payment' as what, i.number, who.name as patient, p.purpose,
          p.method, p.amount, p.currency, p.livemode, p.id as payment_id
        from payment p
        join patient who on who.clinic_id = $1 and who.id = p.patient_id
        left join invoice i
          on i.clinic_id = $1 and i.payment_id = p.id and i.kind = 'invoice'
        where p.clinic_id = $1 and p.succeeded_at >= $2 and p.succeeded_at < $3
        union all
        select r.settled_at, 'refund', i.number, who.name, p.purpose, p.method, -r.amount,
          r.currency, p.livemode, p.id
        from refund r
        join payment p on p.clinic_id = $1 and p.id = r.payment_id
        join patient who on who.clinic_id = $1 and who.id = p.patient_id
        left join invoice i on i.clinic_id = $1 and i.refund_id = r.id
        where r.clinic_id = $1 and r.status = 'succeeded'
          and r.settled_at >= $2 and r.settled_at < $3
        order by at, payment_id, what
        """,
        since,
        until,
    )


async def paid_out(tx: Tx, first: date, last: date) -> list[PaidOut]:
    return await tx.all(
        PaidOut,
        """
        select arrival_date, stripe_payout, status, amount, currency, livemode, last_error
        from payout where clinic_id = $1 and arrival_date between $2 and $3
        order by arrival_date, id
        """,
        first,
        last,
    )


async def booked(tx: Tx, since: datetime, until: datetime) -> list[Booked]:
    return await tx.all(
        Booked,
        """
        select t.posted_at, t.entry, t.revision, l.account, l.amount, t.currency, t.livemode,
          t.payment_id, t.payout_id
        from ledger_transaction t
        join ledger_line l on l.clinic_id = $1 and l.transaction_id = t.id
        where t.clinic_id = $1 and t.posted_at >= $2 and t.posted_at < $3
        order by t.posted_at, t.id, l.amount desc, l.account
        """,
        since,
        until,
    )
