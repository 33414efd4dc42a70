"""Writing down that something is to be paid, before Stripe hears of it."""

from __future__ import annotations

from uuid import UUID

import msgspec

from topsmile.kernel.db import Tx
from topsmile.kernel.errors import Invalid
from topsmile.kernel.events import emit
from topsmile.kernel.trail import trail
from topsmile.payments import answers, asking, dues, queries
from topsmile.payments.asking import LEFT_BEHIND, Wanted
from topsmile.payments.card_queries import KeptCard
from topsmile.payments.connect_queries import PaidInto
from topsmile.payments.events import PaymentRequested
from topsmile.payments.models import NothingDue, PaymentUnderway, Purpose, Stored, TooLateToPay
from topsmile.payments.queries import NewPayment
from topsmile.scheduling import terms
from topsmile.scheduling.models import Agreed, Appointment


class Plan(msgspec.Struct, frozen=True):
    """What is to be paid, how, and whereto. With `card` it is charged without its holder."""

    appointment: Appointment
    purpose: Purpose
    amount: int
    into: PaidInto
    customer: str | None = None
    card: KeptCard | None = None
    # Whether somebody is about to pay it; else it only stands open.
    asked: bool = True


async def choose(
    tx: Tx, appointment: Appointment, wanted: Purpose | None
) -> tuple[Purpose, int, list[Stored]]:
    """What is paid for and how much, by the server's own judgement.

    The visit was locked before it was read: what ends it meanwhile is settled after this.
    """
    payments = await queries.of_appointment(tx, appointment.id)
    agreed = await terms.of(tx, appointment.id)
    visit = visit_of(appointment, agreed)
    if visit.status == "pending_payment" and visit.pay_by and visit.pay_by <= tx.now:
        raise TooLateToPay
    choices = dues.payable(visit, payments)
    if not choices:
        raise NothingDue
    purpose = wanted or next(iter(choices))
    if purpose not in choices:
        raise Invalid.on("purpose", "This cannot be paid for now.")
    if any(each.status == "processing" and each.withdrawn_at is None for each in payments):
        raise PaymentUnderway
    return purpose, choices[purpose], payments


def visit_of(appointment: Appointment, agreed: Agreed | None) -> dues.Visit:
    deposit = agreed.deposit.amount if agreed and agreed.deposit else 0
    return dues.Visit(
        appointment.status,
        appointment.price.amount,
        deposit,
        appointment.starts_at,
        appointment.pay_by,
    )


async def begin(tx: Tx, plan: Plan, payments: list[Stored]) -> Stored:
    """The open payment that fits the plan, or a new one; no other for the visit stays open."""
    rivals = dues.FEES if plan.purpose in dues.FEES else dues.VISIT
    found: Stored | None = None
    for each in payments:
        if not each.is_open or each.purpose not in rivals:
            continue
        if found is None and await _fits(tx, each, plan):
            found = each
        else:
            await answers.withdraw(tx, each, "superseded")
    if found is None:
        return await write(tx, plan)
    if plan.asked and found.asked_at is None:
        await queries.set_asked(tx, found.id)
        await emit(tx, PaymentRequested(found.id, found.appointment_id))
    return found


async def _fits(tx: Tx, payment: Stored, plan: Plan) -> bool:
    """Whether asking again in its own words asks for this."""
    known = payment.intent is not None or _is_fresh(tx, payment)
    same = (
        payment.purpose == plan.purpose
        and payment.amount == plan.amount
        and payment.currency == plan.appointment.price.currency
        and (payment.account, payment.livemode) == (plan.into.stripe_account, plan.into.livemode)
    )
    if plan.card:
        # Stripe takes a customer's card for that customer's intents only.
        theirs = payment.params.get("customer") == plan.card.stripe_customer
        return same and known and theirs and (payment.intent is not None or payment.off_session)
    return same and known and payment.keeps_card == (plan.customer is not None)


def _is_fresh(tx: Tx, payment: Stored) -> bool:
    """Whether it is asked for under its own key once more, where no answer is known.

    What took too long is left behind: nobody was ever given its secret, so nobody can pay it. A
    card that may have been charged is never tried under another key.
    """
    if payment.off_session:
        return True
    return payment.asked_at is None or tx.now - payment.asked_at < LEFT_BEHIND


async def write(tx: Tx, plan: Plan) -> Stored:
    payment_id = await queries.new_id(tx)
    wanted = _wanted(tx, plan, payment_id)
    asks = (
        asking.off_session_params(wanted, plan.card) if plan.card else asking.intent_params(wanted)
    )
    new = NewPayment(
        id=payment_id,
        appointment_id=plan.appointment.id,
        patient_id=plan.appointment.patient.id,
        purpose=plan.purpose,
        amount=plan.amount,
        currency=plan.appointment.price.currency,
        key=f"payment-{payment_id}",
        asks=msgspec.json.encode(asks).decode(),
        account=plan.into.stripe_account,
        livemode=plan.into.livemode,
        card_id=plan.card.id if plan.card else None,
        keeps_card=plan.customer is not None,
        off_session=plan.card is not None,
        asked_at=tx.now if plan.asked else None,
    )
    payment = await queries.insert(tx, new)
    after = {
        "appointment_id": payment.appointment_id,
        "purpose": payment.purpose,
        "amount": payment.amount,
        "currency": payment.currency,
        "keeps_card": payment.keeps_card,
        "off_session": payment.off_session,
    }
    await trail(tx, "payment.requested", "payment", payment.id, after=after)
    await emit(tx, PaymentRequested(payment.id, payment.appointment_id))
    return payment


def _wanted(tx: Tx, plan: Plan, payment_id: UUID) -> Wanted:
    unpaid = plan.appointment.status == "pending_payment"
    return Wanted(
        tx.clinic_id,
        payment_id,
        plan.appointment.id,
        plan.amount,
        plan.appointment.price.currency,
        tx.now,
        plan.appointment.starts_at,
        plan.appointment.pay_by if unpaid else None,
        plan.into.methods,
        plan.customer,
    )
