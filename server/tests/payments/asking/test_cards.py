"""Cards on file: agreed to, charged by the desk, removed."""

from __future__ import annotations

import pytest
from contracts.problems import problem
from domain import SignIn
from make import Office
from payments.asking.paying import APPOINTMENTS, Practice, intent_of

pytestmark = pytest.mark.anyio
CARDS = "/api/payments/cards"
CHARGE = "/api/payments/charge"


async def test_kept_with_a_payment(practice: Practice, sign_in: SignIn, office: Office) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    intent = await practice.asked(patient, visit, keep_card=True)
    assert intent["methods"] == ["card"]
    practice.double.pay(intent_of(intent))
    await practice.deliver()

    (card,) = (await patient.get(CARDS)).json()["items"]
    assert (card["brand"], card["last4"]) == ("visa", "4242")
    (row,) = await practice.owner.fetch(
        "select consent, consented_at from payment_card where clinic_id = $1", office.id
    )
    assert row["consent"].startswith("Concordo que a clínica")
    (customer,) = practice.double.all("customer", practice.account)
    assert (customer["name"], customer["email"]) == (None, None)


async def test_kept_without_a_payment_and_removed(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    card = await practice.keep_a_card(patient)
    assert [each["id"] for each in (await patient.get(CARDS)).json()["items"]] == [card]

    assert (await patient.delete(f"{CARDS}/{card}")).status_code == 204
    await practice.deliver()

    assert (await patient.get(CARDS)).json()["items"] == []
    (method,) = practice.double.all("payment_method", practice.account)
    assert method["customer"] is None


async def test_anothers_setup_is_not_ones_own(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    one, other = await sign_in(office, "patient"), await sign_in(office, "patient")
    setup = intent_of((await one.post(f"{CARDS}/setup", json={})).json())
    problem(await one.post(CARDS, json={"setup_intent": setup}), 422, "invalid")
    practice.double.keep_card(setup)

    problem(await other.post(CARDS, json={"setup_intent": setup}), 422, "invalid")
    problem(await one.post(CARDS, json={"setup_intent": "seti_unknown"}), 422, "invalid")


async def test_another_patients_card_is_not_found(
    practice: Practice, sign_in: SignIn, office: Office, other_office: Office
) -> None:
    one, other = await sign_in(office, "patient"), await sign_in(office, "patient")
    card = await practice.keep_a_card(one)
    stranger = await sign_in(other_office, "admin")

    for who in (other, stranger):
        problem(await who.delete(f"{CARDS}/{card}"), 404, "not_found")


async def test_the_desk_charges_what_is_left(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient)
    await practice.pay(patient, visit, keep_card=True)

    charged = await desk.post(CHARGE, json={"appointment_id": visit})
    await practice.deliver()

    assert charged.status_code == 201, charged.text
    assert (charged.json()["purpose"], charged.json()["status"]) == ("balance", "succeeded")
    problem(await desk.post(CHARGE, json={"appointment_id": visit}), 422, "nothing_due")
    assert practice.charged() == [5000, 10000]


async def test_a_declined_card_is_tried_again_on_the_same_payment(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    await practice.keep_a_card(patient, "pm_card_authenticationRequired")
    visit = await practice.booked(patient)
    await practice.pay(patient, visit)

    declined = await desk.post(CHARGE, json={"appointment_id": visit})
    again = await desk.post(CHARGE, json={"appointment_id": visit})
    await practice.keep_a_card(patient)
    taken = await desk.post(CHARGE, json={"appointment_id": visit})

    for each in (declined, again):
        assert (each.json()["status"], each.json()["last_error"]) == (
            "pending",
            "authentication_required",
        )
    assert taken.json()["status"] == "succeeded"
    assert len({each.json()["id"] for each in (declined, again, taken)}) == 1
    assert practice.charged() == [5000, 10000]


@pytest.mark.parametrize("fault", ["drop after", "hang after", "late"])
async def test_a_charge_that_nobody_heard_of_is_not_made_twice(
    practice: Practice, sign_in: SignIn, office: Office, fault: str
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    await practice.keep_a_card(patient)
    visit = await practice.booked(patient)
    await practice.pay(patient, visit)
    practice.double.plan["POST /v1/payment_intents"].append(fault)  # type: ignore[arg-type]

    unknown = await desk.post(CHARGE, json={"appointment_id": visit})
    for _ in range(3):
        await practice.worker.drain()
        practice.clock.travel(minutes=2)

    problem(unknown, 503, "payment_unknown")
    assert practice.charged() == [5000, 10000]
    assert [each["status"] for each in await practice.payments(visit)] == ["succeeded"] * 2


async def test_without_a_card_nothing_is_charged(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    visit = await practice.booked(patient)

    problem(await desk.post(CHARGE, json={"appointment_id": visit}), 422, "no_card")


async def test_of_an_archived_patient_no_card_stays(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient, desk = await sign_in(office, "patient"), await sign_in(office)
    await practice.keep_a_card(patient)
    who = patient.account.patient  # type: ignore[attr-defined]

    await desk.post(f"/api/patients/{who}/archive")
    await practice.deliver()

    assert (await desk.get(f"{CARDS}?patient_id={who}")).json()["items"] == []
    (method,) = practice.double.all("payment_method", practice.account)
    assert method["customer"] is None


async def test_the_desk_books_and_charges_nothing_by_itself(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    desk = await sign_in(office)
    visit = await desk.post(APPOINTMENTS, json=office.booking(starts_at="2030-01-10T09:00:00Z"))
    due = (await desk.get(f"/api/payments/terms/{visit.json()['id']}")).json()

    assert visit.json()["status"] == "scheduled"
    assert (due["due"]["amount"], due["purposes"]) == (15000, ["full", "deposit"])
