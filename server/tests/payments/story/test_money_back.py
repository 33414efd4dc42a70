"""Refunds by the desk, in Stripe's pages and by banks; Pix, boleto, and money without cents."""

from __future__ import annotations

import httpx
import pytest
from domain import SignIn
from doubles.stripe.money import DISPUTE_FEE, fee_of
from payments.conftest import DEPOSIT, LATE_FEE, a_paying_office
from payments.story.scene import VISITS, Scene, intent_of, said

pytestmark = pytest.mark.anyio


async def enable(scene: Scene, *methods: str) -> None:
    await scene.owner.execute(
        "update payment_account set methods = $2 where clinic_id = $1",
        scene.office.id,
        list(methods),
    )


async def refund(scene: Scene, asked: dict[str, str], **wanted: object) -> httpx.Response:
    manager = await scene.staff("manager")
    return await manager.post(f"/api/payments/{asked['payment_id']}/refund", json=wanted)


async def test_the_desk_gives_back_in_parts(scene: Scene) -> None:
    _, asked = await scene.paid_visit()
    said(await refund(scene, asked, amount=2000, reason="a gesture"), 200)
    await scene.settle()
    assert (await scene.payment(asked))["refunded"] == 2000
    refused = await refund(scene, asked, amount=DEPOSIT - 1999)
    assert refused.status_code == 422, refused.text
    said(await refund(scene, asked), 200)
    await scene.settle()
    payment = await scene.payment(asked)
    assert (payment["refunded"], payment["refundable"]) == (DEPOSIT, 0)
    assert (await scene.reconcile())["differences"] == []
    assert (await scene.books())["stripe_balance"] == scene.balance()


async def test_a_refund_that_fails_afterwards_can_be_asked_for_again(scene: Scene) -> None:
    _, asked = await scene.paid_visit("pm_card_refundFail")
    said(await refund(scene, asked), 200)
    await scene.settle()
    payment = await scene.payment(asked)
    assert (payment["refunded"], payment["refundable"]) == (0, DEPOSIT)
    assert payment["refunds"][0]["status"] == "failed"
    assert (await scene.reconcile())["differences"] == []
    assert (await scene.books())["stripe_balance"] == scene.balance()


async def test_given_back_in_stripes_own_pages(scene: Scene) -> None:
    _, asked = await scene.paid_visit()
    scene.stripe.refund_in_dashboard(intent_of(asked), 1500)
    await scene.settle()
    payment = await scene.payment(asked)
    assert payment["refunded"] == 1500
    assert [each["reason"] for each in payment["refunds"]] == ["elsewhere"]
    assert (await scene.reconcile())["differences"] == []


@pytest.mark.parametrize("end", ["won", "lost"])
async def test_a_dispute(scene: Scene, end: str) -> None:
    _, asked = await scene.paid_visit()
    dispute = scene.stripe.dispute(intent_of(asked))
    await scene.settle()
    assert (await scene.payment(asked))["disputed"]
    assert (await refund(scene, asked)).status_code == 422
    assert (await scene.reconcile())["differences"] == []
    assert (await scene.books())["stripe_balance"] == scene.balance()
    scene.stripe.close_dispute(dispute["id"], end)  # type: ignore[arg-type]
    await scene.settle()
    assert (await scene.payment(asked))["disputed"] == (end == "lost")
    assert (await scene.reconcile())["differences"] == []
    kept = DEPOSIT - fee_of(DEPOSIT, "brl", "card")
    left = kept if end == "won" else kept - DEPOSIT - DISPUTE_FEE
    assert (await scene.books())["stripe_balance"] == scene.balance() == left


async def test_a_pix_is_on_its_way_and_arrives(scene: Scene) -> None:
    await enable(scene, "card", "pix")
    visit = await scene.book()
    asked = await scene.ask_to_pay(visit)
    assert asked["methods"] == ["card", "pix"]
    scene.stripe.pay(intent_of(asked), method="pix")
    scene.stripe.process(intent_of(asked))
    await scene.settle()
    assert (await scene.payment(asked))["status"] == "processing"
    assert (await scene.visit(visit))["status"] == "pending_payment"
    scene.stripe.complete_pix(intent_of(asked))
    await scene.settle()
    payment = await scene.payment(asked)
    assert (payment["status"], payment["method"]) == ("succeeded", "pix")
    assert (await scene.visit(visit))["status"] == "confirmed"
    # A Pix takes its time to go back, too.
    await scene.end(visit, "cancel")
    assert (await scene.payment(asked))["refunds"][0]["status"] == "pending"
    (made,) = scene.stripe.all("refund", scene.office.account)
    scene.stripe.settle_refund(made["id"])
    await scene.settle()
    assert (await scene.payment(asked))["refunded"] == DEPOSIT
    assert (await scene.reconcile())["differences"] == []
    assert (await scene.books())["stripe_balance"] == scene.balance()


async def test_a_boleto_that_nobody_pays(scene: Scene) -> None:
    """Only where there is time for it: the desk has booked, and the visit is weeks ahead."""
    await enable(scene, "card", "pix", "boleto")
    account = scene.patient.account  # type: ignore[attr-defined]
    later = scene.office.booking(
        service_id=scene.office.deposit_service,
        patient_id=account.patient,
        starts_at="2030-01-28T09:00:00Z",
    )
    visit = said(await (await scene.staff()).post(VISITS, json=later), 201)
    asked = await scene.ask_to_pay(visit, purpose="full")
    assert asked["methods"] == ["card", "pix", "boleto"]
    scene.stripe.pay(intent_of(asked), method="boleto")
    await scene.settle()
    assert (await scene.payment(asked))["status"] == "pending"
    scene.stripe.expire_boleto(intent_of(asked))
    await scene.settle()
    payment = await scene.payment(asked)
    assert payment["status"] == "pending"
    assert payment["last_error"]
    assert await scene.ask_to_pay(visit, purpose="full") == asked
    scene.stripe.pay(intent_of(asked), method="boleto")
    scene.stripe.complete_boleto(intent_of(asked))
    await scene.settle()
    payment = await scene.payment(asked)
    assert (payment["status"], payment["method"], payment["last_error"]) == (
        "succeeded",
        "boleto",
        None,
    )
    assert (await scene.reconcile())["differences"] == []
    assert (await scene.books())["stripe_balance"] == scene.balance()


@pytest.mark.parametrize("currency", ["JPY", "CLP"])
async def test_a_clinic_whose_money_has_no_cents(
    scene: Scene, enter: SignIn, currency: str
) -> None:
    scene.office = await a_paying_office(scene.owner, scene.stripe, currency=currency)
    scene.patient = await enter(scene.office, "patient")
    visit, asked = await scene.paid_visit()
    assert (asked["amount"], asked["currency"]) == (DEPOSIT, currency)
    made = scene.stripe.thing(intent_of(asked))
    assert (made["amount"], made["currency"]) == (DEPOSIT, currency.lower())
    await scene.travel(hours=4)
    await scene.end(visit, "cancel")
    assert (await scene.payment(asked))["refunded"] == DEPOSIT - LATE_FEE
    assert (await scene.reconcile())["differences"] == []
    assert (await scene.books())["stripe_balance"] == scene.balance()
