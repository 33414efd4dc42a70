"""A visit with a deposit, from booking to the end of its money."""

from __future__ import annotations

from typing import Any

import pytest
from payments.conftest import DEPOSIT, LATE_FEE, NO_SHOW_FEE
from payments.story.scene import VISITS, Scene, intent_of, said

pytestmark = pytest.mark.anyio


async def test_a_paid_visit_is_confirmed_and_told_of_once(scene: Scene) -> None:
    visit = await scene.book()
    assert visit["status"] == "pending_payment"
    await scene.worker.drain()
    assert await scene.messages("confirmation") == 0
    asked = await scene.ask_to_pay(visit)
    assert (asked["amount"], asked["currency"], asked["purpose"]) == (DEPOSIT, "BRL", "deposit")
    assert asked["account"] == scene.office.account
    again = await scene.ask_to_pay(visit)
    assert again == asked
    scene.stripe.pay(intent_of(asked))
    assert (await scene.visit(visit))["status"] == "pending_payment"
    await scene.settle()
    assert (await scene.visit(visit))["status"] == "confirmed"
    assert (await scene.payment(asked))["status"] == "succeeded"
    assert await scene.messages("confirmation") == 1
    assert (await scene.books())["patient_payments"] == -DEPOSIT
    assert (await scene.reconcile())["differences"] == []
    assert (await scene.books())["stripe_balance"] == scene.balance()


async def test_events_that_come_before_the_answer(scene: Scene) -> None:
    """Before our own commit: what Stripe tells is kept until it is known whose it is."""
    visit = await scene.book()
    scene.stripe.postman.early = scene.deliver
    asked = await scene.ask_to_pay(visit)
    scene.stripe.postman.early = None
    assert all(each.delivered for each in scene.stripe.postman.letters)
    scene.stripe.pay(intent_of(asked))
    await scene.settle()
    assert (await scene.visit(visit))["status"] == "confirmed"


async def test_a_visit_that_is_not_paid_is_cancelled_and_its_time_free(scene: Scene) -> None:
    visit = await scene.book()
    asked = await scene.ask_to_pay(visit)
    await scene.travel(minutes=11)
    await scene.settle()
    assert (await scene.visit(visit))["status"] == "cancelled"
    assert scene.stripe.thing(intent_of(asked))["status"] == "canceled"
    assert (await scene.book())["status"] == "pending_payment"


async def test_paid_too_late_and_still_free(scene: Scene) -> None:
    visit = await scene.book()
    asked = await scene.ask_to_pay(visit)
    await scene.travel(minutes=11)
    # It was paid in the browser at the last moment; we hear of it when it is over here.
    scene.stripe.pay(intent_of(asked))
    await scene.worker.drain()
    assert (await scene.visit(visit))["status"] in ("cancelled", "confirmed")
    await scene.settle()
    assert (await scene.visit(visit))["status"] == "confirmed"
    assert await scene.messages("confirmation") == 1
    assert not scene.stripe.all("refund", scene.office.account)


async def test_paid_too_late_and_taken(scene: Scene) -> None:
    visit = await scene.book()
    asked = await scene.ask_to_pay(visit)
    await scene.travel(minutes=11)
    reception = await scene.staff()
    taken = scene.office.booking(
        service_id=scene.office.deposit_service, starts_at=visit["starts_at"]
    )
    assert said(await reception.post(VISITS, json=taken), 201)["status"] == "scheduled"
    scene.stripe.pay(intent_of(asked))
    await scene.settle()
    assert (await scene.visit(visit))["status"] == "cancelled"
    payment = await scene.payment(asked)
    assert (payment["status"], payment["refunded"]) == ("succeeded", DEPOSIT)
    assert [each["reason"] for each in payment["refunds"]] == ["late_payment"]
    assert (await scene.reconcile())["differences"] == []
    assert (await scene.books())["stripe_balance"] == scene.balance() < 0  # Stripe keeps its fee


