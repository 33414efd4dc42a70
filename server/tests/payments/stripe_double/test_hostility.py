"""What goes wrong on the way, and what is left of it."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import pytest
from doubles.stripe import DEEDS, Deed, Double
from stripe import APIConnectionError, APIError, RateLimitError

pytestmark = pytest.mark.anyio
ASKED = {"amount": 1000, "currency": "brl", "payment_method_types": ["card"]}
KEY = {"idempotency_key": "the-same"}
# What the client sees, how many intents there are then, and whether the key leads to them.
MISHAPS: list[tuple[Deed, type[Exception], int]] = [
    ("hang before", APIConnectionError, 0),
    ("hang after", APIConnectionError, 1),
    ("drop before", APIConnectionError, 0),
    ("drop after", APIConnectionError, 1),
    ("500 before", APIError, 0),
    ("500 after", APIError, 1),
    ("429", RateLimitError, 0),
    ("409", APIError, 0),
    ("nonsense", APIError, 1),
]


@pytest.mark.parametrize(("deed", "error", "made"), MISHAPS)
async def test_a_mishap_and_the_same_again(
    clients: Any, double: Double, deed: Deed, error: type[Exception], made: int
) -> None:
    client = clients(timeout=2)
    double.plan["POST /v1/payment_intents"].append(deed)
    with pytest.raises(error):
        await client.payment_intents.create_async(ASKED, KEY)
    assert len(double.all("payment_intent")) == made
    again = await client.payment_intents.create_async(ASKED, KEY)
    assert [each["id"] for each in double.all("payment_intent")] == [again.id]
    assert again.last_response.headers.get("idempotent-replayed") == ("true" if made else None)
    assert double.hostility.done == Counter({deed: 1, "take": 1})


async def test_every_mishap_is_tried_here() -> None:
    assert {deed for deed, _, _ in MISHAPS} | {"take", "slow", "late", "500 for good"} == set(DEEDS)


async def test_slow_is_not_lost(clients: Any, double: Double) -> None:
    double.hostility.patience = 0.6
    double.plan["*"].append("slow")
    assert await clients(timeout=5).payment_intents.create_async(ASKED)


async def test_the_effect_may_come_after_the_asker_has_gone(clients: Any, double: Double) -> None:
    double.hostility.patience = 2
    double.plan["*"].append("late")
    client = clients(timeout=2)
    with pytest.raises(APIConnectionError):
        await client.payment_intents.create_async(ASKED, KEY)
    assert not double.all("payment_intent")
    with pytest.raises(APIError, match="in-progress"):  # at once: it is being worked on
        await client.payment_intents.create_async(ASKED, KEY)
    async with asyncio.timeout(10):
        while not double.all("payment_intent"):
            await asyncio.sleep(0.02)
    again = await client.payment_intents.create_async(ASKED, KEY)
    assert double.all("payment_intent")[0]["id"] == again.id


async def test_an_error_that_the_key_remembers(client: Any, double: Double) -> None:
    double.plan["*"].append("500 for good")
    for _ in range(2):
        with pytest.raises(APIError):
            await client.payment_intents.create_async(ASKED, KEY)
    # It happened all the same; a list tells.
    assert len((await client.payment_intents.list_async()).data) == 1


async def test_chance_is_the_same_with_the_same_seed(client: Any, double: Double) -> None:
    seen = []
    for _ in range(2):
        double.hostility.done.clear()
        double.hostility.rage(7, {"500 before": 0.3, "429": 0.3}, only="POST")
        for _ in range(30):
            try:
                await client.payment_intents.create_async(ASKED)
            except (APIError, RateLimitError):
                continue
        await client.payment_intents.list_async()
        seen.append(dict(double.hostility.done))
    assert seen[0] == seen[1]
    assert len(seen[0]) == 3
