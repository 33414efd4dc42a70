"""No event ever comes: asking Stripe finds out what was missed, and compares to the cent."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from contracts.problems import problem
from domain import SignIn, TravelClock
from doubles.stripe import Double
from doubles.stripe.postman import Bring
from make import Connection, Office
from payments.conftest import PayingOffice
from payments.hearing.test_learning import learn
from payments.hearing.words import Said
from payments.story.scene import Scene, balance, books, intent_of, said

from topsmile.adapters.mail import MemoryMail
from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker
from topsmile.payments import reconciling_handlers

pytestmark = pytest.mark.anyio
RECONCILE = "/api/payments/reconcile"


@pytest.fixture
def scene(
    paying_office: PayingOffice,
    patient: httpx.AsyncClient,
    stripe: Double,
    deliver: Bring,
    paying_worker: Worker,
    mail: MemoryMail,
    owner: Connection,
    clock: TravelClock,
    enter: SignIn,
) -> Scene:
    return Scene(paying_office, patient, stripe, deliver, paying_worker, mail, owner, clock, enter)


async def deaf(scene: Scene) -> tuple[dict[str, Any], dict[str, Any]]:
    """A deposit that was paid, and nobody told us."""
    visit = await scene.book()
    asked = await scene.ask_to_pay(visit)
    scene.stripe.pay(intent_of(asked))
    await scene.worker.drain()
    assert (await scene.payment(asked))["status"] == "pending"
    return visit, asked


async def test_a_payment_that_no_event_told_of(scene: Scene) -> None:
    visit, asked = await deaf(scene)

    found = await scene.reconcile()

    assert (await scene.payment(asked))["status"] == "succeeded"
    assert (await scene.visit(visit))["status"] == "confirmed"
    assert (found["payments"], found["by_hand"], found["differences"]) == (1, True, [])
    assert found["changed"] >= 1
    held = await scene.books()
    assert held["stripe_balance"] == scene.balance()
    assert held["fees"] > 0
    assert sum(held.values()) == 0

    again = await scene.reconcile()
    assert (again["payments"], again["changed"]) == (0, 0)
    assert await scene.books() == held


async def test_what_happened_in_stripes_own_pages(scene: Scene) -> None:
    """A refund, a dispute and a payout of a payment that was over for us."""
    _, asked = await deaf(scene)
    await scene.reconcile()
    scene.stripe.refund_in_dashboard(intent_of(asked), 1000)
    scene.stripe.dispute(intent_of(asked))
    scene.stripe.pay_out(scene.office.account)

    found = await scene.reconcile()

    payment = await scene.payment(asked)
    assert (payment["refunded"], payment["disputed"]) == (1000, True)
    assert [each["reason"] for each in payment["refunds"]] == ["elsewhere"]
    assert found["differences"] == []
    held = await scene.books()
    assert held.get("stripe_balance", 0) == scene.balance()
    paid_out = scene.stripe.all("payout", scene.office.account)[0]["amount"]
    assert held["bank"] == paid_out


async def test_a_refund_that_failed_and_nobody_said_so(scene: Scene) -> None:
    _, asked = await scene.paid_visit("pm_card_pendingRefund")
    staff = await scene.staff("manager")
    said(
        await staff.post(f"/api/payments/{asked['payment_id']}/refund", json={"amount": 2000}), 200
    )
    await scene.worker.drain()
    (refund,) = scene.stripe.all("refund", scene.office.account)
    assert (await scene.payment(asked))["refunds"][0]["status"] == "pending"
    scene.stripe.fail_refund(refund["id"])

    found = await scene.reconcile()

    assert (await scene.payment(asked))["refunds"][0]["status"] == "failed"
    assert (found["refunds"], found["differences"]) == (1, [])
    assert (await scene.books())["stripe_balance"] == scene.balance()


async def test_an_intent_whose_creation_nobody_answered(scene: Scene) -> None:
    """Asked again in the same words, it is found and not made twice."""
    visit = await scene.book()
    asking = {"appointment_id": visit["id"]}
    scene.stripe.plan["POST /v1/payment_intents"].extend(["hang after"] * 9)
    answer = await scene.patient.post("/api/payments/create-intent", json=asking)
    assert answer.status_code == 503
    scene.stripe.plan["POST /v1/payment_intents"].clear()

    await scene.reconcile()

    intent = "select intent from payment where clinic_id = $1"
    (made,) = scene.stripe.all("payment_intent", scene.office.account)
    assert await scene.owner.fetchval(intent, scene.office.id) == made["id"]


async def test_what_is_not_in_the_books_is_told(scene: Scene, worker: Worker) -> None:
    """Our books say a thousand more than Stripe has moved."""
    _, asked = await deaf(scene)
    await scene.reconcile()
    charge = scene.stripe.all("charge", scene.office.account)[0]
    words = Said(scene.office.id, asked["payment_id"], account=scene.office.account)
    made_up = words.refund("succeeded", 1000, id="re_made_up", charge=charge["id"])
    await learn(scene.worker, words, made_up)

    found = await scene.reconcile()
    assert found["differences"] == [
        {"source": "re_made_up", "currency": "BRL", "stripe": 0, "ledger": -1000}
    ]
    assert (await scene.books())["stripe_balance"] == scene.balance() - 1000


async def test_a_stripe_that_says_nothing_is_asked_again(scene: Scene, clock: TravelClock) -> None:
    await deaf(scene)
    admin = await scene.staff("admin")
    scene.stripe.hostility.rage(1, {"500 before": 1.0})
    assert (await admin.post(RECONCILE)).status_code == 202
    await scene.worker.drain()
    (running,) = (await admin.get(RECONCILE)).json()["items"]
    assert running["status"] == "running"
    assert (await admin.post(RECONCILE)).json()["id"] == running["id"], "one round at a time"

    scene.stripe.hostility.rage(1, {})
    clock.travel(seconds=30)
    await scene.worker.drain()
    (done,) = (await (await scene.staff("admin")).get(RECONCILE)).json()["items"]
    assert (done["status"], done["differences"]) == ("done", [])
    assert (await books(scene.owner, scene.office.id))["stripe_balance"] == scene.balance()


async def test_a_stripe_that_stays_silent_is_given_up_and_the_next_round_begins(
    scene: Scene, clock: TravelClock
) -> None:
    await deaf(scene)
    admin = await scene.staff("admin")
    await admin.post(RECONCILE)
    scene.stripe.hostility.rage(1, {"500 before": 1.0})
    for _ in range(6):
        await scene.worker.drain()
        clock.travel(minutes=30)
    admin = await scene.staff("admin")
    failed = (await admin.get(RECONCILE)).json()["items"][-1]
    assert (failed["status"], failed["last_error"]) == ("failed", "Stripe did not answer.")
    scene.stripe.hostility.rage(1, {})
    assert (await scene.reconcile())["differences"] == []


async def test_more_payments_than_one_step_asks_for(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("topsmile.payments.reconciling.AT_ONCE", 2)
    for hour in range(9, 14):
        visit = await scene.book(starts_at=f"2030-01-08T{hour:02}:00:00Z")
        scene.stripe.pay(intent_of(await scene.ask_to_pay(visit)))

    found = await scene.reconcile()

    assert (found["payments"], found["differences"]) == (5, [])
    paid = "select count(*) from payment where clinic_id = $1 and status = 'succeeded'"
    assert await scene.owner.fetchval(paid, scene.office.id) == 5
    assert (await scene.books())["stripe_balance"] == balance(scene.stripe, scene.office.account)


async def test_every_hour_by_itself_where_anything_was_to_be_paid(
    scene: Scene, office: Office
) -> None:
    _, asked = await deaf(scene)
    for clinic in (scene.office.id, office.id):
        async with scene.worker.database.transaction(clinic, Cause("hourly-tests")) as tx:
            await reconciling_handlers.reconcile_every_hour(tx)
    await scene.worker.drain()

    assert (await scene.payment(asked))["status"] == "succeeded"
    rounds = "select clinic_id from reconciliation where not by_hand and clinic_id = any($1)"
    found = await scene.owner.fetch(rounds, [scene.office.id, office.id])
    assert [row[0] for row in found] == [scene.office.id]


async def test_who_may_ask_and_where_there_is_nothing_to_ask(
    scene: Scene, sign_in: SignIn, office: Office, enter: SignIn
) -> None:
    problem(await (await enter(scene.office, "manager")).post(RECONCILE), 403, "not_allowed")
    problem(await (await enter(scene.office, "admin")).post(RECONCILE), 422, "payments_off")
    problem(await (await sign_in(office, "admin")).post(RECONCILE), 422, "payments_off")
