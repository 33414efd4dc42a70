"""A worker that stops, and a database that goes away."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

import pytest
from conftest import Database as Cloned
from domain import TravelClock
from kernel.queue_of_its_own import (
    Happened,
    Queue,
    at_work,
    effect,
    opened,
)
from servers import Servers
from wire import wire

from topsmile.kernel import attempts
from topsmile.kernel import worker as working
from topsmile.kernel.db import Tx

pytestmark = pytest.mark.anyio


async def test_a_worker_that_stops_gives_back_what_is_not_finished(
    queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "STOP_SECONDS", 0.01)
    begun = asyncio.Event()

    async def long(tx: Tx, event: Happened) -> None:
        await effect(tx, event)
        begun.set()
        await asyncio.Event().wait()

    queue.hear(long)
    await queue.emit(1)
    worker = queue.worker()
    with at_work(worker) as (running,):
        await begun.wait()
        worker.stopping.set()
        await running

    row = await queue.row()
    assert (row["state"], row["attempts"], row["silent"]) == ("due", 0, False)
    queue.hear(effect)
    await queue.owner.execute("update delivery set handler = 'effect'")
    assert await queue.worker().drain() == 1
    assert await queue.effects() == 1


async def test_a_worker_that_stops_finishes_what_it_soon_can(queue: Queue) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def short(tx: Tx, event: Happened) -> None:
        begun.set()
        await may_end.wait()
        await effect(tx, event)

    queue.hear(short)
    await queue.emit(1)
    worker = queue.worker()
    with at_work(worker) as (running,):
        await begun.wait()
        worker.stopping.set()
        may_end.set()
        await running

    assert await queue.states() == ["done"]
    assert await queue.effects() == 1


async def test_a_handler_that_fails_while_its_worker_stops_is_put_off(queue: Queue) -> None:
    begun, may_end = asyncio.Event(), asyncio.Event()

    async def failing(tx: Tx, event: Happened) -> None:
        begun.set()
        await may_end.wait()
        raise asyncio.CancelledError

    queue.hear(failing)
    await queue.emit(1)
    worker = queue.worker()
    with at_work(worker) as (running,):
        await begun.wait()
        worker.stopping.set()
        may_end.set()
        await running

    row = await queue.row()
    assert (row["attempts"], row["error"]) == (1, "The handler was cancelled.")


async def test_a_database_that_goes_away_uses_up_no_attempt(
    queue: Queue,
    servers: Servers,
    cloned: Cloned,
    clock: TravelClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(attempts, "REST_SECONDS", 0.01)
    socket = next((servers.home.socket_folder).glob(".s.PGSQL.*[0-9]"))
    async with wire(str(socket)) as cable:
        parts = urlsplit(cloned.app_url)
        through = f"postgresql://{parts.netloc.split('@')[0]}@127.0.0.1:{cable.port}{parts.path}"
        async with opened(through, clock, queue.owner) as far:
            first = asyncio.Event()

            async def surprised(tx: Tx, event: Happened) -> None:
                await effect(tx, event)
                if not first.is_set():
                    first.set()
                    cable.cut()
                    await tx.value("select $1::uuid")

            far.hear(surprised)
            await far.emit(1)
            worker = far.worker()
            with at_work(worker) as (running,):
                await first.wait()
                await asyncio.sleep(0.1)  # it tries and tries
                cable.mend()
                async with asyncio.timeout(20):
                    while await queue.states() != ["done"]:
                        await asyncio.sleep(0.02)
                worker.stopping.set()
                await running
    assert (await queue.row())["attempts"] == 1
    assert await queue.effects() == 1
