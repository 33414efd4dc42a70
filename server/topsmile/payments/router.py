from __future__ import annotations

from uuid import UUID

from litestar import Response, Router, delete, get, patch, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from topsmile.identity.desk import Desk
from topsmile.identity.models import Viewer
from topsmile.identity.permissions import needs
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.idempotency import Once
from topsmile.kernel.pages import Limit, Page
from topsmile.payments import cards, connect, policy, service
from topsmile.payments.card_models import Card, Cards, CardSetup, KeepCard, SetUpCard
from topsmile.payments.models import (
    Account,
    AskRefund,
    ChangePaymentSettings,
    ChargeCard,
    CreateIntent,
    Dues,
    Intent,
    Onboarding,
    Payment,
    PaymentSettings,
    Status,
)
from topsmile.payments.till import Till


@post("/create-intent", opt=needs("payments.pay"), operation_id="createPaymentIntent")
async def create_intent(
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    viewer: NamedDependency[Viewer],
    till: NamedDependency[Till],
    data: JSONBody[CreateIntent],
) -> Intent:
    """Begin to pay for an appointment, or go on with it. What and how much, the server says."""
    return await service.create_intent(desk, cause, viewer, till, data)


@get("/", opt=needs("payments.read"), operation_id="listPayments")
async def listed(
    tx: NamedDependency[Tx],
    viewer: NamedDependency[Viewer],
    *,
    appointment_id: FromQuery[UUID | None] = None,
    patient_id: FromQuery[UUID | None] = None,
    status: FromQuery[Status | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Limit = 50,
) -> Page[Payment]:
    """Payments, the newest first; patients see their own."""
    return await service.listed(
        tx,
        viewer,
        appointment_id=appointment_id,
        patient_id=patient_id,
        status=status,
        cursor=cursor,
        limit=limit,
    )


@get("/{payment_id:str}", opt=needs("payments.read"), operation_id="showPayment")
async def show(
    tx: NamedDependency[Tx], viewer: NamedDependency[Viewer], payment_id: FromPath[UUID]
) -> Payment:
    """One payment with its refunds."""
    return await service.get(tx, viewer, payment_id)


@post(
    "/{payment_id:str}/refund",
    status_code=200,
    opt=needs("payments.refund"),
    operation_id="refundPayment",
)
async def refund(
    tx: NamedDependency[Tx],
    viewer: NamedDependency[Viewer],
    once: NamedDependency[Once],
    payment_id: FromPath[UUID],
    data: JSONBody[AskRefund],
) -> Response[Payment]:
    """Give all or a part back. Stripe is asked at once; how it ended, the refund's status says."""
    return await once(lambda: service.refund(tx, viewer, payment_id, data), 200)


@get("/terms/{appointment_id:str}", opt=needs("payments.read"), operation_id="showDues")
async def dues(
    tx: NamedDependency[Tx],
    viewer: NamedDependency[Viewer],
    till: NamedDependency[Till],
    appointment_id: FromPath[UUID],
) -> Dues:
    """What was agreed for an appointment, what has been paid and what may be paid now."""
    return await service.dues_of(tx, viewer, till, appointment_id)


@post("/charge", opt=needs("payments.take"), operation_id="chargeCard")
async def charge(
    desk: NamedDependency[Desk],
    cause: NamedDependency[Cause],
    viewer: NamedDependency[Viewer],
    till: NamedDependency[Till],
    data: JSONBody[ChargeCard],
) -> Payment:
    """Charge the patient's kept card with what is due. A bank that wants its holder leaves the
    payment open, with `last_error`, for the patient to pay."""
    return await service.charge(desk, cause, viewer, till, data)


@get("/cards", opt=needs("payments.read"), operation_id="listCards")
async def kept(
    tx: NamedDependency[Tx],
    viewer: NamedDependency[Viewer],
    patient_id: FromQuery[UUID | None] = None,
) -> Cards:
    """The cards that a patient agreed to have kept. Staff name the patient."""
    return await cards.listed(tx, viewer, patient_id)


@post("/cards/setup", opt=needs("payments.pay"), operation_id="setUpCard")
async def set_up(
    database: NamedDependency[Database],
    cause: NamedDependency[Cause],
    viewer: NamedDependency[Viewer],
    till: NamedDependency[Till],
    data: JSONBody[SetUpCard],
) -> CardSetup:
    """Begin to keep a card without paying. The answer has the sentence to agree to."""
    return await cards.set_up(database, cause, viewer, till, data)


@post("/cards", opt=needs("payments.pay"), operation_id="keepCard")
async def keep(
    database: NamedDependency[Database],
    cause: NamedDependency[Cause],
    viewer: NamedDependency[Viewer],
    till: NamedDependency[Till],
    data: JSONBody[KeepCard],
) -> Card:
    """Keep the card that was set up and confirmed in the browser."""
    return await cards.keep(database, cause, viewer, till, data)


@delete("/cards/{card_id:str}", opt=needs("payments.pay"), operation_id="removeCard")
async def remove(
    tx: NamedDependency[Tx], viewer: NamedDependency[Viewer], card_id: FromPath[UUID]
) -> None:
    """Keep it no longer."""
    await cards.remove(tx, viewer, card_id)


@get("/settings", opt=needs("payments.manage"), operation_id="showPaymentSettings")
async def settings(tx: NamedDependency[Tx], till: NamedDependency[Till]) -> PaymentSettings:
    """What the clinic asks of whoever books."""
    return await policy.show(tx, till)


@patch("/settings", opt=needs("payments.manage"), operation_id="changePaymentSettings")
async def change_settings(
    tx: NamedDependency[Tx], till: NamedDependency[Till], data: JSONBody[ChangePaymentSettings]
) -> PaymentSettings:
    """For bookings from now on: what was agreed stays agreed."""
    return await policy.change(tx, till, data)


@get("/account", opt=needs("payments.manage"), operation_id="showPaymentAccount")
async def account(
    database: NamedDependency[Database],
    cause: NamedDependency[Cause],
    viewer: NamedDependency[Viewer],
    till: NamedDependency[Till],
) -> Account:
    """Whether the clinic can be paid, and what Stripe still wants to know of it."""
    return await connect.show(database, cause, till, viewer.clinic_id)


@post(
    "/account/onboarding",
    status_code=200,
    opt=needs("payments.manage"),
    operation_id="onboardPaymentAccount",
)
async def onboarding(
    database: NamedDependency[Database],
    cause: NamedDependency[Cause],
    viewer: NamedDependency[Viewer],
    till: NamedDependency[Till],
) -> Onboarding:
    """Where the clinic opens its account with Stripe, or goes on with that."""
    return await connect.onboard(database, cause, till, viewer.clinic_id)


router = Router(
    "/api/payments",
    route_handlers=[
        create_intent,
        listed,
        show,
        refund,
        dues,
        charge,
        kept,
        set_up,
        keep,
        remove,
        settings,
        change_settings,
        account,
        onboarding,
    ],
    tags=["Payments"],
)