async def test_cancelled_in_time_is_refunded(scene: Scene) -> None:
    visit, asked = await scene.paid_visit()
    await scene.end(visit, "cancel")
    payment = await scene.payment(asked)
    assert (payment["refunded"], payment["refundable"]) == (DEPOSIT, 0)
    (refund,) = scene.stripe.all("refund", scene.office.account)
    assert refund["metadata"]["refund_id"] == payment["refunds"][0]["id"]


async def test_cancelled_late_pays_the_fee(scene: Scene) -> None:
    visit, asked = await scene.paid_visit()
    await scene.travel(hours=4)  # less than a day before
    await scene.end(visit, "cancel")
    payment = await scene.payment(asked)
    assert payment["refunded"] == DEPOSIT - LATE_FEE
    assert (await scene.reconcile())["differences"] == []
    assert (await scene.books())["stripe_balance"] == scene.balance()


async def test_cancelled_late_by_the_clinic_costs_nothing(scene: Scene) -> None:
    visit, asked = await scene.paid_visit()
    await scene.travel(hours=4)
    await scene.end(visit, "cancel", await scene.staff())
    assert (await scene.payment(asked))["refunded"] == DEPOSIT


async def no_show(scene: Scene, visit: Any) -> None:
    await scene.travel(days=1, hours=4)
    await scene.end(visit, "no-show", await scene.staff())


async def test_not_coming_is_charged_to_the_kept_card(scene: Scene) -> None:
    visit, _ = await scene.paid_visit(keep_card=True)
    await no_show(scene, visit)
    fee, deposit = await scene.payments(visit)
    assert (fee["purpose"], fee["status"]) == ("no_show_fee", "succeeded")
    assert fee["amount"] == NO_SHOW_FEE - DEPOSIT
    assert deposit["refunded"] == 0
    assert len(scene.stripe.all("charge", scene.office.account)) == 2
    await scene.settle()
    assert len(scene.stripe.all("charge", scene.office.account)) == 2
    assert (await scene.reconcile())["differences"] == []
    assert (await scene.books())["stripe_balance"] == scene.balance()


async def test_a_bank_that_wants_the_patient_leaves_the_fee_open(scene: Scene) -> None:
    visit = await scene.book()
    asked = await scene.ask_to_pay(visit, keep_card=True)
    scene.stripe.pay(intent_of(asked), "pm_card_authenticationRequired")
    scene.stripe.authenticate(intent_of(asked))
    await scene.settle()
    await no_show(scene, visit)
    fee = (await scene.payments(visit))[0]
    assert (fee["status"], fee["last_error"]) == ("pending", "authentication_required")
    asked = await scene.ask_to_pay(visit)
    assert asked["payment_id"] == fee["id"]
    scene.stripe.pay(intent_of(asked), "pm_card_visa")
    await scene.settle()
    assert (await scene.payment(asked))["status"] == "succeeded"


async def test_without_a_kept_card_the_fee_stands_open(scene: Scene) -> None:
    visit, _ = await scene.paid_visit()
    await no_show(scene, visit)
    fee = (await scene.payments(visit))[0]
    assert (fee["purpose"], fee["status"]) == ("no_show_fee", "pending")
    assert len(scene.stripe.all("payment_intent", scene.office.account)) == 1


async def test_a_declined_card_and_another_one(scene: Scene) -> None:
    visit = await scene.book()
    asked = await scene.ask_to_pay(visit)
    scene.stripe.pay(intent_of(asked), "pm_card_chargeDeclinedInsufficientFunds")
    await scene.settle()
    payment = await scene.payment(asked)
    assert (payment["status"], payment["last_error"]) == ("pending", "insufficient_funds")
    assert (await scene.visit(visit))["status"] == "pending_payment"
    scene.stripe.pay(intent_of(asked), "pm_card_authenticationRequired")
    await scene.settle()
    scene.stripe.authenticate(intent_of(asked))
    await scene.settle()
    payment = await scene.payment(asked)
    assert (payment["status"], payment["last_error"]) == ("succeeded", None)
    assert (await scene.visit(visit))["status"] == "confirmed"
