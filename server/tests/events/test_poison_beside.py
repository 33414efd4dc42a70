"""Poison of every kind, in the real worker of two lanes: it ends held, others hardly notice."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import storm
from events.stage import WORKER, Ground, ground, receiving
from programs import eventually
from storm import RECEIVER, Poisoned, Struck

from topsmile.kernel.cause import Cause
from topsmile.kernel.events import emit
from topsmile.running.lanes import NAMES, started
from topsmile.running.processes import Command
from topsmile.running.supervisor import Service

pytestmark = pytest.mark.anyio
CAUSE = Cause("request-of-the-poison")
KINDS = 4
A_SECOND = 50


@asynccontextmanager
async def stage() -> AsyncIterator[Ground]:
    """With both lanes running, started again when they fall, as `topsmile worker` does."""
    with tempfile.TemporaryDirectory(prefix="ts-poison-") as folder:
        Path(folder).chmod(0o755)  # PostgreSQL runs as somebody else
        async with receiving(drops=0) as receiver:
            given = {
                RECEIVER: str(receiver.port),
                "DELIVERY_LEASE_SECONDS": "1",
                "DELIVERY_BACKOFF_SECONDS": "1.05",
                "WORKER_MEMORY_MB": "256",
            }
            async with ground(Path(folder) / "home", **given) as made:
                log = made.servers.home.path / "workers.log"
                for lane, name in NAMES.items():
                    command = Command([*WORKER, lane], log, made.environment)
                    await made.supervisor.start(Service(name, command, started))
                yield made


async def strike(made: Ground, first: int, count: int) -> None:
    """One at a time, at an even pace."""
    for number in range(first, first + count):
        async with made.database.transaction(made.clinic, CAUSE) as tx:
            await emit(tx, Struck(number, time.time_ns() // 1000))
        await asyncio.sleep(1 / A_SECOND)


async def poison(made: Ground) -> None:
    async with made.database.transaction(made.clinic, CAUSE) as tx:
        for how in ("exits", "hoards", "cancels", "says_nonsense"):
            await emit(tx, Poisoned(how))
    # Whoever wrote this one did not know what it is to say.
    await made.ask(
        """
        with changed as (
          update event set payload = '{"how": 7}' where payload->>'how' = 'says_nonsense'
          returning id
        )
        update delivery set state = 'due' from changed where delivery.event_id = changed.id
        """
    )


async def p95(made: Ground, first: int, count: int) -> float:
    """Milliseconds from just before the change to the effect, of both plain handlers."""
    (row,) = await made.ask(
        """
        select percentile_cont(0.95) within group (
          order by extract(epoch from at) - emitted_at) * 1000 as p95
        from effect where number >= $1 and number < $2
        """,
        first,
        first + count,
    )
    return float(row["p95"])


async def ended(made: Ground) -> bool:
    (row,) = await made.ask(
        """
        select count(*) filter (where state = 'held') as held,
          count(*) filter (where state = 'due' and schedule is null) as due from delivery
        """
    )
    return bool(row["held"] == KINDS and not row["due"])


async def check_all_effects(made: Ground, count: int) -> None:
    rows = await made.ask("select number, by from effect")
    expected = {(number, by) for number in range(count) for by in ("count", "count_too")}
    assert len(rows) == len(expected)
    assert {(row["number"], row["by"]) for row in rows} == expected
    handlers = await made.ask("select distinct handler from delivery where state = 'held'")
    assert [row["handler"] for row in handlers] == [storm.swallow.__name__]


@pytest.mark.processes
async def test_poison_of_every_kind_ends_held_and_everything_else_is_done() -> None:
    async with stage() as made:
        await strike(made, 0, 20)
        await poison(made)
        await strike(made, 20, 20)
        await eventually(lambda: ended(made), 120)
        await check_all_effects(made, 40)


@pytest.mark.stress
async def test_the_p95_of_others_at_most_doubles() -> None:
    """A minute without poison, a minute with it, in the same run."""
    minute = 60 * A_SECOND
    async with stage() as made:
        await strike(made, 0, A_SECOND)  # not counted: the workers come up
        await strike(made, A_SECOND, minute)
        striking = asyncio.create_task(strike(made, A_SECOND + minute, minute))
        await asyncio.sleep(5)
        await poison(made)
        await striking
        await eventually(lambda: ended(made), 120)
        before = await p95(made, A_SECOND, minute)
        beside = await p95(made, A_SECOND + minute, minute)
        print(f"p95 without poison {before:.1f} ms, beside it {beside:.1f} ms")
        await check_all_effects(made, A_SECOND + 2 * minute)
        assert beside <= 2 * before
