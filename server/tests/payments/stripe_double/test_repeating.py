"""Idempotency keys: what a repeat gets, and when it is none."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from doubles.stripe import Double
from payments.stripe_double.saying import error_of
from stripe import APIError, CardError, IdempotencyError, InvalidRequestError

pytestmark = pytest.mark.anyio
ASKED = {"amount": 1000, "currency": "brl", "payment_method_types": ["card"]}
KEY = {"idempotency_key": "the-same"}


def header(answer: Any, name: str) -> str | None:
    value: str | None = answer.last_response.headers.get(name)
    return value


async def test_the_same_again_is_the_stored_answer(client: Any, double: Double) -> None:
    first = await client.payment_intents.create_async(ASKED, KEY)
    assert header(first, "idempotent-replayed") is None
    double.pay(first.id)
    again = await client.payment_intents.create_async(ASKED, KEY)
    assert header(again, "idempotent-replayed") == "true"
    assert (again.id, again.status) == (first.id, "requires_payment_method")  # as it was then
    assert len(double.all("payment_intent")) == 1


async def test_other_words_under_the_same_key(client: Any, double: Double) -> None:
    made = await client.payment_intents.create_async(ASKED, KEY)
    for asking in (
        client.payment_intents.create_async({**ASKED, "amount": 2000}, KEY),
        client.payment_intents.cancel_async(made.id, None, KEY),
    ):
        with pytest.raises(IdempotencyError) as refused:
            await asking
        assert refused.value.http_status == 400
    assert double.thing(made.id)["status"] == "requires_payment_method"


async def test_two_at_once(clients: Any, double: Double) -> None:
    double.hostility.patience = 0.4
    double.plan["*"].append("late")
    one = asyncio.create_task(clients().payment_intents.create_async(ASKED, KEY))
    await asyncio.sleep(0.2)
    with pytest.raises(APIError) as refused:
        await clients().payment_intents.create_async(ASKED, KEY)
    assert refused.value.http_status == 409
    assert error_of(refused.value)["code"] == "idempotency_key_in_use"
    made = await one
    assert (await clients().payment_intents.create_async(ASKED, KEY)).id == made.id


async def test_a_decline_is_stored_as_well(client: Any, double: Double) -> None:
    asked = {**ASKED, "payment_method": "pm_card_chargeDeclined", "confirm": True}
    for _ in range(2):
        with pytest.raises(CardError):
            await client.payment_intents.create_async(asked, KEY)
    assert len(double.all("charge")) == 1


async def test_what_was_never_begun_is_not_stored(client: Any) -> None:
    with pytest.raises(InvalidRequestError):
        await client.payment_intents.create_async({**ASKED, "amount": 1}, KEY)
    assert await client.payment_intents.create_async(ASKED, KEY)


async def test_each_account_and_mode_has_keys_of_its_own(clients: Any, double: Double) -> None:
    made = {
        (await each.payment_intents.create_async(ASKED, KEY)).id
        for each in (
            clients(),
            clients(account=double.connected()),
            clients(account=double.connected()),
            clients("sk_live_platform"),
        )
    }
    assert len(made) == 4


async def test_after_a_day_a_key_is_forgotten(client: Any, double: Double, watch: Any) -> None:
    first = await client.payment_intents.create_async(ASKED, KEY)
    watch.at += 24 * 3600 - 1
    assert (await client.payment_intents.create_async(ASKED, KEY)).id == first.id
    watch.at += 1
    assert (await client.payment_intents.create_async(ASKED, KEY)).id != first.id


async def test_a_key_has_a_length(client: Any) -> None:
    with pytest.raises(InvalidRequestError):
        await client.payment_intents.create_async(ASKED, {"idempotency_key": "x" * 256})
