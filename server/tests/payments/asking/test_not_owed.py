"""Nobody pays for what never was certain or did not happen; nothing goes back at a fee's cost."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest
from domain import SignIn
from make import Office
from payments.asking.paying import APPOINTMENTS, Practice, intent_of

from topsmile.kernel.cause import Cause
from topsmile.payments import queries, settling

pytestmark = pytest.mark.anyio
SOON = "2030-01-07T11:00:00Z"
CHARGE = "/api/payments/charge"


async def test_a_visit_that_was_never_certain_costs_nothing(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    await practice.keep_a_card(patient)
    visit = await practice.booked(patient, at=SOON)

    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()

    assert practice.charged() == []
    assert await practice.payments(visit) == []


async def test_the_fee_of_who_came_after_all_goes_back(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient, at=SOON)
    await practice.pay(patient, visit, keep_card=True)
    await desk.post(f"{APPOINTMENTS}/{visit}/no-show")
    await practice.deliver()
    assert practice.charged() == [5000, 15000]

    await desk.post(f"{APPOINTMENTS}/{visit}/check-in")
    await practice.deliver()

    assert practice.sent_back() == [15000]
    due = (await desk.get(f"/api/payments/terms/{visit}")).json()
    assert (due["due"]["amount"], due["purposes"]) == (10000, ["balance"])


async def test_what_was_given_back_meanwhile_is_not_given_back_from_the_fee(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    """A manager refunds a part just while the cancellation is settled."""
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient, at=SOON)
    paid = await practice.pay(patient, visit, purpose="full")
    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    database, cause = practice.worker.database, Cause("a test")

    async def settle() -> None:
        async with database.transaction(office.id, cause) as tx:
            await settling.settle(tx, UUID(visit))

    async with database.transaction(office.id, cause) as tx:
        await tx.run(
            "select from payment where clinic_id = $1 and id = $2 for no key update", paid["id"]
        )
        settling_now = asyncio.create_task(settle())
        while not await waits(practice):
            await asyncio.sleep(0.01)
        await tx.run(
            """
            insert into refund (clinic_id, payment_id, amount, currency, reason, status, key,
              request_id, created_at)
            values ($1, $2, 5000, 'BRL', 'requested', 'pending', 'by hand', 'test', $3)
            """,
            paid["id"],
            tx.now,
        )
    await settling_now

    assert sum(amount for amount, _, _ in await practice.refunds(visit)) == 15000 - 4000


async def waits(practice: Practice) -> bool:
    return bool(
        await practice.owner.fetchval(
            """
            select exists (select from pg_stat_activity
              where datname = current_database() and wait_event_type = 'Lock')
            """
        )
    )


async def test_a_card_is_not_charged_for_a_visit_that_was_cancelled_just_now(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    await practice.keep_a_card(patient)
    visit = await practice.booked(patient)
    await practice.pay(patient, visit)
    database, cause = practice.worker.database, Cause("a test")

    async with database.transaction(office.id, cause) as tx:
        await queries.lock_appointment(tx, UUID(visit))
        charging = asyncio.create_task(desk.post(CHARGE, json={"appointment_id": visit}))
        while not await waits(practice):
            await asyncio.sleep(0.01)
        cancelled = await desk.post(f"{APPOINTMENTS}/{visit}/cancel")
        assert cancelled.status_code == 200

    assert (await charging).status_code == 422
    assert practice.charged() == [5000]


async def test_a_kept_card_is_charged_though_the_patient_began_with_another(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    """Stripe takes a customer's card for that customer's intents only."""
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient)
    await practice.pay(patient, visit)
    await practice.keep_a_card(patient)
    await practice.asked(patient, visit)

    charged = await desk.post(CHARGE, json={"appointment_id": visit})
    await practice.deliver()

    assert charged.status_code == 201, charged.text
    assert practice.charged() == [5000, 10000]


async def test_a_fee_that_is_paid_is_not_asked_for_again(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    """The patient pays in the browser what the desk has begun to charge to another card."""
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient, at=SOON)
    await practice.pay(patient, visit)
    await desk.post(f"{APPOINTMENTS}/{visit}/no-show")
    await practice.deliver()
    asked = await practice.asked(patient, visit)
    await practice.keep_a_card(patient, "pm_card_authenticationRequired")
    practice.double.pay(intent_of(asked))
    open_still = await desk.post(CHARGE, json={"appointment_id": visit})
    assert open_still.json()["status"] == "pending", open_still.text

    await practice.deliver()

    due = (await patient.get(f"/api/payments/terms/{visit}")).json()
    assert due["purposes"] == []
    assert practice.charged() == [5000, 15000]


async def test_a_deposit_that_is_disputed_at_once_secures_its_visit(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    """It came; whose it is the bank decides, and the time is not given to somebody else."""
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    intent = await practice.asked(patient, visit)
    practice.double.pay(intent_of(intent))
    practice.double.dispute(intent_of(intent))

    await practice.deliver()

    (payment,) = await practice.payments(visit)
    assert (payment["status"], payment["disputed"]) == ("succeeded", True)
    assert await practice.status(visit) == "confirmed"
