"""A lease: one worker at a time, renewed while it lives, worth nothing once it is lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from kernel.queue_of_its_own import (
    CAUSE,
    PATIENT,
    Queue,
    effect,
    poison,
    taken,
)

from topsmile.kernel import deliveries

pytestmark = pytest.mark.anyio


async def test_what_is_leased_nobody_else_takes(queue: Queue) -> None:
    queue.hear(effect)
    await queue.emit(1)
    await taken(queue)

    assert await queue.worker().drain() == 0
    assert await queue.worker(lane="quarantine").drain() == 0


async def test_a_silent_death_is_tried_again_in_quarantine_alone(queue: Queue) -> None:
    queue.hear(effect)
    await queue.emit(1)
    await taken(queue)  # and then its worker dies
    queue.clock.travel(seconds=11)

    assert await queue.worker().drain() == 0
    assert await queue.worker(lane="quarantine").drain() == 1

    row = await queue.row()
    assert (row["state"], row["attempts"], row["silent"]) == ("done", 2, False)
    assert await queue.effects() == 1


async def test_in_quarantine_one_is_tried_at_a_time(queue: Queue) -> None:
    assert queue.worker(lane="quarantine", places=8).concurrency == 1


async def test_what_dies_every_time_ends_held(queue: Queue) -> None:
    queue.hear(effect)
    await queue.emit(1)
    await taken(queue)
    for attempt in (2, 3):
        queue.clock.travel(seconds=20)
        assert (await taken(queue, lane="quarantine")).attempts == attempt

    queue.clock.travel(seconds=60)
    assert await queue.worker(lane="quarantine").drain() == 1

    row = await queue.row()
    assert (row["state"], row["error"]) == ("held", "Every attempt ended without a word.")
    assert await queue.effects() == 0


async def test_a_suspect_lets_other_suspects_go_first(queue: Queue) -> None:
    queue.hear(effect)
    await queue.emit(1, 2)
    await deliveries.lease(queue.database, PATIENT, 8)
    queue.clock.travel(seconds=11)
    (first,) = await deliveries.lease(queue.database, PATIENT, 1, "quarantine")
    queue.clock.travel(seconds=11)  # it has died again

    (second,) = await deliveries.lease(queue.database, PATIENT, 1, "quarantine")

    assert second.id != first.id


async def test_a_suspect_that_speaks_again_leaves_quarantine(queue: Queue) -> None:
    queue.hear(poison)
    await queue.emit(1)
    await taken(queue)
    queue.clock.travel(seconds=11)

    await queue.worker(lane="quarantine").drain()
    queue.clock.travel(seconds=60)

    assert await queue.worker(lane="quarantine").drain() == 0
    assert await queue.worker().drain() == 1


async def test_a_worker_that_lives_keeps_what_it_is_busy_with(queue: Queue) -> None:
    queue.hear(effect)
    await queue.emit(1)
    delivery = await taken(queue)
    for _ in range(3):
        queue.clock.travel(seconds=6)
        await deliveries.renew(queue.database, PATIENT, [delivery])
    assert await queue.worker(lane="quarantine").drain() == 0

    await queue.worker().deliver(delivery)

    assert await queue.states() == ["done"]


async def test_renewing_does_not_wait_for_an_open_handler(queue: Queue) -> None:
    queue.hear(effect)
    await queue.emit(1, 2)
    first, second = await deliveries.lease(queue.database, PATIENT, 8)
    async with queue.database.transaction(queue.clinic, CAUSE) as tx:
        assert await deliveries.mark_done(tx, first)
        queue.clock.travel(seconds=5)
        async with asyncio.timeout(5):
            await deliveries.renew(queue.database, PATIENT, [first, second])

    rows = {row["id"]: row for row in await queue.rows()}
    assert rows[second.id]["leased_until"] == queue.clock.now() + timedelta(seconds=10)
    assert rows[first.id]["state"] == "done"


async def test_a_worker_that_overslept_changes_nothing(queue: Queue) -> None:
    queue.hear(effect)
    await queue.emit(1)
    sleeper = await taken(queue)
    queue.clock.travel(seconds=11)
    current = await taken(queue, lane="quarantine")

    await queue.worker().deliver(sleeper)
    await deliveries.renew(queue.database, PATIENT, [sleeper])
    async with queue.database.transaction(sleeper.clinic_id, sleeper.cause) as tx:
        await deliveries.put_off(tx, PATIENT, sleeper, "late")
    async with queue.database.transaction(sleeper.clinic_id, sleeper.cause) as tx:
        assert not await deliveries.hold(tx, sleeper, "late")
    await deliveries.give_back(queue.database, sleeper)

    assert await queue.effects() == 0
    row = await queue.row()
    assert (row["lease"], row["attempts"], row["silent"]) == (current.lease, 2, True)
    assert (row["state"], row["error"]) == ("due", None)
    await queue.worker().deliver(current)
    await queue.worker().deliver(sleeper)
    assert await queue.effects() == 1


async def test_of_two_who_hold_it_the_later_lease_wins_while_both_work(queue: Queue) -> None:
    queue.hear(effect)
    await queue.emit(1)
    sleeper = await taken(queue)
    queue.clock.travel(seconds=11)
    current = await taken(queue, lane="quarantine")

    await asyncio.gather(queue.worker().deliver(sleeper), queue.worker().deliver(current))

    assert await queue.effects() == 1
    assert await queue.states() == ["done"]
