"""Kill -9 of PostgreSQL under Stripe's webhook: a 200 is there for good, all else is 503."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections import Counter
from pathlib import Path

import asyncpg
import httpx
import pytest
from payments.hearing.words import SECRET, signed
from running.installation import Installation

from topsmile.running.home import Home
from topsmile.running.postgres import Postgres

pytestmark = [pytest.mark.anyio, pytest.mark.stress]
KILLS = 3


class Hearing(Installation):
    """It hears Stripe itself, not a stand-in."""

    def environment(self) -> dict[str, str]:
        stripe = {"STRIPE_SECRET_KEY": "sk_test_nobody", "STRIPE_WEBHOOK_SECRETS": SECRET}
        return super().environment() | stripe


class Telling:
    """Tells one event after the other, each again until it is acknowledged, as Stripe does."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client
        self.acknowledged: dict[str, float] = {}
        self.statuses = Counter[int]()
        self.stopping = False

    async def run(self, place: int) -> None:
        number = 0
        while not self.stopping:
            number += 1
            await self._tell(f"evt_{place}_{number}")

    async def _tell(self, name: str) -> None:
        product = f'{{"id":"prod_{name}","object":"product"}}'
        while name not in self.acknowledged and not self.stopping:
            now = int(time.time())
            body = (
                f'{{"id":"{name}","type":"product.created","created":{now},'
                f'"livemode":false,"data":{{"object":{product}}}}}'
            ).encode()
            headers = {"stripe-signature": signed(body, now)}
            answer = await self.client.post("/api/payments/webhook", content=body, headers=headers)
            self.statuses[answer.status_code] += 1
            if answer.status_code == 200:
                self.acknowledged[name] = time.monotonic()
            await asyncio.sleep(0.01)


async def test_no_acknowledged_event_is_lost(tmp_path: Path) -> None:
    installation = Hearing(tmp_path / "home")
    try:
        await asyncio.to_thread(installation.start, 120)
        async with httpx.AsyncClient(
            base_url=f"http://localhost:{installation.port}", timeout=30
        ) as client:
            telling = await killed_under(installation, Telling(client))
        home = Home(tmp_path / "home")
        owner = await asyncpg.connect(Postgres(home).owner_url())
        stored = {row[0] for row in await owner.fetch("select stripe_event from webhook_inbox")}
        await owner.close()
    finally:
        installation.stop()
        installation.remove()

    assert set(telling.statuses) == {200, 503}, telling.statuses
    assert len(telling.acknowledged) > 50
    assert telling.acknowledged.keys() <= stored


async def killed_under(installation: Installation, telling: Telling) -> Telling:
    working = [asyncio.create_task(telling.run(place)) for place in range(8)]
    for _ in range(KILLS):
        await asyncio.sleep(2)
        os.kill(installation.part("bin/postgres").pid, signal.SIGKILL)
        killed = time.monotonic()
        while max(telling.acknowledged.values(), default=0) < killed + 0.1:
            assert time.monotonic() - killed < 60, installation.said()
            await asyncio.sleep(0.05)
    telling.stopping = True
    await asyncio.gather(*working)
    return telling
