"""How fast one worker process is with handlers that do nothing, and how soon it hears of a change.

The rate is that of the queue itself: leasing, a transaction for each delivery, the mark. Beside it
stands `pgbench -b simple-update` with as many clients, which our SQL cannot bend.

    python events.py [--events 10000] [--seconds 20]
"""

from __future__ import annotations

import argparse
import asyncio
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import asyncpg

import world as worlds
from asking import Bench
from noop import Nothing
from servers import servers
from topsmile.adapters.bell import ValkeyBell
from topsmile.kernel.cause import Cause
from topsmile.kernel.clock import SystemClock
from topsmile.kernel.db import Database
from topsmile.kernel.events import emit
from topsmile.settings import Settings
from workers import working

CAUSE = Cause("bench-request")
PLACES = 16  # as many as a worker has
A_SECOND = 50
A_TRANSACTION = 500
LANE = (str(Path(__file__).with_name("noop.py")),)


async def settled(owner: asyncpg.Connection[Any]) -> None:
    waiting = "select count(*) from delivery where state = 'due' and schedule is null"
    while await owner.fetchval(waiting):
        await asyncio.sleep(0.1)


async def rate(database: Database, owner: Any, clinic: UUID, chosen: Settings, count: int) -> float:
    """Deliveries a second, from the first that is done to the last."""
    for first in range(0, count, A_TRANSACTION):
        async with database.transaction(clinic, CAUSE) as tx:
            for number in range(first, min(first + A_TRANSACTION, count)):
                await emit(tx, Nothing(number))
    await owner.execute("vacuum analyze delivery")
    with working(chosen, LANE):
        await settled(owner)
    sql = "select count(*), max(done_at) - min(done_at) as spent from delivery where state = 'done'"
    row = await owner.fetchrow(sql)
    return float(row["count"] / row["spent"].total_seconds())


async def delays(
    database: Database, owner: Any, clinic: UUID, chosen: Settings, seconds: int
) -> Any:
    """Milliseconds from the beginning of a change to the beginning of its handler."""
    await owner.execute("truncate delivery, event cascade")
    with working(chosen, LANE):
        async with database.transaction(clinic, CAUSE) as tx:
            await emit(tx, Nothing(0))
        await settled(owner)  # the worker has come up
        await owner.execute("truncate delivery, event cascade")
        for number in range(seconds * A_SECOND):
            began = time.perf_counter()
            async with database.transaction(clinic, CAUSE) as tx:
                await emit(tx, Nothing(number))
            await asyncio.sleep(max(0, 1 / A_SECOND - (time.perf_counter() - began)))
        await settled(owner)
    return await owner.fetchrow(
        """
        select percentile_cont(array[0.5, 0.95, 0.99]) within group (
          order by extract(epoch from done_at - created_at) * 1000) as ms
        from delivery where handler = 'do_nothing'
        """
    )


async def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--events", type=int, default=10_000)
    arguments.add_argument("--seconds", type=int, default=20)
    options = arguments.parse_args()
    async with servers() as (chosen, postgres):
        owner_url = chosen.database_owner_url.get_secret_value()
        world = await worlds.make(owner_url)
        owner = await asyncpg.connect(owner_url)
        bell = ValkeyBell(chosen.valkey_url.get_secret_value())
        app_url = chosen.database_url.get_secret_value()
        database = Database(app_url, SystemClock(), 4, "bench", ring=bell.ring)
        await database.open()
        done = await rate(database, owner, world.clinic, chosen, options.events)
        heard = await delays(database, owner, world.clinic, chosen, options.seconds)
        await database.close()
        await bell.close()
        await owner.close()
        bench = Bench(chosen, postgres, world, SimpleNamespace(clients=PLACES, seconds=8))
        bench.fill()
        yardstick = bench.pgbench(None)
    half, most, worst = heard["ms"]
    share = f"{done / yardstick:.1%} of the yardstick"
    spent = f"p50 {half:.1f}, p95 {most:.1f}, p99 {worst:.1f} ms"
    print(f"deliveries that do nothing: {done:.0f} per second ({share})")
    print(f"change → handler at {A_SECOND} per second: {spent}")
    print(f"pgbench -b simple-update: {yardstick:.0f} per second with {PLACES} clients")


if __name__ == "__main__":
    asyncio.run(main())
