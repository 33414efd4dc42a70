"""What an event of Stripe's that was stored means for the clinic's money."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.payments import applying, connect, inbox, inbox_payouts
from topsmile.payments import applying_queries as payments
from topsmile.payments import inbox_queries as queries
from topsmile.payments.inbox_queries import State, Stored
from topsmile.payments.story import Heard, Unreadable

Object: TypeAlias = Mapping[str, Any]


class Verdict(msgspec.Struct, frozen=True):
    """What became of an event: `reason` is why it was not applied."""

    state: State
    reason: str | None = None
    payment_id: UUID | None = None


Hearing: TypeAlias = Callable[[Tx, Object, Heard], Awaitable[Verdict]]


async def hear(tx: Tx, inbox_id: UUID) -> None:
    """Apply it, once. One whose object nobody knows yet waits."""
    stored = await queries.locked(tx, inbox_id)
    if stored is None or stored.state not in ("stored", "unknown"):
        return
    verdict = await judged(tx, stored)
    await queries.settle(tx, inbox_id, verdict.state, verdict.payment_id, verdict.reason)


async def judged(tx: Tx, stored: Stored) -> Verdict:
    event = inbox.read(stored.body)
    obj = event.data.object
    heard = Heard(event.created, stored.account, stored.livemode)
    hearing = HEARS.get(str(obj.get("object")))
    if hearing is None:
        return Verdict("ignored")
    try:
        return await hearing(tx, obj, heard)
    except Unreadable as unreadable:
        return Verdict("refused", str(unreadable))


async def of_payment(tx: Tx, obj: Object, heard: Heard) -> Verdict:
    """An intent, a charge, a refund or a dispute."""
    metadata = obj.get("metadata") or {}
    if metadata.get("clinic_id", str(tx.clinic_id)) != str(tx.clinic_id):
        return Verdict("refused", "another clinic")
    payment = await _payment_of(tx, obj, metadata.get("payment_id"))
    if payment is None:
        return Verdict("unknown", "no payment of ours is known to be meant")
    why = await applying.believe(tx, payment, obj, heard)
    return Verdict("refused" if why else "applied", why, payment)


async def _payment_of(tx: Tx, obj: Object, named: Any) -> UUID | None:
    try:
        found = await payments.maybe(tx, UUID(named)) if named else None
    except (ValueError, TypeError, AttributeError):
        found = None
    found = found or await payments.about(tx, inbox.objects_of(obj))
    return found.id if found else None


async def of_payout(tx: Tx, obj: Object, heard: Heard) -> Verdict:
    """It names no payment of ours: whose it is, the account alone says."""
    if not await connect.is_its_account(tx, heard.account, livemode=heard.livemode):
        return Verdict("refused", "another account")
    await inbox_payouts.learn(tx, obj, heard)
    return Verdict("applied")


async def of_account(tx: Tx, obj: Object, heard: Heard) -> Verdict:
    """What a clinic's own account can do by now."""
    await connect.learn_account(tx, obj, livemode=heard.livemode)
    return Verdict("applied")


HEARS: dict[str, Hearing] = {
    **dict.fromkeys(("payment_intent", "charge", "refund", "dispute"), of_payment),
    "payout": of_payout,
    "account": of_account,
}
