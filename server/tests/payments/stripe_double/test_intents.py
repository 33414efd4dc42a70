"""Payment intents and cards: what succeeds, what is declined, what the bank wants to see."""

from __future__ import annotations

from typing import Any

import pytest
from doubles.stripe import Double
from payments.stripe_double.saying import error_of
from stripe import CardError, InvalidRequestError

pytestmark = pytest.mark.anyio
ASKED = {"amount": 1000, "currency": "brl", "payment_method_types": ["card"]}


def kinds(double: Double, thing: str) -> list[str]:
    return [each.event["type"] for each in double.postman.of(thing)]


async def test_a_payment_in_the_browser(client: Any, double: Double) -> None:
    made = await client.payment_intents.create_async(ASKED)
    assert made.status == "requires_payment_method"
    assert made.client_secret.startswith(f"{made.id}_secret_")
    double.pay(made.id)
    paid = await client.payment_intents.retrieve_async(made.id)
    assert (paid.status, paid.amount_received) == ("succeeded", 1000)
    assert kinds(double, made.id) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "charge.updated",
    ]


async def test_the_charge_knows_what_the_intent_knew(client: Any, double: Double) -> None:
    made = await client.payment_intents.create_async({**ASKED, "metadata": {"a": "b"}})
    double.pay(made.id)
    paid = await client.payment_intents.retrieve_async(made.id, {"expand": ["latest_charge"]})
    assert paid.latest_charge.metadata.to_dict() == {"a": "b"}
    assert paid.latest_charge.payment_method_details.card.brand == "visa"


async def test_the_balance_learns_of_a_charge_after_the_answer(client: Any, double: Double) -> None:
    paid = await client.payment_intents.create_async(
        {**ASKED, "payment_method": "pm_card_visa", "confirm": True, "expand": ["latest_charge"]}
    )
    assert paid.latest_charge.balance_transaction is None
    charge = await client.charges.retrieve_async(paid.latest_charge.id)
    assert charge.balance_transaction.startswith("txn_")


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", None),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", None),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", None),
    ],
)
async def test_a_card_is_declined_and_another_one_pays(
    client: Any, double: Double, card: str, code: str, decline_code: str | None
) -> None:
    made = await client.payment_intents.create_async(ASKED)
    with pytest.raises(CardError) as declined:
        await client.payment_intents.confirm_async(made.id, {"payment_method": card})
    assert (declined.value.http_status, declined.value.code) == (402, code)
    error = error_of(declined.value)
    assert error.get("decline_code") == decline_code
    assert error["payment_intent"]["status"] == "requires_payment_method"
    failed = await client.payment_intents.retrieve_async(made.id)
    assert failed.last_payment_error.code == code
    assert failed.payment_method is None
    assert kinds(double, made.id)[1:] == ["charge.failed", "payment_intent.payment_failed"]
    paid = await client.payment_intents.confirm_async(made.id, {"payment_method": "pm_card_visa"})
    assert paid.status == "succeeded"
    states = [each.status for each in (await client.charges.list_async()).data]
    assert states == ["succeeded", "failed"]


async def test_authentication_in_the_browser(client: Any, double: Double) -> None:
    made = await client.payment_intents.create_async(ASKED)
    double.pay(made.id, "pm_card_authenticationRequired")
    waiting = await client.payment_intents.retrieve_async(made.id)
    assert (waiting.status, waiting.next_action.type) == ("requires_action", "use_stripe_sdk")
    double.authenticate(made.id, passes=False)
    failed = await client.payment_intents.retrieve_async(made.id)
    assert failed.last_payment_error.code == "payment_intent_authentication_failure"
    double.pay(made.id, "pm_card_authenticationRequired")
    double.authenticate(made.id)
    assert double.thing(made.id)["status"] == "succeeded"


async def test_a_redirect_where_there_is_a_way_back(client: Any) -> None:
    made = await client.payment_intents.create_async(
        {
            **ASKED,
            "confirm": True,
            "payment_method": "pm_card_authenticationRequired",
            "return_url": "https://clinic.test/back",
        }
    )
    assert made.next_action.redirect_to_url.return_url == "https://clinic.test/back"


async def test_cancelled_is_cancelled(client: Any) -> None:
    made = await client.payment_intents.create_async(ASKED)
    gone = await client.payment_intents.cancel_async(made.id, {"cancellation_reason": "abandoned"})
    assert (gone.status, gone.cancellation_reason) == ("canceled", "abandoned")
    for verb in (client.payment_intents.cancel_async, client.payment_intents.confirm_async):
        with pytest.raises(InvalidRequestError) as refused:
            await verb(made.id)
        assert refused.value.code == "payment_intent_unexpected_state"
        assert error_of(refused.value)["payment_intent"]["status"] == "canceled"


async def test_what_is_paid_is_neither_paid_again_nor_cancelled(
    client: Any, double: Double
) -> None:
    made = await client.payment_intents.create_async(ASKED)
    double.pay(made.id)
    for asking in (
        client.payment_intents.confirm_async(made.id, {"payment_method": "pm_card_visa"}),
        client.payment_intents.cancel_async(made.id),
        client.payment_intents.update_async(made.id, {"amount": 5000}),
    ):
        with pytest.raises(InvalidRequestError) as refused:
            await asking
        assert refused.value.code == "payment_intent_unexpected_state"
    assert len(double.all("charge")) == 1


async def test_an_intent_is_changed_before_it_is_paid(client: Any) -> None:
    made = await client.payment_intents.create_async({**ASKED, "metadata": {"a": "b"}})
    changed = await client.payment_intents.update_async(
        made.id, {"amount": 2000, "metadata": {"c": "d"}}
    )
    assert (changed.amount, changed.metadata.to_dict()) == (2000, {"a": "b", "c": "d"})


async def test_a_method_is_needed_to_confirm(client: Any) -> None:
    made = await client.payment_intents.create_async(ASKED)
    with pytest.raises(InvalidRequestError) as refused:
        await client.payment_intents.confirm_async(made.id)
    assert refused.value.code == "payment_intent_unexpected_state"
