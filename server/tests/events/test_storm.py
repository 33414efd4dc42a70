"""Acknowledged events while workers and PostgreSQL are killed: nothing lost, nothing doubled."""

from __future__ import annotations

import asyncio
import random
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from events.stage import WORKER, Ground, Receiver, ground, receiving
from practice import Killer
from programs import eventually, running
from storm import RECEIVER, Struck

from topsmile.kernel.cause import Cause
from topsmile.kernel.db import AWAY
from topsmile.kernel.errors import Unavailable
from topsmile.kernel.events import emit

pytestmark = pytest.mark.anyio
CAUSE = Cause("request-of-the-storm")
PLACES = 4
EVENTS_A_SECOND = 200
HANDLERS = ("count", "count_too")


class ChangedTheirMind(Exception):
    pass


class Emitters:
    """What came of each number: committed, rolled back on purpose, or nobody knows."""

    def __init__(self, stage: Ground, most: int) -> None:
        self.stage, self.most = stage, most
        self.committed: set[int] = set()
        self.undone: set[int] = set()
        self.unknown: set[int] = set()
        self._next = 0

    async def run(self, places: int) -> None:
        await asyncio.gather(*(self._emit() for _ in range(places)))

    async def _emit(self) -> None:
        while len(self.committed) < self.most:
            self._next += 1
            number = self._next
            try:
                await self._one(number)
            except ChangedTheirMind:
                self.undone.add(number)
            except (Unavailable, *AWAY):
                self.unknown.add(number)
                await asyncio.sleep(0.1)
            else:
                self.committed.add(number)
            await asyncio.sleep(PLACES / EVENTS_A_SECOND)

    async def _one(self, number: int) -> None:
        async with self.stage.database.transaction(self.stage.clinic, CAUSE) as tx:
            await emit(tx, Struck(number, time.time_ns() // 1000))
            if number % 10 == 0:
                raise ChangedTheirMind


async def storm_over(
    stage: Ground, receiver: Receiver, events: int, kills: int, falls: int
) -> None:
    log = stage.servers.home.path / "workers.log"
    main = Killer([*WORKER, "main"], stage.environment, log)
    await main.start()
    emitters = Emitters(stage, events)
    emitting = asyncio.create_task(emitters.run(PLACES))
    async with running([*WORKER, "quarantine"], log, stage.environment):
        raging = asyncio.create_task(main.rage(kills, 3, seed=3))
        chance = random.Random(5)
        for _ in range(falls):
            await asyncio.sleep(chance.uniform(0.3, 0.8) * events / EVENTS_A_SECOND / falls)
            stage.kill_postgres()
        await emitting
        await raging

        async def settled() -> bool:
            (row,) = await stage.ask(
                "select count(*) as left from delivery where state = 'due' and schedule is null"
            )
            return not row["left"]

        await eventually(settled, 400)
        await main.kill()
    await check(stage, receiver, emitters)


async def check(stage: Ground, receiver: Receiver, emitters: Emitters) -> None:
    rows = await stage.ask("select (payload->>'number')::int as number from event")
    stored = {row["number"] for row in rows if row["number"] is not None}
    assert emitters.committed <= stored  # acknowledged is acknowledged
    assert not stored & emitters.undone  # a change that is rolled back emits nothing
    assert stored <= emitters.committed | emitters.unknown
    effects = Counter(
        (row["number"], row["by"]) for row in await stage.ask("select number, by from effect")
    )
    assert effects == Counter((number, by) for number in stored for by in HANDLERS)
    assert Counter(receiver.taken.values()) == Counter(stored)
    assert not await stage.ask("select * from delivery where state = 'held'")
    print(
        f"{len(stored)} events, {stage.postgres_kills} falls of PostgreSQL, "
        f"{len(emitters.undone)} rolled back, {len(emitters.unknown)} without an answer; "
        f"the receiver was asked {sum(receiver.asked.values())} times for {len(receiver.taken)}"
    )


@pytest.mark.parametrize(
    ("events", "kills", "falls"),
    [
        pytest.param(400, 3, 1, marks=pytest.mark.processes),
        pytest.param(10_000, 20, 3, marks=pytest.mark.stress),
    ],
)
async def test_nothing_is_lost_and_nothing_is_doubled(events: int, kills: int, falls: int) -> None:
    # A socket's path may not be long.
    with tempfile.TemporaryDirectory(prefix="ts-storm-") as folder, suppress(FileNotFoundError):
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else
        async with receiving() as receiver:
            given = {
                RECEIVER: str(receiver.port),
                "DELIVERY_LEASE_SECONDS": "2",
                "DELIVERY_BACKOFF_SECONDS": "1.2",
            }
            async with ground(Path(folder) / "home", **given) as stage:
                await storm_over(stage, receiver, events, kills, falls)
