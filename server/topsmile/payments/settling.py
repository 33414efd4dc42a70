"""What follows for a visit's money when it is paid, cancelled, or its patient does not come."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

from topsmile.clinics import service as clinics
from topsmile.kernel.db import Tx
from topsmile.kernel.money import Money
from topsmile.kernel.zones import local_of
from topsmile.payments import (
    answers,
    beginning,
    card_queries,
    connect,
    dues,
    fees,
    queries,
    refunds,
)
from topsmile.payments.beginning import Plan
from topsmile.payments.fees import Ending, FeePurpose
from topsmile.payments.models import Cancelling, RefundReason, Stored
from topsmile.scheduling import service as scheduling
from topsmile.scheduling import terms, unpaid
from topsmile.scheduling.models import TRANSITIONS, UNPAID, Agreed, Appointment, Ended

ENDED = frozenset({"cancelled", "no_show"})


async def paid(tx: Tx, payment_id: UUID, appointment_id: UUID) -> None:
    """The money of one payment is there."""
    await queries.lock_appointment(tx, appointment_id)
    payments = await queries.of_appointment(tx, appointment_id)
    newest = next(each for each in payments if each.id == payment_id)
    if newest.kept == 0:
        return
    if newest.purpose in dues.FEES:
        await _fee_paid(tx, newest, payments)
        return
    visit = await scheduling.get(tx, appointment_id)
    ended = await terms.ended(tx, appointment_id)
    if visit.status == "pending_payment" or _was_unpaid(ended):
        if await unpaid.secure(tx, appointment_id) == "lost":
            await refunds.give_back_of(tx, [newest], newest.refundable, "late_payment")
            return
    elif visit.status in ENDED:
        await settle(tx, appointment_id)
        return
    await _too_much(tx, newest, appointment_id)


async def _too_much(tx: Tx, newest: Stored, appointment_id: UUID) -> None:
    """What was paid twice goes back, and nothing else stays open that is paid by now."""
    visit = beginning.visit_of(
        await scheduling.get(tx, appointment_id), await terms.of(tx, appointment_id)
    )
    payments = await queries.of_appointment(tx, appointment_id)
    if surplus := dues.surplus(visit, payments, newest):
        await refunds.give_back_of(tx, [newest], surplus, "duplicate")
    payable = dues.payable(visit, payments)
    for each in payments:
        if each.purpose in dues.VISIT and payable.get(each.purpose) != each.amount:
            await answers.withdraw(tx, each, "paid_otherwise")


async def _fee_paid(tx: Tx, newest: Stored, payments: list[Stored]) -> None:
    """A fee that is not owed any more, or that was paid before, goes back; else none stays open."""
    visit = await scheduling.get(tx, newest.appointment_id)
    others = [each for each in payments if each.id != newest.id and each.purpose == newest.purpose]
    reason: RefundReason | None = None
    if any(each.kept > 0 for each in others):
        reason = "duplicate"
    elif newest.withdrawn_at is not None and visit.status not in ENDED:
        reason = "late_payment"
    if reason:
        await refunds.give_back_of(tx, [newest], newest.refundable, reason)
        return
    for each in others:
        await answers.withdraw(tx, each, "paid_otherwise")


async def settle(tx: Tx, appointment_id: UUID) -> None:
    """The visit does not take place: what was agreed for that is refunded or asked for."""
    await queries.lock_appointment(tx, appointment_id)
    payments = await queries.of_appointment(tx, appointment_id)
    visit = await scheduling.get(tx, appointment_id)
    ended = await terms.ended(tx, appointment_id)
    if ended is None:
        return
    for each in payments:
        if each.purpose in dues.VISIT:
            await answers.withdraw(tx, each, visit.status)
    # Money for a visit that was not paid in time first tries to get its time back.
    if _was_unpaid(ended):
        return
    agreed = await terms.of(tx, appointment_id)
    settlement = fees.due(ending_of(visit, ended, agreed), dues.kept(payments))
    if settlement.refund:
        await refunds.give_back_of(tx, payments, settlement.refund, "cancelled")
    if settlement.charge and settlement.purpose:
        await _open_fee(tx, visit, settlement.purpose, settlement.charge, payments)


async def if_cancelled(
    tx: Tx, visit: Appointment, agreed: Agreed | None, payments: list[Stored]
) -> Cancelling | None:
    """What `settle` would make of it, were it cancelled now by whoever asks."""
    paid = dues.kept(payments)
    if visit.status not in TRANSITIONS["cancel"][0] or (agreed is None and not paid):
        return None
    ended = Ended(tx.cause.actor_role, tx.now, None)
    found = fees.due(ending_of(visit, ended, agreed), paid)
    # Without an account nothing can be asked for: what was paid is then all that is kept.
    charge = found.charge if await connect.ready(tx) else 0
    parts = fees.spread(found.refund, [each.refundable for each in payments])
    by_hand = sum(
        part
        for each, part in zip(payments, parts, strict=True)
        if each.method in refunds.NEVER_BACK
    )
    until = _free_until(visit, agreed)
    zone = ZoneInfo((await clinics.settings(tx)).timezone)
    money = partial(Money, currency=visit.price.currency)
    return Cancelling(
        free_until=until,
        free_until_local=until and local_of(until, zone),
        fee=money(found.fee - found.charge + charge),
        charge=money(charge),
        refund=money(sum(parts) - by_hand),
        by_hand=money(by_hand),
    )


def _free_until(visit: Appointment, agreed: Agreed | None) -> datetime | None:
    if agreed is None or agreed.late_cancel_fee is None or visit.pay_by is not None:
        return None
    return agreed.free_until


def ending_of(visit: Appointment, ended: Ended, agreed: Agreed | None) -> Ending:
    """Of what ended while it still waited for its deposit nothing was certain, nor is owed."""
    if visit.pay_by is not None:
        agreed = None
    return Ending(
        "no_show" if visit.status == "no_show" else "cancelled",
        ended.by_role,
        ended.at,
        agreed.free_until if agreed else visit.starts_at,
        agreed.late_cancel_fee if agreed else None,
        agreed.no_show_fee if agreed else None,
    )


async def _open_fee(
    tx: Tx, visit: Appointment, purpose: FeePurpose, amount: int, payments: list[Stored]
) -> None:
    """On the kept card at once; without one it stands open until the patient pays it."""
    into = await connect.ready(tx)
    if into is None:
        return
    card = await card_queries.newest(tx, visit.patient.id, into.stripe_account)
    plan = Plan(visit, purpose, amount, into, card=card, asked=card is not None)
    await beginning.begin(tx, plan, payments)


async def came_after_all(tx: Tx, appointment_id: UUID) -> None:
    """A no-show that was none owes nothing for it, and what was taken goes back."""
    await queries.lock_appointment(tx, appointment_id)
    for each in await queries.of_appointment(tx, appointment_id):
        if each.purpose == "no_show_fee":
            await answers.withdraw(tx, each, "came_after_all")
            await refunds.give_back_of(tx, [each], each.refundable, "cancelled")


def _was_unpaid(ended: Ended | None) -> bool:
    return ended is not None and (ended.by_role, ended.reason) == ("system", UNPAID)
