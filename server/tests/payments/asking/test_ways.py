"""Ways to pay: which are offered when, money without cents, what takes a while."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from contracts.problems import problem
from domain import SignIn
from make import Office
from payments.asking.paying import APPOINTMENTS, INTENT, Practice, intent_of

from topsmile.payments.asking import Wanted, intent_params, methods

pytestmark = pytest.mark.anyio
NOW = datetime(2030, 1, 7, 6, tzinfo=UTC)
SOME = UUID(int=1)
ALL = ["card", "pix", "boleto"]


def wanted(**changes: object) -> Wanted:
    fields = {
        "clinic_id": SOME,
        "payment_id": SOME,
        "appointment_id": SOME,
        "amount": 5000,
        "currency": "BRL",
        "now": NOW,
        "starts_at": NOW + timedelta(days=10),
        "pay_by": None,
        "enabled": ALL,
        "customer": None,
        **changes,
    }
    return Wanted(**fields)  # type: ignore[arg-type]


OFFERED = [
    (wanted(), ALL),
    (wanted(starts_at=NOW + timedelta(days=4)), ["card", "pix"]),
    (wanted(pay_by=NOW + timedelta(minutes=10)), ["card", "pix"]),
    (wanted(pay_by=NOW + timedelta(minutes=1)), ["card"]),
    (wanted(enabled=["card"]), ["card"]),
    (wanted(currency="JPY"), ["card"]),
    (wanted(customer="cus_1"), ["card"]),
]


@pytest.mark.parametrize(("of", "expected"), OFFERED)
def test_what_is_offered(of: Wanted, expected: list[str]) -> None:
    assert methods(of) == expected


def test_a_pix_code_does_not_outlive_the_time_to_pay() -> None:
    options = intent_params(wanted(pay_by=NOW + timedelta(minutes=10)))["payment_method_options"]
    assert options["pix"] == {"expires_after_seconds": 600}
    assert intent_params(wanted())["payment_method_options"]["pix"] == {
        "expires_after_seconds": 24 * 3600
    }


async def test_by_pix(practice: Practice, sign_in: SignIn, office: Office) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    intent = await practice.asked(patient, visit)
    assert intent["methods"] == ["card", "pix"]

    practice.double.pay(intent_of(intent), method="pix")
    await practice.deliver()
    assert await practice.status(visit) == "pending_payment"
    practice.double.complete_pix(intent_of(intent))
    await practice.deliver()

    assert await practice.status(visit) == "confirmed"
    (paid,) = await practice.payments(visit)
    assert paid["method"] == "pix"


async def test_by_boleto_which_takes_days(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    desk = await sign_in(office)
    visit = (
        await desk.post(APPOINTMENTS, json=office.booking(starts_at="2030-01-20T09:00:00Z"))
    ).json()["id"]
    intent = await practice.asked(desk, visit)
    assert intent["methods"] == ALL

    practice.double.pay(intent_of(intent), method="boleto")
    practice.double.process(intent_of(intent))
    await practice.deliver()
    waiting = await practice.payment(intent["payment_id"])
    problem(await desk.post(INTENT, json={"appointment_id": visit}), 409, "payment_underway")
    practice.double.complete_boleto(intent_of(intent))
    await practice.deliver()

    assert waiting["status"] == "processing"
    assert (await practice.payment(intent["payment_id"]))["status"] == "succeeded"


@pytest.mark.parametrize(("way", "ends"), [("pix", "pending"), ("boleto", "failed")])
async def test_money_on_its_way_when_the_visit_is_cancelled_comes_back(
    practice: Practice, sign_in: SignIn, office: Office, way: str, ends: str
) -> None:
    desk = await sign_in(office)
    visit = (
        await desk.post(APPOINTMENTS, json=office.booking(starts_at="2030-01-20T09:00:00Z"))
    ).json()["id"]
    intent = await practice.asked(desk, visit)
    name = intent_of(intent)
    practice.double.pay(name, method=way)  # type: ignore[arg-type]
    practice.double.process(name)
    await practice.deliver()
    await desk.post(f"{APPOINTMENTS}/{visit}/cancel")
    await practice.deliver()
    practice.double.complete(name)
    await practice.deliver()

    # A pix goes back within days, of a boleto Stripe gives nothing back: both are there to see.
    assert await practice.refunds(visit) == [(15000, "cancelled", ends)]
    manager = await sign_in(office, "manager")
    again = await manager.post(f"/api/payments/{intent['payment_id']}/refund", json={})
    problem(again, 422, "invalid")


async def test_yen_have_no_cents(practice: Practice, sign_in: SignIn, office: Office) -> None:
    await practice.open("JPY")
    patient, manager = await sign_in(office, "patient"), await sign_in(office, "manager")
    visit = await practice.booked(patient)
    paid = await practice.pay(patient, visit)

    await manager.post(f"/api/payments/{paid['id']}/refund", json={"amount": 1})
    await practice.deliver()

    assert (paid["amount"], paid["currency"], paid["status"]) == (5000, "JPY", "succeeded")
    assert practice.charged() == [5000]
    assert practice.sent_back() == [1]


@pytest.mark.parametrize(
    "body",
    [{"amount": 1}, {"currency": "JPY"}, {"account": "acct_1"}, {"purpose": "free"}, {"intent": 1}],
)
async def test_the_amount_is_the_servers(
    practice: Practice, sign_in: SignIn, office: Office, body: dict[str, object]
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)

    problem(await patient.post(INTENT, json={"appointment_id": visit, **body}), 422, "invalid")
    assert await practice.payments(visit) == []


async def test_a_price_that_changed_meanwhile_is_not_asked_for(
    practice: Practice, sign_in: SignIn, office: Office
) -> None:
    """What was agreed stays; an open payment of another amount is withdrawn."""
    desk = await sign_in(office)
    visit = (
        await desk.post(APPOINTMENTS, json=office.booking(starts_at="2030-01-20T09:00:00Z"))
    ).json()["id"]
    first = await practice.asked(desk, visit)
    await practice.owner.execute(
        "update appointment set price_amount = 20000 where id = $1", UUID(visit)
    )
    second = await practice.asked(desk, visit)
    await practice.deliver()

    assert (first["amount"], second["amount"]) == (15000, 20000)
    assert practice.double.thing(intent_of(first))["status"] == "canceled"


async def test_of_another_patient_or_clinic_nothing_is_found(
    practice: Practice, sign_in: SignIn, office: Office, other_office: Office
) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    payment = (await practice.asked(patient, visit))["payment_id"]
    other, stranger = await sign_in(office, "patient"), await sign_in(other_office, "admin")

    for who in (other, stranger):
        problem(await who.post(INTENT, json={"appointment_id": visit}), 404, "not_found")
        problem(await who.get(f"/api/payments/{payment}"), 404, "not_found")
        problem(await who.get(f"/api/payments/terms/{visit}"), 404, "not_found")
        assert (await who.get(f"/api/payments?appointment_id={visit}")).json()["items"] == []
    problem(await stranger.post(f"/api/payments/{payment}/refund", json={}), 404, "not_found")
    problem(
        await stranger.post("/api/payments/charge", json={"appointment_id": visit}),
        422,
        "payments_off",
    )


async def test_how_often_is_too_often(practice: Practice, sign_in: SignIn, office: Office) -> None:
    patient = await sign_in(office, "patient")
    visit = await practice.booked(patient)
    statuses = [
        (await patient.post(INTENT, json={"appointment_id": visit})).status_code for _ in range(31)
    ]
    assert statuses == [201] * 30 + [429]
