from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.payments.story import Heard

if TYPE_CHECKING:
    from topsmile.payments.inbox_payouts import Payout


class KnownPayout(msgspec.Struct, frozen=True):
    id: UUID
    status: str
    amount: int
    currency: str
    livemode: bool


async def begin(tx: Tx, payout: Payout, heard: Heard) -> None:
    await tx.run(
        """
        insert into payout (clinic_id, stripe_payout, account, livemode, amount, currency, status,
          last_error, arrival_date, created_at, heard_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict on constraint one_payout_per_stripe_payout do nothing
        """,
        payout.id,
        heard.account,
        heard.livemode,
        payout.amount,
        payout.currency.upper(),
        payout.status,
        payout.failure_code,
        payout.arrives_on,
        datetime.fromtimestamp(payout.created, UTC),
        tx.now,
    )


async def locked(tx: Tx, stripe_payout: str) -> KnownPayout:
    return await tx.one(
        KnownPayout,
        """
        select id, status, amount, currency, livemode from payout
        where clinic_id = $1 and stripe_payout = $2 for no key update
        """,
        stripe_payout,
    )


async def become(tx: Tx, payout_id: UUID, payout: Payout) -> None:
    await tx.run(
        """
        update payout set status = $3, last_error = $4, arrival_date = $5, heard_at = $6
        where clinic_id = $1 and id = $2
        """,
        payout_id,
        payout.status,
        payout.failure_code,
        payout.arrives_on,
        tx.now,
    )
