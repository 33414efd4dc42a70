"""Events as they are brought: signed, twice, shuffled, early, late, forged, until taken."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from typing import Any

import httpx
import pytest
from doubles.stripe import Double, Postman
from doubles.stripe.postman import SECRET, signed, to_url
from stripe import SignatureVerificationError, Webhook

pytestmark = pytest.mark.anyio
ASKED = {"amount": 1000, "currency": "brl", "payment_method_types": ["card"]}


class Letterbox:
    """Takes what it is brought, after it has refused as often as it is told to."""

    def __init__(self, refusing: int = 0) -> None:
        self.refusing = refusing
        self.seen: list[str] = []

    async def __call__(self, payload: bytes, _: dict[str, str]) -> int:
        self.seen.append(json.loads(payload)["id"])
        self.refusing -= 1
        return 500 if self.refusing >= 0 else 200


def believed(postman: Postman, secret: str = SECRET, **how: Any) -> bool:
    payload = postman.letters[0].payload
    header = postman.headers(payload, **how)["stripe-signature"]
    try:
        Webhook.construct_event(payload, header, secret)
    except SignatureVerificationError:
        return False
    return True


@pytest.fixture
async def postman(client: Any, double: Double, watch: Any) -> Postman:
    watch.at = time.time()  # the official client compares with the real one
    for _ in range(5):
        made = await client.payment_intents.create_async(ASKED)
        double.pay(made.id)
    return double.postman


async def test_the_official_client_believes_it(postman: Postman) -> None:
    assert believed(postman)
    assert not believed(postman, "whsec_other")
    assert not believed(postman, ahead=-3600)


async def test_a_secret_that_is_being_replaced(postman: Postman) -> None:
    postman.secrets = ("whsec_old", "whsec_new")
    assert believed(postman, "whsec_old")
    assert believed(postman, "whsec_new")


async def test_forged_and_future_dated(postman: Postman) -> None:
    payload = postman.letters[0].payload
    assert not believed(postman, secrets=("whsec_guessed",))
    header = signed(payload, (SECRET,), int(time.time()))
    with pytest.raises(SignatureVerificationError):
        Webhook.construct_event(payload + b" ", header, SECRET)
    # The official client takes the future for fresh. Whoever receives must look for themselves.
    assert believed(postman, ahead=3600)


async def test_shuffled_and_twice(postman: Postman) -> None:
    there = [each.event["id"] for each in postman.letters]
    box = Letterbox()
    await postman.bring_all(box, seed=3, twice=0.5)
    assert set(box.seen) == set(there)
    assert [name for name in there if box.seen.count(name) == 2]
    assert list(dict.fromkeys(box.seen)) != there
    await postman.bring_all(box)
    assert len(box.seen) == sum(each.attempts for each in postman.letters)


async def test_late_and_lost(postman: Postman) -> None:
    box = Letterbox()
    await postman.bring_all(box, seed=1, late=0.5)
    assert 0 < len(box.seen) < len(postman.letters)
    while any(not each.delivered for each in postman.letters):
        await postman.bring_all(box)
    assert Counter(box.seen) == Counter(each.event["id"] for each in postman.letters)
    assert await postman.bring_all(box, seed=1, lost=1) == 0


async def test_again_until_it_is_taken(postman: Postman) -> None:
    postman.backoff = (0.01,) * 5
    letter, box = postman.letters[0], Letterbox(refusing=3)
    assert await postman.insist(letter, box) == 4
    assert letter.delivered
    deaf = Letterbox(refusing=100)
    assert await postman.insist(postman.letters[1], deaf) == 6
    assert not postman.letters[1].delivered


async def test_before_the_answer(client: Any, double: Double) -> None:
    heard: list[str] = []
    answered = asyncio.Event()

    async def early(payload: bytes, headers: dict[str, str]) -> int:
        assert not answered.is_set()
        heard.append(json.loads(payload)["type"])
        return 200

    double.postman.early = early
    await client.payment_intents.create_async(
        {**ASKED, "payment_method": "pm_card_visa", "confirm": True}
    )
    answered.set()
    assert "payment_intent.succeeded" in heard


async def test_to_an_address_where_nobody_listens(postman: Postman) -> None:
    async with httpx.AsyncClient() as browser:
        bring = to_url(browser, "http://127.0.0.1:9/webhook")
        assert await postman.bring(postman.letters[0], bring) == 599


async def test_an_event_shows_what_was_then(client: Any, double: Double) -> None:
    made = await client.payment_intents.create_async(ASKED)
    double.pay(made.id)
    first = double.postman.of(made.id, "payment_intent.created")[0].event
    assert first["data"]["object"]["status"] == "requires_payment_method"
    assert first["request"]["idempotency_key"]
    later = double.postman.of(made.id, "payment_intent.succeeded")[0].event
    assert later["request"] == {"id": None, "idempotency_key": None}
