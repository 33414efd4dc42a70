"""A queue that only one test uses, with an event and subscribers that the test chooses."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any
from uuid import UUID, uuid4

import asyncpg
from domain import TravelClock
from make import Connection, an_office

from topsmile.kernel import deliveries
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database, Tx
from topsmile.kernel.deliveries import Delivery, Lane, Policy
from topsmile.kernel.events import Event, emit, on, subscribers
from topsmile.kernel.trail import trail
from topsmile.kernel.worker import Worker

PATIENT = Policy(attempts=3)
CAUSE = Cause("request-of-the-test")
Hears = Callable[[Tx, Any], Any]


class Happened(Event, frozen=True, tag="test.happened"):
    number: int = 0


async def effect(tx: Tx, event: Happened) -> None:
    """What a handler does: writes a row."""
    await trail(tx, "test.effect", "test", uuid4(), after=event.number)


class Poisoned(Exception):
    """Its message quotes a patient, which no log or list may."""


async def poison(tx: Tx, event: Happened) -> None:
    await effect(tx, event)
    raise Poisoned("maria@example.test")


class Queue:
    """`due`, `row` and `effects` look at it as a superuser."""

    def __init__(self, database: Database, clock: TravelClock, owner: Connection) -> None:
        self.database, self.clock, self.owner = database, clock, owner
        self.clinic = UUID(int=0)

    def hear(self, *handlers: Hears) -> None:
        subscribers[Happened].clear()
        for handler in handlers:
            on(Happened)(handler)

    async def emit(self, *numbers: int, clinic: UUID | None = None) -> None:
        async with self.database.transaction(clinic or self.clinic, CAUSE) as tx:
            for number in numbers:
                await emit(tx, Happened(number))

    def worker(
        self, policy: Policy = PATIENT, outside: Any = None, lane: Lane = "main", places: int = 8
    ) -> Worker:
        return Worker(self.database, policy, outside, lane=lane, concurrency=places)

    async def rows(self) -> list[asyncpg.Record]:
        return await self.owner.fetch("select * from delivery order by id")

    async def row(self) -> asyncpg.Record:
        (row,) = await self.rows()
        return row

    async def states(self) -> list[str]:
        return sorted(row["state"] for row in await self.rows())

    async def effects(self) -> int:
        counted = "select count(*) from audit_entry where action = 'test.effect'"
        return int(await self.owner.fetchval(counted))

    async def empty(self) -> None:
        await self.owner.execute("truncate delivery, event, audit_entry cascade")


@asynccontextmanager
async def opened(url: str, clock: TravelClock, owner: Connection) -> AsyncIterator[Queue]:
    database = Database(url, clock, 12, "topsmile-test-queue")
    await database.open()
    queue = Queue(database, clock, owner)
    await queue.empty()
    queue.clinic = (await an_office(owner)).id
    yield queue
    subscribers.pop(Happened, None)
    await database.close()


async def taken(queue: Queue, policy: Policy = PATIENT, lane: Lane = "main") -> Delivery:
    (delivery,) = await deliveries.lease(queue.database, policy, 8, lane)
    return delivery


@contextmanager
def at_work(*workers: Worker) -> Iterator[list[asyncio.Task[None]]]:
    """Those workers running, as their processes would have it."""
    tasks = [asyncio.create_task(worker.run()) for worker in workers]
    try:
        yield tasks
    finally:
        for worker in workers:
            worker.stopping.set()
