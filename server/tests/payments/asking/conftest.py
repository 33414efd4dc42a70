"""An application and a worker that ask the double; a clinic that is paid into its own account."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from domain import TravelClock, browser
from doubles.stripe import Double, running
from doubles.stripe.postman import SECRET
from make import Connection, Office
from payments.asking.paying import Practice
from redis.asyncio import Redis

from topsmile.app import create_app
from topsmile.kernel.edge import Edge
from topsmile.kernel.worker import Worker
from topsmile.settings import Settings

# Seconds that we wait for Stripe. Short enough for the tests in which it hangs; long enough for a
# machine that is busy with other things not to look like one of them.
PATIENCE = 3.0


@pytest.fixture(scope="session")
async def _double(anyio_backend: str, _clock: TravelClock) -> AsyncIterator[Double]:
    async with running(lambda: _clock.now().timestamp()) as double:
        yield double


@pytest.fixture
def double(_double: Double, clock: TravelClock) -> Double:
    _double.hostility.plan.clear()
    _double.hostility.patience = PATIENCE
    _double.hostility.rage(0, {})
    for letter in _double.postman.letters:
        letter.delivered = True
    return _double


@pytest.fixture(scope="session")
def settings(settings: Settings, _double: Double) -> Settings:
    return asking(settings, _double.url)


def asking(settings: Settings, url: str, **changes: Any) -> Settings:
    paid = {
        "stripe_secret_key": "sk_test_platform",
        "stripe_publishable_key": "pk_test_platform",
        "stripe_webhook_secrets": [SECRET],
        "stripe_url": url,
        "stripe_timeout_seconds": PATIENCE,
        **changes,
    }
    return Settings(**(settings.model_dump() | paid))


@pytest.fixture(scope="session")
async def _app(settings: Settings, _clock: TravelClock) -> AsyncIterator[Edge]:
    app = create_app(settings, clock=_clock)
    async with app.app.api.lifespan():  # type: ignore[attr-defined]
        yield app


@pytest.fixture
def app(_app: Edge, clock: TravelClock, valkey: Redis) -> Edge:
    return _app


@pytest.fixture
async def practice(
    app: Edge,
    owner: Connection,
    office: Office,
    double: Double,
    worker: Worker,
    clock: TravelClock,
    undisturbed: None,
) -> AsyncIterator[Practice]:
    async with browser(app) as bare:
        bare.headers.pop("origin")
        made = Practice(owner, office, double, worker, clock, post_to(bare))
        await made.open()
        yield made


def post_to(client: httpx.AsyncClient) -> Any:
    async def bring(payload: bytes, headers: dict[str, str]) -> int:
        answer = await client.post("/api/payments/webhook", content=payload, headers=headers)
        return answer.status_code

    return bring
