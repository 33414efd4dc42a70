from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Any, TypeAlias

import pytest
from doubles.stripe import Double, running
from stripe import HTTPXClient, StripeClient

Clients: TypeAlias = Callable[..., Any]


class Watch:
    """The double's clock: stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = 1_900_000_000.0

    def now(self) -> float:
        return self.at


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def double(watch: Watch) -> AsyncIterator[Double]:
    async with running(watch.now) as made:
        yield made


@pytest.fixture
async def clients(double: Double) -> AsyncIterator[Clients]:
    """The official client, for a key, an account and its patience in seconds."""
    made = []

    def client(
        key: str = "sk_test_platform", account: str | None = None, timeout: float = 5
    ) -> Any:
        http = HTTPXClient(timeout=timeout)
        made.append(http)
        return StripeClient(
            key,
            http_client=http,
            base_addresses={"api": double.url},
            max_network_retries=0,
            stripe_account=account,
        ).v1

    yield client
    for http in made:
        http.close()
        await http.close_async()


@pytest.fixture
def client(clients: Clients) -> Any:
    return clients()
