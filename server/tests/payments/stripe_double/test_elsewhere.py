"""Pix and boleto, other currencies, other accounts, real and test money."""

from __future__ import annotations

from typing import Any

import pytest
from doubles.stripe import Double
from doubles.stripe.money import fee_of
from payments.stripe_double.saying import error_of
from stripe import InvalidRequestError, PermissionError  # noqa: A004 -- its name

pytestmark = pytest.mark.anyio
BRL = {"amount": 1000, "currency": "brl", "payment_method_types": ["card", "pix", "boleto"]}


async def test_a_pix_is_shown_and_paid_elsewhere(client: Any, double: Double) -> None:
    made = await client.payment_intents.create_async(BRL)
    double.pay(made.id, method="pix")
    shown = await client.payment_intents.retrieve_async(made.id)
    assert shown.status == "requires_action"
    assert shown.next_action.pix_display_qr_code.expires_at > shown.created
    double.process(made.id)
    assert double.thing(made.id)["status"] == "processing"
    double.complete_pix(made.id)
    paid = await client.payment_intents.retrieve_async(made.id, {"expand": ["latest_charge"]})
    assert paid.status == "succeeded"
    assert paid.latest_charge.id.startswith("py_")  # not a ch_: nothing may rely on that
    movement = await client.balance_transactions.retrieve_async(
        paid.latest_charge.balance_transaction or ""
    )
    assert (movement.type, movement.reporting_category) == ("payment", "charge")


async def test_a_payment_in_process_cannot_be_cancelled(client: Any, double: Double) -> None:
    made = await client.payment_intents.create_async(BRL)
    double.pay(made.id, method="pix")
    double.process(made.id)
    with pytest.raises(InvalidRequestError):
        await client.payment_intents.cancel_async(made.id)


async def test_a_pix_goes_back_in_a_while(client: Any, double: Double) -> None:
    made = await client.payment_intents.create_async(BRL)
    double.pay(made.id, method="pix")
    double.complete_pix(made.id)
    refund = await client.refunds.create_async({"payment_intent": made.id})
    assert (refund.status, refund.id[:4]) == ("pending", "pyr_")
    double.settle_refund(refund.id)
    assert (await client.refunds.retrieve_async(refund.id)).status == "succeeded"


async def test_a_boleto_expires_and_another_way_pays(client: Any, double: Double) -> None:
    made = await client.payment_intents.create_async(BRL)
    double.pay(made.id, method="boleto")
    shown = await client.payment_intents.retrieve_async(made.id)
    assert shown.next_action.boleto_display_details.number
    double.expire_boleto(made.id)
    failed = await client.payment_intents.retrieve_async(made.id)
    assert failed.status == "requires_payment_method"
    assert failed.last_payment_error.code == "payment_intent_payment_attempt_expired"
    assert failed.latest_charge is None
    double.pay(made.id)
    assert double.thing(made.id)["status"] == "succeeded"


async def test_a_boleto_does_not_go_back(client: Any, double: Double) -> None:
    made = await client.payment_intents.create_async(BRL)
    double.pay(made.id, method="boleto")
    double.complete_boleto(made.id)
    with pytest.raises(InvalidRequestError) as refused:
        await client.refunds.create_async({"payment_intent": made.id})
    assert refused.value.code == "charge_not_refundable"


@pytest.mark.parametrize(
    ("currency", "least"), [("brl", 50), ("usd", 50), ("jpy", 50), ("clp", 450)]
)
async def test_the_least_that_can_be_paid(client: Any, currency: str, least: int) -> None:
    asked = {"currency": currency, "payment_method_types": ["card"]}
    with pytest.raises(InvalidRequestError) as refused:
        await client.payment_intents.create_async({**asked, "amount": least - 1})
    assert refused.value.code == "amount_too_small"
    with pytest.raises(InvalidRequestError) as refused:
        await client.payment_intents.create_async({**asked, "amount": 100_000_000})
    assert refused.value.code == "amount_too_large"
    assert (await client.payment_intents.create_async({**asked, "amount": least})).amount == least


@pytest.mark.parametrize("currency", ["jpy", "clp"])
async def test_a_currency_without_cents(client: Any, double: Double, currency: str) -> None:
    made = await client.payment_intents.create_async({"amount": 5000, "currency": currency})
    assert made.payment_method_types == ["card"]
    double.pay(made.id)
    (movement,) = (await client.balance_transactions.list_async()).data
    assert (movement.amount, movement.fee) == (5000, fee_of(5000, currency, "card"))
    with pytest.raises(InvalidRequestError):
        await client.payment_intents.create_async(
            {"amount": 5000, "currency": currency, "payment_method_types": ["pix"]}
        )


async def test_another_accounts_things_do_not_exist(clients: Any, double: Double) -> None:
    mine, yours = clients(account=double.connected()), clients(account=double.connected())
    made = await mine.payment_intents.create_async(BRL)
    double.pay(made.id)
    customer = await mine.customers.create_async({"name": "Maria"})
    for asking in (
        yours.payment_intents.retrieve_async(made.id),
        yours.payment_intents.cancel_async(made.id),
        yours.refunds.create_async({"payment_intent": made.id}),
        yours.payment_intents.create_async({**BRL, "customer": customer.id}),
        clients().payment_intents.retrieve_async(made.id),
    ):
        with pytest.raises(InvalidRequestError) as refused:
            await asking
        assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
    assert not (await yours.charges.list_async()).data


async def test_an_account_that_is_not_ours(clients: Any) -> None:
    with pytest.raises(PermissionError) as refused:
        await clients(account="acct_of_others").payment_intents.list_async()
    assert error_of(refused.value)["code"] == "account_invalid"


async def test_onboarding(client: Any, clients: Any, double: Double) -> None:
    made = await client.accounts.create_async({"type": "express", "country": "BR"})
    assert not made.charges_enabled
    assert made.requirements.currently_due
    theirs = clients(account=made.id)
    with pytest.raises(InvalidRequestError) as refused:
        await theirs.payment_intents.create_async(BRL)
    assert refused.value.code == "account_invalid"
    link = await client.account_links.create_async(
        {
            "account": made.id,
            "type": "account_onboarding",
            "refresh_url": "http://clinic.test/again",
            "return_url": "http://clinic.test/back",
        }
    )
    assert made.id in link.url
    double.onboard(made.id)
    assert (await client.accounts.retrieve_async(made.id)).charges_enabled
    last = double.postman.letters[-1].event
    assert (last["type"], last["account"]) == ("account.updated", made.id)
    assert (await theirs.payment_intents.create_async(BRL)).id


async def test_real_and_test_money_are_apart(clients: Any, double: Double) -> None:
    test, real = clients(), clients("sk_live_platform")
    made = await test.payment_intents.create_async(BRL)
    with pytest.raises(InvalidRequestError, match="similar object exists in test mode"):
        await real.payment_intents.retrieve_async(made.id)
    serious = await real.payment_intents.create_async(BRL)
    assert (made.livemode, serious.livemode) == (False, True)
    assert double.postman.of(serious.id)[0].event["livemode"] is True
    with pytest.raises(InvalidRequestError):
        await real.payment_intents.confirm_async(serious.id, {"payment_method": "pm_card_visa"})
