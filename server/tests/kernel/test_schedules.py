"""What a clinic does by the clock."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

import pytest
from kernel.queue_of_its_own import (
    CAUSE,
    PATIENT,
    Happened,
    Poisoned,
    Queue,
    at_work,
    effect,
    taken,
)

from topsmile.kernel import deliveries, schedules
from topsmile.kernel.db import Tx
from topsmile.kernel.schedules import Schedule
from topsmile.operations import service as operations

pytestmark = pytest.mark.anyio


@pytest.fixture
def hourly(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The one schedule there is: at 17 past. It fails while the list says how."""
    failures: list[int] = []

    async def tidy(tx: Tx) -> None:
        await effect(tx, Happened())
        if failures and failures.pop():
            raise Poisoned

    monkeypatch.setattr(schedules, "schedules", {"tidy": Schedule("tidy", "17 * * * *", tidy)})
    return failures


async def test_a_schedule_runs_once_per_clinic_each_time(queue: Queue, hourly: list[int]) -> None:
    clinics = await queue.owner.fetchval("select count(*) from clinic")
    await schedules.ensure(queue.database)
    await schedules.ensure(queue.database)
    assert await queue.worker().drain() == 0

    queue.clock.travel(minutes=17)
    await asyncio.gather(queue.worker().drain(), queue.worker().drain())

    assert await queue.effects() == clinics
    assert await queue.worker().drain() == 0
    rows = await queue.rows()
    assert {row["due_at"] for row in rows} == {datetime(2030, 1, 7, 7, 17, tzinfo=UTC)}
    assert {(row["state"], row["attempts"], row["silent"]) for row in rows} == {("due", 0, False)}


async def only_here(queue: Queue) -> None:
    await schedules.ensure(queue.database)
    await queue.owner.execute("delete from delivery where clinic_id <> $1", queue.clinic)


async def test_a_schedule_that_slept_for_days_runs_once(queue: Queue, hourly: list[int]) -> None:
    await only_here(queue)
    queue.clock.travel(days=3)

    assert await queue.worker().drain() == 1

    assert await queue.effects() == 1
    assert (await queue.row())["due_at"] == datetime(2030, 1, 10, 6, 17, tzinfo=UTC)


async def test_a_schedule_that_fails_is_retried_and_starts_afresh(
    queue: Queue, hourly: list[int]
) -> None:
    await only_here(queue)
    hourly.extend([0, 1, 1])
    for _ in range(3):
        queue.clock.travel(minutes=17)
        assert await queue.worker().drain() == 1
    row = await queue.row()
    assert (row["attempts"], row["error"]) == (0, None)
    assert await queue.effects() == 1


async def test_a_late_word_about_a_schedule_does_not_run_it_again(
    queue: Queue, hourly: list[int]
) -> None:
    await only_here(queue)
    queue.clock.travel(minutes=17)
    delivery = await taken(queue)
    await queue.worker().deliver(delivery)

    await deliveries.give_back(queue.database, delivery)
    async with queue.database.transaction(delivery.clinic_id, delivery.cause) as tx:
        await deliveries.put_off(tx, PATIENT, delivery, "late")

    row = await queue.row()
    assert (row["attempts"], row["error"]) == (0, None)
    assert row["due_at"] == datetime(2030, 1, 7, 7, 17, tzinfo=UTC)


async def test_a_schedule_nobody_knows_is_retired(queue: Queue, hourly: list[int]) -> None:
    await only_here(queue)
    schedules.schedules.clear()

    await schedules.ensure(queue.database)

    assert await queue.rows() == []


async def test_a_clinic_that_opens_gets_its_schedules(queue: Queue, hourly: list[int]) -> None:
    worker = queue.worker()
    with at_work(worker) as (running,):
        async with asyncio.timeout(20):
            while not await queue.rows():
                await asyncio.sleep(0.01)
        worker.stopping.set()
        await running


async def test_a_schedule_that_is_discarded_goes_on_with_its_next_time(
    queue: Queue, hourly: list[int]
) -> None:
    await only_here(queue)
    hourly.extend([1] * PATIENT.attempts)
    for _ in range(PATIENT.attempts):
        queue.clock.travel(minutes=17)
        await queue.worker().drain()
    held = await queue.row()
    assert held["state"] == "held"

    async with queue.database.transaction(queue.clinic, CAUSE) as tx:
        answer = await operations.discard(tx, held["id"])

    assert (answer.state, answer.due_at) == ("due", datetime(2030, 1, 7, 7, 17, tzinfo=UTC))
    queue.clock.travel(hours=1)
    assert await queue.worker().drain() == 1
    assert await queue.effects() == 1
