"""What a receptionist does with money."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from topsmile.adapters.stripe import Object, Unknown
from topsmile.identity.desk import Desk
from topsmile.identity.models import Viewer
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Tx
from topsmile.kernel.limits import Limit
from topsmile.kernel.money import Money
from topsmile.kernel.pages import Page, page, read_cursor
from topsmile.kernel.zones import local_of
from topsmile.payments import (
    answers,
    asking,
    beginning,
    card_queries,
    cards,
    connect,
    dues,
    queries,
    refunds,
    settling,
)
from topsmile.payments.answers import Answer, Asked
from topsmile.payments.beginning import Plan
from topsmile.payments.models import (
    AskRefund,
    Cancelling,
    ChargeCard,
    CreateIntent,
    Dues,
    Intent,
    NoCard,
    Payment,
    PaymentRefused,
    PaymentUnderway,
    PaymentUnknown,
    PaymentVisit,
    Status,
    Stored,
)
from topsmile.payments.queries import Told
from topsmile.payments.till import Till
from topsmile.scheduling import service as scheduling
from topsmile.scheduling import terms
from topsmile.scheduling.models import Appointment, Named

ASKS = Limit("payments", 30, 60)
TRIES = 3


async def create_intent(
    desk: Desk, cause: Cause, viewer: Viewer, till: Till, data: CreateIntent
) -> Intent:
    """Prepare, ask, record. What turned out to be over meanwhile is judged anew."""
    await _count(desk, viewer)
    till.check_on()
    for _ in range(TRIES):
        asked = await _begin(desk, cause, viewer, till, data)
        said = await _asked(till, asked)
        payment = await _recorded(desk, cause, viewer, asked, said)
        if payment.status == "pending" and payment.is_open and said.obj is not None:
            return _shown_intent(till, payment, said.obj)
    raise PaymentUnderway


async def _begin(desk: Desk, cause: Cause, viewer: Viewer, till: Till, data: CreateIntent) -> Asked:
    async with desk.database.transaction(viewer.clinic_id, cause) as tx:
        appointment = await scheduling.show(tx, viewer, data.appointment_id)
        await connect.paid_into(tx, till)
    customer = None
    if data.keep_card:
        customer = await cards.customer(
            desk.database, cause, till, viewer.clinic_id, appointment.patient.id
        )
    async with desk.database.transaction(viewer.clinic_id, cause) as tx:
        into = await connect.paid_into(tx, till)
        await queries.lock_appointment(tx, data.appointment_id)
        visit = await scheduling.get(tx, data.appointment_id)
        purpose, amount, payments = await beginning.choose(tx, visit, data.purpose)
        plan = Plan(visit, purpose, amount, into, customer=customer)
        payment = await beginning.begin(tx, plan, payments)
        call = asking.show(payment) if payment.intent else asking.create(payment)
        return Asked(payment, call, int(tx.now.timestamp()))


async def _asked(till: Till, asked: Asked) -> Answer:
    try:
        return await answers.answer(till.stripe, asked.call)
    except Unknown:
        raise PaymentUnknown(2) from None


async def _recorded(desk: Desk, cause: Cause, viewer: Viewer, asked: Asked, said: Answer) -> Stored:
    async with desk.database.transaction(viewer.clinic_id, cause) as tx:
        refused = await answers.record(tx, asked, said)
        payment = await queries.find(tx, asked.payment.id)
    if refused is not None:
        raise PaymentRefused(reason=refused)
    return payment


def _shown_intent(till: Till, payment: Stored, obj: Object) -> Intent:
    """The secret goes to the browser and is kept nowhere: who asks again gets it from Stripe."""
    return Intent(
        payment_id=payment.id,
        client_secret=str(obj["client_secret"]),
        publishable_key=till.publishable_key,
        amount=payment.amount,
        currency=payment.currency,
        account=payment.account or None,
        script_url=till.script_url,
        test=not payment.livemode,
        purpose=payment.purpose,
        methods=[str(each) for each in obj.get("payment_method_types") or ["card"]],
    )


async def charge(desk: Desk, cause: Cause, viewer: Viewer, till: Till, data: ChargeCard) -> Payment:
    """What was agreed, on the card that the patient left for it. Their bank may want them."""
    await _count(desk, viewer)
    till.check_on()
    async with desk.database.transaction(viewer.clinic_id, cause) as tx:
        into = await connect.paid_into(tx, till)
        await queries.lock_appointment(tx, data.appointment_id)
        visit = await scheduling.show(tx, viewer, data.appointment_id)
        purpose, amount, payments = await beginning.choose(tx, visit, data.purpose)
        card = await card_queries.newest(tx, visit.patient.id, into.stripe_account)
        if card is None:
            raise NoCard
        plan = Plan(visit, purpose, amount, into, card=card)
        payment = await beginning.begin(tx, plan, payments)
        call = asking.create(payment)
        if payment.intent is not None:
            payment = await queries.raise_version(tx, payment.id)
            call = asking.confirm(payment, card)
        asked = Asked(payment, call, int(tx.now.timestamp()))
    payment = await _recorded(desk, cause, viewer, asked, await _asked(till, asked))
    async with desk.database.transaction(viewer.clinic_id, cause) as tx:
        return await get(tx, viewer, payment.id)


async def _count(desk: Desk, viewer: Viewer) -> None:
    assert viewer.member, "only members pay"
    await desk.limiter.take(ASKS, str(viewer.member.person_id))


async def refund(tx: Tx, viewer: Viewer, payment_id: UUID, data: AskRefund) -> Payment:
    await refunds.ask_back(tx, payment_id, data)
    return await get(tx, viewer, payment_id)


async def get(tx: Tx, viewer: Viewer, payment_id: UUID) -> Payment:
    payment = await queries.told(tx, payment_id, viewer.only_patient)
    return (await _shown(tx, [payment]))[0]


async def listed(
    tx: Tx,
    viewer: Viewer,
    *,
    appointment_id: UUID | None,
    patient_id: UUID | None,
    status: Status | None,
    cursor: str | None,
    limit: int,
) -> Page[Payment]:
    """Newest first. Patients see their own."""
    own = viewer.only_patient
    if own is not None and patient_id not in (None, own):
        return Page([])
    found = await queries.listed(
        tx,
        only_patient=own or patient_id,
        appointment_id=appointment_id,
        status=status,
        before=read_cursor(cursor, UUID),
        limit=limit,
    )
    shown = page(found, limit, lambda payment: payment.id)
    return Page(await _shown(tx, shown.items), shown.next_cursor)


async def _shown(tx: Tx, payments: Sequence[Told]) -> list[Payment]:
    refunded = await queries.refunds_of(tx, [each.id for each in payments])
    return [
        Payment(
            id=each.id,
            version=each.version,
            appointment_id=each.appointment_id,
            patient_id=each.patient_id,
            patient=Named(each.patient_id, each.patient_name),
            visit=_visit(each),
            purpose=each.purpose,
            amount=each.amount,
            currency=each.currency,
            status=each.status,
            refunded=each.refunded,
            refundable=each.refundable,
            disputed=each.disputed,
            method=each.method,
            last_error=each.last_error,
            test=not each.livemode,
            created_at=each.created_at,
            succeeded_at=each.succeeded_at,
            cancelled_at=each.cancelled_at,
            refunds=[one.refund for one in refunded if one.payment_id == each.id],
        )
        for each in payments
    ]


def _visit(payment: Told) -> PaymentVisit:
    starts = local_of(payment.starts_at, ZoneInfo(payment.timezone))
    return PaymentVisit(Named(payment.service_id, payment.service_name), starts)


async def dues_of(tx: Tx, viewer: Viewer, till: Till, appointment_id: UUID) -> Dues:
    """What was agreed, what has been paid, and what may be paid now."""
    visit = await scheduling.show(tx, viewer, appointment_id)
    agreed = await terms.of(tx, appointment_id)
    payments = await queries.of_appointment(tx, appointment_id)
    choices = dues.payable(beginning.visit_of(visit, agreed), payments)
    currency = visit.price.currency
    late = visit.status == "pending_payment" and visit.pay_by and visit.pay_by <= tx.now
    return Dues(
        terms=agreed and agreed.alone(),
        paid=Money(dues.kept(payments), currency),
        due=next((Money(amount, currency) for amount in choices.values()), None),
        purposes=list(choices),
        payable=bool(choices) and not late and await _can_be_paid(tx, till),
        cancelling=await settling.if_cancelled(tx, visit, agreed, payments),
        consent=await cards.consent(tx),
    )


async def cancelling(tx: Tx, visit: Appointment) -> Cancelling | None:
    """What it means for the money if whoever asks cancels this visit now; None: nothing."""
    agreed = await terms.of(tx, visit.id)
    payments = await queries.of_appointment(tx, visit.id)
    return await settling.if_cancelled(tx, visit, agreed, payments)


async def _can_be_paid(tx: Tx, till: Till) -> bool:
    into = await connect.ready(tx)
    return till.on and into is not None and into.livemode == till.live
