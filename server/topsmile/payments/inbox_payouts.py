"""What Stripe pays out to the clinic's bank."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.payments import inbox_payouts_queries as queries
from topsmile.payments import ledger
from topsmile.payments.story import Entry, Heard, Unreadable

# How far along it is: one that was paid may still come back.
FURTHER = {"pending": 0, "in_transit": 1, "paid": 2, "canceled": 3, "failed": 3}
CAME_BACK = frozenset({"canceled", "failed"})


class Payout(msgspec.Struct, frozen=True):
    id: str
    amount: int
    currency: str
    status: str
    arrival_date: int
    created: int
    failure_code: str | None = None

    @property
    def arrives_on(self) -> date:
        return datetime.fromtimestamp(self.arrival_date, UTC).date()


async def learn(tx: Tx, obj: Mapping[str, Any], heard: Heard) -> UUID:
    """Its row and its entry in the books, from any number of words about it in any order."""
    payout = _read(obj)
    await queries.begin(tx, payout, heard)
    known = await queries.locked(tx, payout.id)
    if FURTHER[payout.status] > FURTHER[known.status]:
        await queries.become(tx, known.id, payout)
        known = msgspec.structs.replace(known, status=payout.status)
    gone = 0 if known.status in CAME_BACK else known.amount
    entry = Entry(
        f"payout:{payout.id}",
        known.currency,
        {"bank": gone, "stripe_balance": -gone} if gone else {},
    )
    await ledger.post_payout(tx, known.id, known.livemode, entry)
    return known.id


def _read(obj: Mapping[str, Any]) -> Payout:
    try:
        payout = msgspec.convert(obj, Payout)
    except msgspec.ValidationError as error:
        raise Unreadable("not a payout as Stripe writes one") from error
    if payout.status not in FURTHER:
        raise Unreadable("a payout in a state that we do not know")
    return payout
