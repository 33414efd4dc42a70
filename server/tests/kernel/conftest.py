"""What the tests of the queue share."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg
import pytest
from conftest import Database as Cloned
from conftest import clone
from domain import TravelClock
from kernel.queue_of_its_own import Queue, opened
from make import Connection
from servers import Servers, administer

from topsmile.kernel import schedules


@pytest.fixture(scope="module")
async def cloned(anyio_backend: str, servers: Servers, worker_number: int) -> AsyncIterator[Cloned]:
    made = await clone(servers, f"deliveries_{worker_number}")
    yield made
    await administer(servers.postgres, f"drop database {made.name} with (force)")


@pytest.fixture(scope="module")
async def beside(anyio_backend: str, cloned: Cloned) -> AsyncIterator[Connection]:
    connection = await asyncpg.connect(cloned.owner_url)
    yield connection
    await connection.close()


@pytest.fixture
async def queue(
    cloned: Cloned, beside: Connection, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Queue]:
    monkeypatch.setattr(schedules, "schedules", {})
    async with opened(cloned.app_url, clock, beside) as made:
        yield made
