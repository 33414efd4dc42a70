"""The one door through which a word of Stripe's changes a payment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.kernel.events import Event, emit
from topsmile.kernel.trail import trail
from topsmile.payments import applying_queries as queries
from topsmile.payments import ledger, story
from topsmile.payments.applying_queries import Known
from topsmile.payments.events import (
    PaymentCancelled,
    PaymentDeclined,
    PaymentDisputeClosed,
    PaymentDisputed,
    PaymentProcessing,
    PaymentSucceeded,
    RefundFailed,
    RefundSucceeded,
    StripeEventStored,
)
from topsmile.payments.models import Status
from topsmile.payments.story import Fact, Facts, Heard, State
from topsmile.payments.story_reading import Object

TOLD = {
    "processing": PaymentProcessing,
    "succeeded": PaymentSucceeded,
    "cancelled": PaymentCancelled,
}
SETTLED = {"succeeded": RefundSucceeded, "failed": RefundFailed, "cancelled": RefundFailed}
SHOWN = ("status", "refunded", "disputed", "last_error", "intent", "charge", "method")


async def believe(tx: Tx, payment_id: UUID, obj: Object, heard: Heard) -> str | None:
    """As `learn` for an object as Stripe gave it, where it agrees with what is stored.

    Why it was not believed; None when it was.
    """
    payment = await queries.locked(tx, payment_id)
    if why := story.check_ours(payment, obj, heard):
        return why
    await learn(tx, payment_id, story.facts_of(obj, heard))
    return None


async def learn(tx: Tx, payment_id: UUID, facts: Sequence[Fact]) -> bool:
    """Join the facts into what is known of the payment, and let all that follows from them follow.

    Its row is locked. False if nothing of it is new. NotFound for a payment that the clinic does
    not have.
    """
    payment = await queries.locked(tx, payment_id)
    known = await queries.facts(tx, payment_id)
    together = story.join(known, facts)
    changed = [fact for key, fact in together.items() if known.get(key) != fact]
    if not changed:
        return False
    await queries.keep(tx, payment_id, changed)
    state = story.state_of(together, payment.amount)
    status = status_of(payment, together, state)
    await _refunds(tx, payment, changed)
    why = _why_not_paid(payment, state, status)
    await _become(tx, payment, msgspec.structs.replace(state, last_error=why), status)
    await ledger.post(tx, payment, story.entries_of(together))
    for event in _events(payment, known, together, state, status):
        await emit(tx, event)
    await _wake(tx, known, together)
    return True


def status_of(payment: Known, facts: Facts, state: State) -> Status:
    """What nothing is known of stays as it is; what was withdrawn is cancelled, unless paid."""
    if not any(kind in ("intent", "charge") for kind, _ in facts):
        return payment.status
    if payment.withdrawn_at is not None and state.status == "pending":
        return "cancelled"
    return state.status


def _why_not_paid(payment: Known, state: State, status: Status) -> str | None:
    """What we withdrew has our reason: what Stripe says of it only follows from that."""
    if payment.withdrawn_at is not None and status in ("processing", "cancelled"):
        return payment.last_error
    return state.last_error


async def _become(tx: Tx, payment: Known, state: State, status: Status) -> None:
    before = {name: getattr(payment, name) for name in SHOWN}
    after = {
        "status": status,
        "refunded": state.refunded,
        "disputed": state.disputed,
        "last_error": state.last_error,
        "intent": payment.intent or state.intent,
        "charge": state.charge or payment.charge,
        "method": state.method or payment.method,
    }
    if after == before:
        return
    await queries.become(tx, payment.id, state, status)
    different = [name for name in SHOWN if before[name] != after[name]]
    await trail(
        tx,
        f"payment.{status}" if status != payment.status else "payment.changed",
        "payment",
        payment.id,
        before={name: before[name] for name in different},
        after={name: after[name] for name in different},
    )


async def _refunds(tx: Tx, payment: Known, changed: list[Fact]) -> None:
    for fact in changed:
        if fact.kind == "refund":
            await _refund(tx, payment, fact)


async def _refund(tx: Tx, payment: Known, fact: Fact) -> None:
    status = story.refund_status(fact)
    found = await queries.refund(tx, payment.id, fact.id, _uuid(fact.ours))
    if found is None:
        refund_id, before = await queries.insert_refund(tx, payment.id, fact, status), "pending"
    else:
        refund_id, before = found.id, found.status
        await queries.settle_refund(tx, refund_id, fact, status)
    if found is None or status != before:
        after = {"status": status, "amount": fact.amount, "payment_id": payment.id}
        await trail(tx, f"refund.{status}", "refund", refund_id, after=after)
    if status != before and status in SETTLED:
        await emit(tx, SETTLED[status](refund_id, payment.id, payment.appointment_id))


def _events(
    payment: Known, known: Facts, together: Facts, state: State, status: Status
) -> Iterator[Event]:
    """One for each transition, and none for what was known already."""
    about = (payment.id, payment.appointment_id)
    if status != payment.status and status in TOLD:
        yield TOLD[status](*about)
    if status == "pending" and _failures(together) - _failures(known):
        yield PaymentDeclined(*about)
    if state.disputed and not payment.disputed:
        yield PaymentDisputed(*about)
    if story.is_closed(together) and not story.is_closed(known):
        yield PaymentDisputeClosed(*about)


def _failures(facts: Facts) -> set[tuple[str, str]]:
    """Attempts that failed: by their charge, or by the intent's word where there was none."""
    charges = {(each.id, "") for each in story.of_kind(facts, "charge") if each.state == "failed"}
    if charges:
        return charges
    return {(each.id, each.error) for each in story.of_kind(facts, "intent") if each.error}


async def _wake(tx: Tx, known: Facts, together: Facts) -> None:
    """What was heard of its objects before they were known to be its is looked at again."""
    new = sorted({name for _, name in together.keys() - known.keys()})
    new += sorted({f.about for f in together.values()} - {f.about for f in known.values()} - {""})
    for inbox_id in await queries.waiting(tx, new) if new else ():
        await emit(tx, StripeEventStored(inbox_id))


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
