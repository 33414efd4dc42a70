"""A deposit from the click to the confirmed visit, and what may come between."""

from __future__ import annotations

import asyncio

import pytest
from contracts.problems import problem
from domain import SignIn
from make import Office
from payments.asking.paying import INTENT, Practice, intent_of

pytestmark = pytest.mark.anyio


async def test_a_deposit_is_paid_and_the_visit_confirmed(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)

    intent = await practice.asked(patient, visit)
    assert (intent["amount"], intent["currency"], intent["purpose"]) == (5000, "BRL", "deposit")
    assert intent["account"] == practice.account
    assert intent["publishable_key"] == "pk_test_platform"
    assert intent["test"]
    thing = practice.double.thing(intent_of(intent))
    assert (thing["amount"], thing["currency"]) == (5000, "brl")
    assert thing["metadata"] == {
        "clinic_id": str(office.id),
        "payment_id": intent["payment_id"],
        "appointment_id": visit,
    }

    practice.double.pay(thing["id"])
    await practice.deliver()

    assert await practice.status(visit) == "confirmed"
    (paid,) = (await patient.get(f"/api/payments?appointment_id={visit}")).json()["items"]
    assert (paid["status"], paid["refundable"], paid["refunds"]) == ("succeeded", 5000, [])
    left = (await patient.get(f"/api/payments/terms/{visit}")).json()
    assert left["paid"]["amount"] == 5000
    assert (left["due"]["amount"], left["purposes"]) == (10000, ["balance"])


async def test_asking_again_is_the_same_payment(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)

    answers = await asyncio.gather(*(practice.asked(patient, visit) for _ in range(6)))
    later = await practice.asked(patient, visit)

    assert {each["payment_id"] for each in [*answers, later]} == {later["payment_id"]}
    assert {each["client_secret"] for each in [*answers, later]} == {later["client_secret"]}
    assert len(practice.double.all("payment_intent", practice.account)) == 1


async def test_the_secret_is_kept_nowhere(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    secret = (await practice.asked(patient, visit))["client_secret"]
    await practice.deliver()

    tables = await practice.owner.fetch(
        """
        select table_name from information_schema.tables
        where table_schema = 'public' and table_type = 'BASE TABLE'
        """
    )
    for table in tables:
        name = table["table_name"]
        kept = await practice.owner.fetchval(
            f"select count(*) from {name} t where t::text like '%' || $1 || '%'",
            secret,
        )
        assert kept == 0, name


async def test_declined_then_paid(practice: Practice, sign_in: SignIn, office: Office) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    intent = await practice.asked(patient, visit)

    practice.double.fail_attempt(intent_of(intent))
    await practice.deliver()
    declined = await practice.payment(intent["payment_id"])
    again = await practice.asked(patient, visit)
    practice.double.pay(intent_of(again))
    await practice.deliver()

    assert (declined["status"], declined["last_error"]) == ("pending", "generic_decline")
    assert again["payment_id"] == intent["payment_id"]
    assert await practice.status(visit) == "confirmed"
    assert practice.charged() == [5000]


async def test_the_bank_wants_its_customer(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    intent = intent_of(await practice.asked(patient, visit))

    practice.double.pay(intent, "pm_card_authenticationRequired")
    await practice.deliver()
    waiting = await practice.status(visit)
    practice.double.authenticate(intent)
    await practice.deliver()

    assert (waiting, await practice.status(visit)) == ("pending_payment", "confirmed")


@pytest.mark.parametrize("fault", ["hang before", "hang after", "drop after", "500 after", "late"])
async def test_no_answer_is_not_a_no(
    practice: Practice, sign_in: SignIn, office: Office, fault: str
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    practice.double.plan["POST /v1/payment_intents"].append(fault)  # type: ignore[arg-type]

    unknown = await patient.post(INTENT, json={"appointment_id": visit})
    (waiting,) = await practice.payments(visit)
    await asyncio.sleep(0.7 if fault == "late" else 0)
    again = await practice.asked(patient, visit)

    assert problem(unknown, 503, "payment_unknown")
    assert unknown.headers["retry-after"]
    assert waiting["status"] == "pending"
    assert again["payment_id"] == str(waiting["id"])
    assert len(practice.double.all("payment_intent", practice.account)) == 1


async def test_what_was_cut_off_is_followed_up(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    practice.double.plan["POST /v1/payment_intents"].append("drop after")
    await patient.post(INTENT, json={"appointment_id": visit})

    practice.clock.travel(minutes=1)
    await practice.worker.drain()

    (payment,) = await practice.payments(visit)
    (intent,) = practice.double.all("payment_intent", practice.account)
    assert payment["intent"] == intent["id"]


async def test_what_answers_nothing_for_long_is_left_behind(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    """A key that remembers an error of Stripe's own would keep the patient from paying for ever."""
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    practice.double.plan["POST /v1/payment_intents"].append("500 for good")
    await patient.post(INTENT, json={"appointment_id": visit})
    problem(await patient.post(INTENT, json={"appointment_id": visit}), 503, "payment_unknown")

    practice.clock.travel(minutes=3)
    intent = await practice.asked(patient, visit)

    first, second = await practice.payments(visit)
    assert (first["status"], first["intent"]) == ("cancelled", None)
    assert intent["payment_id"] == str(second["id"])


async def test_the_whole_price_instead_of_the_deposit(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    """Two tabs, two purposes: only the one chosen last stays open."""
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    deposit = await practice.asked(patient, visit)
    whole = await practice.asked(patient, visit, purpose="full")
    await practice.deliver()

    assert whole["amount"] == 15000
    assert practice.double.thing(intent_of(deposit))["status"] == "canceled"
    assert (await practice.payment(deposit["payment_id"]))["status"] == "cancelled"
    problem(
        await patient.post(INTENT, json={"appointment_id": visit, "purpose": "balance"}),
        422,
        "invalid",
    )


async def test_nothing_is_paid_twice(practice: Practice, sign_in: SignIn, office: Office) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    await practice.pay(patient, visit, purpose="full")

    problem(await patient.post(INTENT, json={"appointment_id": visit}), 422, "nothing_due")


async def test_both_tabs_paid(practice: Practice, sign_in: SignIn, office: Office) -> None:
    """The first tab's intent was being paid when the second tab withdrew it."""
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    deposit = await practice.asked(patient, visit)
    whole = await practice.asked(patient, visit, purpose="full")
    practice.double.pay(intent_of(deposit))
    practice.double.pay(intent_of(whole))

    await practice.deliver()

    assert await practice.status(visit) == "confirmed"
    kept = sum(practice.charged()) - sum(practice.sent_back())
    assert kept == 15000
    assert {reason for _, reason, _ in await practice.refunds(visit)} == {"duplicate"}
