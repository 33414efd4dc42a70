"""Asking Stripe about one payment, and writing down what it said: of requests and of errands."""

from __future__ import annotations

import asyncio
from uuid import UUID

import msgspec

from topsmile.adapters.stripe import (
    Call,
    Declined,
    Object,
    Refused,
    Stripe,
    Unknown,
    listed,
)
from topsmile.kernel.db import Tx
from topsmile.kernel.events import emit
from topsmile.kernel.trail import trail
from topsmile.payments import applying, asking, queries
from topsmile.payments.events import PaymentCancelled, PaymentWithdrawn
from topsmile.payments.models import Stored
from topsmile.payments.story import Heard

# Two tabs ask at the same moment: Stripe answers the second once it has done with the first.
LOCKED = frozenset({"idempotency_key_in_use", "lock_timeout"})
MOMENTS = (0.1, 0.3, 0.9)


class Answer(msgspec.Struct, frozen=True):
    """What came of a call. `refused`: it did not happen and never will."""

    obj: Object | None = None
    error: str | None = None
    refused: bool = False


class Asked(msgspec.Struct, frozen=True):
    """A payment and the call to make for it. `at`: when it was prepared."""

    payment: Stored
    call: Call
    at: int


async def answer(stripe: Stripe, call: Call) -> Answer:
    """Raises Unknown when nobody can tell."""
    for moment in (*MOMENTS, None):
        try:
            return Answer(await stripe.ask(call))
        except Declined as declined:
            return Answer(declined.intent, declined.decline_code or declined.code)
        except Refused as refused:
            return Answer(error=refused.code, refused=True)
        except Unknown as unknown:
            if unknown.code not in LOCKED or moment is None:
                raise
            await asyncio.sleep(moment)
    raise AssertionError("the last moment raises")


async def answer_or_find(stripe: Stripe, asked: Asked) -> Answer:
    """As `answer`, for a kept card: what was made unheard is found by whose it is."""
    try:
        return await answer(stripe, asked.call)
    except Unknown:
        name = str(asked.payment.id)
        async for each in listed(stripe, asking.intents_of(asked.payment)):
            if (each.get("metadata") or {}).get("payment_id") == name:
                return Answer(each)
        raise


async def believe(tx: Tx, asked: Asked, said: Answer) -> str | None:
    """Why it was not believed; None when all is written down."""
    if said.obj is None:
        return None
    heard = Heard(asked.at, asked.payment.account, asked.payment.livemode)
    return await applying.believe(tx, asked.payment.id, said.obj, heard)


async def record(tx: Tx, asked: Asked, said: Answer) -> str | None:
    """As `believe`; what Stripe will never do is withdrawn."""
    why = said.error if said.refused else await believe(tx, asked, said)
    if why is not None:
        await withdraw(tx, await queries.find_locked(tx, asked.payment.id), why)
    elif said.error and said.obj is None:
        await queries.set_error(tx, asked.payment.id, said.error)
    return why


async def withdraw(tx: Tx, payment: Stored, why: str) -> None:
    """It is not to be paid any more. Money that comes all the same is given back."""
    if payment.withdrawn_at or payment.status in ("succeeded", "cancelled"):
        return
    await queries.withdraw(tx, payment.id, why)
    about = (payment.id, payment.appointment_id)
    await trail(
        tx,
        "payment.withdrawn",
        "payment",
        payment.id,
        before={"status": payment.status},
        after={"reason": why},
    )
    await emit(tx, PaymentWithdrawn(*about))
    if payment.status == "pending":
        await emit(tx, PaymentCancelled(*about))


async def withdraw_by_id(tx: Tx, payment_id: UUID, why: str) -> None:
    await withdraw(tx, await queries.find_locked(tx, payment_id), why)
