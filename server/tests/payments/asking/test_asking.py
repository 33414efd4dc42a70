"""The one door to Stripe: what it says of whatever goes wrong, and that a repeat says the same."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator

import pytest
from doubles.stripe import Double

from topsmile.adapters.stripe import (
    Call,
    Declined,
    HttpStripe,
    MemoryStripe,
    NoStripe,
    NotFound,
    Refused,
    Trouble,
    Unknown,
    listed,
)

pytestmark = pytest.mark.anyio
INTENTS = "/v1/payment_intents"
PARAMS = {"amount": 5000, "currency": "brl", "payment_method_types": ["card"]}
LOST = ["hang before", "hang after", "drop before", "drop after", "500 before", "500 after"]


@pytest.fixture
async def stripe(double: Double) -> AsyncIterator[HttpStripe]:
    asking = HttpStripe("sk_test_platform", double.url + "/", 3.0)
    yield asking
    await asking.close()


@pytest.mark.parametrize("fault", [*LOST, "500 for good", "429", "409", "nonsense"])
async def test_what_nobody_can_tell_is_unknown(
    stripe: HttpStripe, double: Double, fault: str
) -> None:
    double.plan[f"POST {INTENTS}"].append(fault)  # type: ignore[arg-type]
    with pytest.raises(Unknown):
        await stripe.ask(Call("post", INTENTS, PARAMS, key=f"lost {fault}"))


async def test_nobody_there_is_unknown() -> None:
    asking = HttpStripe("sk_test_platform", "http://127.0.0.1:9", 0.5)
    with pytest.raises(Unknown):
        await asking.ask(Call("get", INTENTS))
    await asking.close()


async def test_a_repeat_is_the_same_and_other_words_are_refused(
    stripe: HttpStripe, double: Double
) -> None:
    call = Call("post", INTENTS, PARAMS, key="a key of ours")
    first, again = await stripe.ask(call), await stripe.ask(call)
    with pytest.raises(Refused, match="idempotency"):
        await stripe.ask(Call("post", INTENTS, {**PARAMS, "amount": 1}, key="a key of ours"))

    assert first == again


async def test_the_bank_says_no(stripe: HttpStripe) -> None:
    params = {**PARAMS, "payment_method": "pm_card_chargeDeclined", "confirm": "true"}
    with pytest.raises(Declined) as declined:
        await stripe.ask(Call("post", INTENTS, params, key="declined"))
    assert (declined.value.code, declined.value.decline_code) == (
        "card_declined",
        "generic_decline",
    )
    assert declined.value.intent
    assert declined.value.intent["status"] == "requires_payment_method"


@pytest.mark.parametrize(
    ("call", "kind"),
    [
        (Call("get", f"{INTENTS}/pi_unknown"), NotFound),
        (Call("post", INTENTS, {"amount": "much"}, key="x"), Refused),
        (Call("post", INTENTS, {**PARAMS, "colour": "red"}, key="y"), Refused),
        (Call("get", INTENTS, account="acct_unknown"), Refused),
    ],
)
async def test_what_will_never_be(stripe: HttpStripe, call: Call, kind: type[Trouble]) -> None:
    with pytest.raises(kind) as refused:
        await stripe.ask(call)
    assert refused.value.code


async def test_another_accounts_things_are_not_found(stripe: HttpStripe, double: Double) -> None:
    account = double.connected()
    made = await stripe.ask(Call("post", INTENTS, PARAMS, key="of an account", account=account))

    assert await stripe.ask(Call("get", f"{INTENTS}/{made['id']}", account=account))
    with pytest.raises(NotFound):
        await stripe.ask(Call("get", f"{INTENTS}/{made['id']}"))


async def test_a_list_is_read_to_its_end(stripe: HttpStripe, double: Double) -> None:
    account = double.connected()
    made = [
        (await stripe.ask(Call("post", INTENTS, PARAMS, key=f"nr {n}", account=account)))["id"]
        for n in range(5)
    ]
    call = Call("get", INTENTS, {"limit": 2}, account=account)

    assert {each["id"] async for each in listed(stripe, call)} == set(made)


async def test_secrets_are_not_logged(stripe: HttpStripe, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        made = await stripe.ask(Call("post", INTENTS, PARAMS, key="not logged"))
    assert made["client_secret"] not in caplog.text
    assert "sk_test_platform" not in caplog.text


async def test_the_twin_answers_a_key_once() -> None:
    count = iter(range(10))
    twin = MemoryStripe(lambda _: {"id": next(count)})
    call = Call("post", INTENTS, key="k")

    assert await twin.ask(call) == await twin.ask(call) == {"id": 0}
    assert await twin.ask(Call("post", INTENTS, key="l")) == {"id": 1}
    assert len(twin.asked) == 3


async def test_without_a_key_nothing_is_asked() -> None:
    with pytest.raises(Unknown, match="payments_off"):
        await NoStripe().ask(Call("get", INTENTS))
