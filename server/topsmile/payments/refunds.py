"""Money that goes back: written down under the payment's lock, then asked for by an errand."""

from __future__ import annotations

from uuid import UUID

import msgspec

from topsmile.adapters.stripe import Object, Refused, Stripe, Unknown, listed
from topsmile.kernel.db import Tx
from topsmile.kernel.errors import FieldError, Invalid
from topsmile.kernel.events import emit
from topsmile.kernel.money import Money
from topsmile.kernel.trail import trail
from topsmile.payments import applying, asking, fees, queries, refund_queries
from topsmile.payments.events import RefundFailed, RefundRequested
from topsmile.payments.models import AskRefund, RefundReason, Stored
from topsmile.payments.refund_queries import StoredRefund
from topsmile.payments.story import Heard

# There is no way back for these: a refund that follows by itself fails, for a person to see.
NEVER_BACK = frozenset({"boleto"})
MORE_THAN_LEFT = "That is more than is left of this payment."


async def ask_back(tx: Tx, payment_id: UUID, wanted: AskRefund) -> None:
    """By a person: all that is left, or a part of it."""
    payment = await queries.find_locked(tx, payment_id)
    if payment.status != "succeeded":
        raise Invalid.on(
            "amount", "This payment has not been paid: there is nothing to refund.", "not_paid"
        )
    if payment.method in NEVER_BACK:
        raise Invalid.on(
            "amount", "A boleto is not refunded by Stripe: transfer the money.", "not_by_card"
        )
    if payment.disputed:
        raise Invalid.on(
            "amount", "The cardholder's bank is deciding about this payment.", "disputed"
        )
    amount = wanted.amount or payment.refundable
    if payment.refundable == 0:
        raise Invalid.on("amount", "All of this payment has been refunded.", "nothing_left")
    if amount > payment.refundable:
        left = Money(payment.refundable, payment.currency)
        raise Invalid(
            MORE_THAN_LEFT,
            errors=[FieldError("amount", MORE_THAN_LEFT, "more_than_left")],
            refundable=left,
        )
    await give_back(tx, payment, amount, "requested", note=wanted.reason)


async def give_back(
    tx: Tx, payment: Stored, amount: int, reason: RefundReason, *, note: str = ""
) -> None:
    """The payment is locked, and so much of it is left."""
    refund_id = await refund_queries.insert(tx, payment, amount, reason)
    after = {
        "payment_id": payment.id,
        "amount": amount,
        "currency": payment.currency,
        "reason": reason,
        "note": note,
    }
    await trail(tx, "refund.requested", "refund", refund_id, after=after)
    await emit(tx, RefundRequested(refund_id, payment.id, payment.appointment_id))


async def give_back_of(tx: Tx, payments: list[Stored], amount: int, reason: RefundReason) -> None:
    """So much of what all of them brought, the newest first."""
    locked = [await queries.find_locked(tx, each.id) for each in payments]
    parts = fees.spread(amount, [each.refundable for each in locked])
    for payment, part in zip(locked, parts, strict=True):
        if part:
            await give_back(tx, payment, part, reason)


class Back(msgspec.Struct, frozen=True):
    """A refund to ask for. `old`: Stripe may have forgotten its key, so it is looked for first."""

    clinic_id: UUID
    refund: StoredRefund
    at: int
    old: bool


class Said(msgspec.Struct, frozen=True):
    obj: Object | None = None
    error: str | None = None


async def prepare(tx: Tx, refund_id: UUID) -> Back | None:
    refund = await refund_queries.find(tx, refund_id)
    if refund.status != "pending" or refund.stripe_refund is not None:
        return None
    old = tx.now - refund.created_at >= asking.KEY_LASTS
    return Back(tx.clinic_id, refund, int(tx.now.timestamp()), old)


async def ask(stripe: Stripe, back: Back) -> Said:
    """Raises Unknown when nobody can tell."""
    try:
        if back.old and (found := await _found(stripe, back)):
            return Said(found)
        return Said(await stripe.ask(asking.refund(back.clinic_id, back.refund)))
    except Refused as refused:
        return Said(error=refused.code)
    except Unknown:
        if found := await _found(stripe, back):
            return Said(found)
        raise


async def _found(stripe: Stripe, back: Back) -> Object | None:
    async for each in listed(stripe, asking.refunds_of(back.refund)):
        if (each.get("metadata") or {}).get("refund_id") == str(back.refund.id):
            return each
    return None


async def record(tx: Tx, back: Back, said: Said) -> None:
    refund = back.refund
    why = said.error
    if said.obj is not None:
        heard = Heard(back.at, refund.account, refund.livemode)
        why = await applying.believe(tx, refund.payment_id, said.obj, heard)
    if why is None:
        return
    await queries.find_locked(tx, refund.payment_id)
    if await refund_queries.fail(tx, refund.id, why):
        await trail(tx, "refund.failed", "refund", refund.id, after={"error": why})
        await emit(tx, RefundFailed(refund.id, refund.payment_id, refund.appointment_id))
