"""The key is changed at Stripe and not yet here: that is no answer to anything that was asked."""

from __future__ import annotations

import pytest
from payments.story.scene import Scene, books, intent_of, said

pytestmark = pytest.mark.anyio
KEY = "sk_test_platform"


async def test_a_refund_waits_for_the_key(scene: Scene) -> None:
    _, asked = await scene.paid_visit()
    manager = await scene.staff("manager")
    known = scene.stripe.world.keys.pop(KEY)
    said(await manager.post(f"/api/payments/{asked['payment_id']}/refund", json={}), 200)
    await scene.worker.drain()
    (waiting,) = (await scene.payment(asked))["refunds"]
    assert (waiting["status"], waiting["last_error"]) == ("pending", None)

    scene.stripe.world.keys[KEY] = known
    scene.clock.travel(minutes=2)
    await scene.worker.drain()
    await scene.settle()

    (back,) = (await scene.payment(asked))["refunds"]
    assert back["status"] == "succeeded"


async def test_whoever_pays_tries_again(scene: Scene) -> None:
    visit = await scene.book()
    known = scene.stripe.world.keys.pop(KEY)
    asking = {"appointment_id": visit["id"]}
    away = await scene.patient.post("/api/payments/create-intent", json=asking)
    assert away.status_code == 503, away.text

    scene.stripe.world.keys[KEY] = known
    asked = await scene.ask_to_pay(visit)
    scene.stripe.pay(intent_of(asked))
    await scene.settle()

    assert (await scene.visit(visit))["status"] == "confirmed"
    assert len(await scene.payments(visit)) == 1


async def test_nothing_is_reconciled_without_an_answer(scene: Scene) -> None:
    """What happened in Stripe's own pages meanwhile is found once the key is right again."""
    _, asked = await scene.paid_visit()
    await scene.reconcile()
    known = scene.stripe.world.keys.pop(KEY)
    scene.stripe.refund_in_dashboard(intent_of(asked), 1000)
    for letter in scene.stripe.postman.letters:
        letter.delivered = True
    admin = await scene.staff("admin")
    said(await admin.post("/api/payments/reconcile"), 202)
    for _ in range(6):
        await scene.worker.drain()
        scene.clock.travel(hours=1)
    admin = await scene.staff("admin")
    items = said(await admin.get("/api/payments/reconcile"), 200)["items"]
    assert [each["status"] for each in items[-2:]] == ["failed", "done"]

    scene.stripe.world.keys[KEY] = known
    assert (await scene.reconcile())["differences"] == []
    assert (await books(scene.owner, scene.office.id))["stripe_balance"] == scene.balance()
