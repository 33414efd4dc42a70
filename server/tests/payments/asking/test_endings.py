"""Cancelled, not come to, paid too late: where the money ends up."""

from __future__ import annotations

import pytest
from contracts.problems import problem
from domain import SignIn
from make import Office
from payments.asking.paying import APPOINTMENTS, INTENT, Practice, intent_of

pytestmark = pytest.mark.anyio
SOON = "2030-01-07T18:00:00Z"


async def test_in_time_all_goes_back(practice: Practice, sign_in: SignIn, office: Office) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    await practice.pay(patient, visit)

    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()

    assert await practice.refunds(visit) == [(5000, "cancelled", "succeeded")]
    assert practice.sent_back() == [5000]
    (paid,) = (await patient.get(f"/api/payments?appointment_id={visit}")).json()["items"]
    assert (paid["refunded"], paid["refundable"]) == (5000, 0)
    problem(await patient.post(INTENT, json={"appointment_id": visit}), 422, "nothing_due")


async def test_late_the_deposit_counts_towards_the_fee(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient, at="2030-01-07T11:00:00Z")
    await practice.pay(patient, visit)

    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()

    assert await practice.refunds(visit) == [(1000, "cancelled", "succeeded")]
    assert len(await practice.payments(visit)) == 1


async def test_cancelled_by_the_clinic_costs_nothing(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient, at="2030-01-07T11:00:00Z")
    await practice.pay(patient, visit, purpose="full")

    await desk.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()

    assert await practice.refunds(visit) == [(15000, "cancelled", "succeeded")]


async def test_a_no_show_owes_what_was_agreed_and_pays_it_later(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient, at="2030-01-07T11:00:00Z")
    await practice.pay(patient, visit)

    await desk.post(f"{APPOINTMENTS}/{visit}/no-show")
    await practice.deliver()

    due = (await patient.get(f"/api/payments/terms/{visit}")).json()
    assert (due["due"]["amount"], due["purposes"]) == (15000, ["no_show_fee"])
    _, fee = await practice.payments(visit)
    assert (fee["status"], fee["intent"]) == ("pending", None)
    paid = await practice.pay(patient, visit)
    assert (paid["id"], paid["purpose"], paid["status"]) == (fee["id"], "no_show_fee", "succeeded")
    assert sum(practice.charged()) == 20000


async def test_a_no_show_on_a_kept_card(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient, at="2030-01-07T11:00:00Z")
    await practice.pay(patient, visit, keep_card=True)

    await desk.post(f"{APPOINTMENTS}/{visit}/no-show")
    await practice.deliver()

    _, fee = await practice.payments(visit)
    assert (fee["status"], fee["amount"], fee["off_session"]) == ("succeeded", 15000, True)
    assert practice.charged() == [5000, 15000]


async def test_the_bank_wants_the_patient_for_the_fee(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    await practice.keep_a_card(patient, "pm_card_authenticationRequired")
    visit = await practice.booked(patient, at="2030-01-07T11:00:00Z")
    await practice.pay(patient, visit)
    await desk.post(f"{APPOINTMENTS}/{visit}/no-show")
    await practice.deliver()
    _, open_fee = await practice.payments(visit)

    paid = await practice.pay(patient, visit)

    assert (open_fee["status"], open_fee["last_error"]) == ("pending", "authentication_required")
    assert (paid["id"], paid["status"]) == (open_fee["id"], "succeeded")
    assert practice.charged() == [5000, 15000]


@pytest.mark.parametrize("fault", ["drop after", "500 after", "hang before", "500 for good"])
async def test_a_kept_card_is_charged_once_whatever_is_heard(
    practice: Practice, sign_in: SignIn, office: Office, fault: str
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    await practice.keep_a_card(patient)
    visit = await practice.booked(patient, at="2030-01-07T11:00:00Z")
    await practice.pay(patient, visit)
    practice.double.plan["POST /v1/payment_intents"].append(fault)  # type: ignore[arg-type]

    await desk.post(f"{APPOINTMENTS}/{visit}/no-show")
    for _ in range(3):
        await practice.worker.drain()
        practice.clock.travel(minutes=5)

    assert practice.charged() == [5000, 15000]
    _, fee = await practice.payments(visit)
    assert fee["status"] == "succeeded"


async def test_who_came_after_all_owes_nothing_for_not_coming(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient, at="2030-01-07T11:00:00Z")
    await practice.pay(patient, visit)
    await desk.post(f"{APPOINTMENTS}/{visit}/no-show")
    await practice.deliver()

    await desk.post(f"{APPOINTMENTS}/{visit}/check-in")
    await practice.deliver()

    _, fee = await practice.payments(visit)
    assert fee["status"] == "cancelled"
    due = (await desk.get(f"/api/payments/terms/{visit}")).json()
    assert (due["due"]["amount"], due["purposes"]) == (10000, ["balance"])


async def test_an_unpaid_visit_that_is_cancelled_cannot_be_paid_any_more(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    intent = await practice.asked(patient, visit)

    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()

    assert practice.double.thing(intent_of(intent))["status"] == "canceled"
    (payment,) = await practice.payments(visit)
    assert payment["status"] == "cancelled"


async def test_paid_while_it_was_being_cancelled(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    intent = await practice.asked(patient, visit)
    await patient.post(f"{APPOINTMENTS}/{visit}/cancel")
    practice.double.pay(intent_of(intent))

    await practice.deliver()

    assert await practice.status(visit) == "cancelled"
    assert practice.charged() == practice.sent_back() == [5000]


async def test_paid_too_late_and_the_time_is_still_free(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    intent = await practice.asked(patient, visit)
    practice.double.pay(intent_of(intent))
    practice.clock.travel(minutes=20)
    await practice.deliver()

    assert await practice.status(visit) == "confirmed"
    assert practice.sent_back() == []


async def test_paid_too_late_and_the_time_is_somebody_elses(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    intent = await practice.asked(patient, visit)
    practice.double.pay(intent_of(intent))
    practice.clock.travel(minutes=20)
    desk = await sign_in(office)
    taken = await desk.post(APPOINTMENTS, json=office.booking(starts_at="2030-01-10T09:00:00Z"))
    assert taken.status_code == 201, taken.text

    await practice.deliver()

    assert await practice.status(visit) == "cancelled"
    assert await practice.refunds(visit) == [(5000, "late_payment", "succeeded")]


async def test_after_the_time_to_pay_nothing_is_begun(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    practice.clock.travel(minutes=15)
    patient = await sign_in(office, "patient", patient.account)  # type: ignore[attr-defined]

    refused = await patient.post(INTENT, json={"appointment_id": visit})

    problem(refused, 409, "too_late_to_pay")
