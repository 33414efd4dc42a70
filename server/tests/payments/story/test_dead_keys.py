"""Stripe may remember an error under a key for ever: it happened, and the answer never comes."""

from __future__ import annotations

import pytest
from payments.conftest import DEPOSIT
from payments.story.scene import VISITS, Scene, intent_of, said

pytestmark = pytest.mark.anyio
CREATE = "POST /v1/payment_intents"


async def held(scene: Scene) -> list[str]:
    rows = await scene.owner.fetch(
        "select handler from delivery where clinic_id = $1 and state = 'held'", scene.office.id
    )
    return [row["handler"] for row in rows]


async def test_whoever_pays_gets_another_intent(scene: Scene) -> None:
    visit = await scene.book()
    scene.stripe.plan[CREATE].append("500 for good")
    asking = {"appointment_id": visit["id"]}
    for _ in range(2):
        answer = await scene.patient.post("/api/payments/create-intent", json=asking)
        assert answer.status_code == 503, answer.text
    await scene.travel(minutes=3)
    asked = await scene.ask_to_pay(visit)
    scene.stripe.pay(intent_of(asked))
    await scene.settle()
    assert (await scene.visit(visit))["status"] == "confirmed"
    # The first one is given up: nobody ever had its secret.
    for _ in range(12):
        await scene.travel(hours=7)
        await scene.worker.drain()
    assert await held(scene) == []
    charges = scene.stripe.all("charge", scene.office.account)
    assert [each["amount"] for each in charges] == [DEPOSIT]
    assert (await scene.reconcile())["differences"] == []


async def test_a_refund_is_found_where_it_was_made(scene: Scene) -> None:
    visit, asked = await scene.paid_visit()
    scene.stripe.plan["POST /v1/refunds"].append("500 for good")
    await scene.end(visit, "cancel")
    await scene.travel(hours=7)
    await scene.settle()
    assert len(scene.stripe.all("refund", scene.office.account)) == 1
    assert (await scene.payment(asked))["refunded"] == DEPOSIT
    assert await held(scene) == []


async def test_what_is_asked_for_in_vain_is_left_to_a_person(scene: Scene) -> None:
    """The desk has booked, the patient went away: reconciliation still finds the intent."""
    account = scene.patient.account  # type: ignore[attr-defined]
    later = scene.office.booking(patient_id=account.patient, starts_at="2030-01-28T09:00:00Z")
    visit = said(await (await scene.staff()).post(VISITS, json=later), 201)
    scene.stripe.plan[CREATE].append("500 for good")
    asking = {"appointment_id": visit["id"]}
    answer = await scene.patient.post("/api/payments/create-intent", json=asking)
    assert answer.status_code == 503, answer.text
    # Nine attempts: with the longest jitter the last of them is in the 22nd hour.
    for _ in range(23):
        await scene.travel(hours=1)
        await scene.worker.drain()
    assert await held(scene) == ["ask_payment"]
    # The first round says that a question had no answer, and finds it in the list all the same.
    admin = await scene.staff("admin")
    said(await admin.post("/api/payments/reconcile"), 202)
    await scene.worker.drain()
    assert (await scene.reconcile())["differences"] == []
    made = scene.stripe.all("payment_intent", scene.office.account)
    known = await scene.owner.fetchval(
        "select intent from payment where clinic_id = $1", scene.office.id
    )
    assert [each["id"] for each in made] == [known]
