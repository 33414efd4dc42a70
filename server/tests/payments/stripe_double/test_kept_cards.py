"""Customers, cards that are kept, and charges while nobody is there."""

from __future__ import annotations

from typing import Any

import pytest
from doubles.stripe import Double
from payments.stripe_double.saying import error_of
from stripe import CardError, InvalidRequestError

pytestmark = pytest.mark.anyio
ASKED = {"amount": 1000, "currency": "brl", "payment_method_types": ["card"]}


async def kept(client: Any, double: Double, card: str) -> dict[str, Any]:
    """What a charge of that card without its holder is asked with."""
    customer = await client.customers.create_async({"name": "Maria"})
    made = await client.payment_intents.create_async(
        {**ASKED, "customer": customer.id, "setup_future_usage": "off_session"}
    )
    double.pay(made.id, card)
    if double.thing(made.id)["status"] == "requires_action":
        double.authenticate(made.id)
    (method,) = (await client.customers.payment_methods.list_async(customer.id)).data
    return {
        **ASKED,
        "customer": customer.id,
        "payment_method": method.id,
        "off_session": True,
        "confirm": True,
    }


async def test_a_card_is_kept_and_charged_later(client: Any, double: Double) -> None:
    paid = await client.payment_intents.create_async(await kept(client, double, "pm_card_visa"))
    assert paid.status == "succeeded"


async def test_authentication_once_is_enough_where_the_bank_says_so(
    client: Any, double: Double
) -> None:
    asked = await kept(client, double, "pm_card_authenticationRequiredOnSetup")
    assert (await client.payment_intents.create_async(asked)).status == "succeeded"


async def test_a_bank_that_always_asks_declines_when_nobody_is_there(
    client: Any, double: Double
) -> None:
    asked = await kept(client, double, "pm_card_authenticationRequired")
    with pytest.raises(CardError) as declined:
        await client.payment_intents.create_async(asked)
    assert declined.value.code == "authentication_required"
    intent = error_of(declined.value)["payment_intent"]
    assert intent["status"] == "requires_payment_method"
    # The patient can do it in the browser, with the same intent.
    double.pay(intent["id"], asked["payment_method"])
    double.authenticate(intent["id"])
    assert double.thing(intent["id"])["status"] == "succeeded"


async def test_a_card_without_a_customer_is_used_up(client: Any, double: Double) -> None:
    first = await client.payment_intents.create_async(ASKED)
    double.pay(first.id)
    method = double.thing(first.id)["payment_method"]
    with pytest.raises(InvalidRequestError, match="previously used"):
        await client.payment_intents.create_async(
            {**ASKED, "payment_method": method, "confirm": True}
        )


async def test_a_detached_card_is_gone(client: Any, double: Double) -> None:
    asked = await kept(client, double, "pm_card_visa")
    gone = await client.payment_methods.detach_async(asked["payment_method"])
    assert gone.customer is None
    with pytest.raises(InvalidRequestError):
        await client.payment_intents.create_async(asked)
    with pytest.raises(InvalidRequestError):
        await client.payment_methods.detach_async(asked["payment_method"])


async def test_a_card_of_another_customer(client: Any, double: Double) -> None:
    asked = await kept(client, double, "pm_card_visa")
    other = await client.customers.create_async({"name": "Ana"})
    with pytest.raises(InvalidRequestError):
        await client.payment_intents.create_async({**asked, "customer": other.id})


async def test_a_declined_card_is_not_attached(client: Any) -> None:
    customer = await client.customers.create_async({"name": "Maria"})
    with pytest.raises(CardError):
        await client.payment_methods.attach_async(
            "pm_card_chargeDeclined", {"customer": customer.id}
        )
    # Stripe has a card for that, too: kept without a word, declined when it is charged.
    method = await client.payment_methods.attach_async(
        "pm_card_chargeCustomerFail", {"customer": customer.id}
    )
    with pytest.raises(CardError):
        await client.payment_intents.create_async(
            {
                **ASKED,
                "customer": customer.id,
                "payment_method": method.id,
                "confirm": True,
                "off_session": True,
            }
        )


async def test_a_card_is_kept_without_a_payment(client: Any, double: Double) -> None:
    customer = await client.customers.create_async({"name": "Maria"})
    made = await client.setup_intents.create_async({"customer": customer.id})
    double.keep_card(made.id, "pm_card_authenticationRequiredOnSetup")
    assert (await client.setup_intents.retrieve_async(made.id)).status == "requires_action"
    double.authenticate(made.id)
    done = await client.setup_intents.retrieve_async(made.id, {"expand": ["payment_method"]})
    assert (done.status, done.payment_method.customer) == ("succeeded", customer.id)
    assert double.postman.of(made.id, "setup_intent.succeeded")


async def test_a_card_that_cannot_be_kept(client: Any, double: Double) -> None:
    made = await client.setup_intents.create_async()
    with pytest.raises(CardError):
        await client.setup_intents.confirm_async(
            made.id, {"payment_method": "pm_card_chargeDeclined"}
        )
    assert double.thing(made.id)["last_setup_error"]["code"] == "card_declined"
    gone = await client.setup_intents.cancel_async(made.id)
    assert gone.status == "canceled"


async def test_a_deleted_customer_is_gone(client: Any) -> None:
    customer = await client.customers.create_async({"name": "Maria", "email": "m@example.test"})
    changed = await client.customers.update_async(customer.id, {"name": "Maria B"})
    assert changed.name == "Maria B"
    await client.customers.delete_async(customer.id)
    with pytest.raises(InvalidRequestError):
        await client.payment_intents.create_async({**ASKED, "customer": customer.id})
    assert not (await client.customers.list_async({"email": "m@example.test"})).data
