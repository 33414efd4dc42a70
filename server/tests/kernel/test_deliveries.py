"""What is emitted takes effect once, and what fails is tried again, ever later, then held."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from kernel.queue_of_its_own import (
    CAUSE,
    Happened,
    Poisoned,
    Queue,
    effect,
    poison,
)
from make import an_office
from structlog.testing import capture_logs

from topsmile.kernel.db import Tx
from topsmile.kernel.deliveries import Policy
from topsmile.kernel.errors import NotFound
from topsmile.kernel.events import emit, on

pytestmark = pytest.mark.anyio


async def test_what_is_emitted_takes_effect_once(queue: Queue) -> None:
    queue.hear(effect)
    await queue.emit(1)

    assert await queue.worker().drain() == 1
    assert await queue.worker().drain() == 0

    row = await queue.row()
    assert (row["state"], row["attempts"], row["silent"]) == ("done", 1, False)
    assert row["request_id"] == CAUSE.request_id
    assert await queue.effects() == 1


async def test_many_workers_deliver_each_once(queue: Queue) -> None:
    queue.hear(effect)
    await queue.emit(*range(40))

    tried = await asyncio.gather(*(queue.worker().drain() for _ in range(4)))

    assert sum(tried) == 40
    assert await queue.effects() == 40


async def test_each_subscriber_has_a_delivery_of_its_own(queue: Queue) -> None:
    queue.hear(effect, poison)
    await queue.emit(1)

    await queue.worker().drain()

    assert await queue.states() == ["done", "due"]
    assert await queue.effects() == 1  # what the poisoned one wrote is gone


async def test_a_change_that_is_rolled_back_emits_nothing(queue: Queue) -> None:
    queue.hear(effect)

    async def change() -> None:
        async with queue.database.transaction(queue.clinic, CAUSE) as tx:
            await emit(tx, Happened(1))
            raise NotFound

    with pytest.raises(NotFound):
        await change()

    assert await queue.rows() == []
    assert await queue.owner.fetchval("select count(*) from event") == 0


async def test_an_effect_happens_in_the_clinic_of_its_event(queue: Queue) -> None:
    queue.hear(effect)
    other = (await an_office(queue.owner)).id
    await queue.emit(1, clinic=other)

    await queue.worker().drain()

    assert await queue.owner.fetchval("select clinic_id from audit_entry") == other


async def test_a_failure_is_tried_again_later_and_then_forgotten(queue: Queue) -> None:
    failures = [Poisoned(), Poisoned()]

    async def recovering(tx: Tx, event: Happened) -> None:
        await effect(tx, event)
        if failures:
            raise failures.pop()

    queue.hear(recovering)
    await queue.emit(1)
    worker = queue.worker()
    for wait in (2, 4):
        assert await worker.drain() == 1
        due = (await queue.row())["due_at"] - queue.clock.now()
        assert timedelta(seconds=wait * 0.75) <= due <= timedelta(seconds=wait * 1.25)
        queue.clock.travel(seconds=wait * 0.7)
        assert await worker.drain() == 0
        queue.clock.travel(seconds=wait)

    assert await worker.drain() == 1
    row = await queue.row()
    assert (row["state"], row["attempts"], row["error"]) == ("done", 3, None)
    assert await queue.effects() == 1


async def test_what_failed_together_does_not_come_back_together(queue: Queue) -> None:
    queue.hear(poison)
    await queue.emit(*range(20))

    await queue.worker().drain()

    assert len({row["due_at"] for row in await queue.rows()}) > 10


async def test_the_wait_between_attempts_has_an_end(queue: Queue) -> None:
    queue.hear(poison)
    await queue.emit(1)
    worker = queue.worker(Policy(attempts=100, longest_backoff=60))
    for _ in range(12):
        await worker.drain()
        queue.clock.travel(seconds=75)
    assert (await queue.row())["attempts"] == 12


async def test_after_all_attempts_a_delivery_is_held(queue: Queue) -> None:
    queue.hear(poison)
    await queue.emit(1)
    worker = queue.worker()
    with capture_logs() as logs:
        for _ in range(5):
            await worker.drain()
            queue.clock.travel(days=1)

    row = await queue.row()
    assert (row["state"], row["attempts"]) == ("held", 3)
    assert row["error"].splitlines()[-1] == "Poisoned"
    assert "queue_of_its_own.py" in row["error"]
    assert "in poison" in row["error"]
    assert "maria" not in row["error"] + str(logs)
    assert await queue.effects() == 0


async def test_two_subscribers_of_one_name_are_refused(queue: Queue) -> None:
    queue.hear(effect)
    with pytest.raises(ValueError, match="two subscribers"):
        on(Happened)(type("again", (), {"__name__": "effect"})())
