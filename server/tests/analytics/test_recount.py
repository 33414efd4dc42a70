"""After any history, whoever delivered its events and how often: the sums equal a recount."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest
from analytics import reference
from analytics.histories import Life, a_clinic
from domain import TravelClock
from kernel.queue_of_its_own import at_work
from make import MONDAY, Connection
from programs import eventually

from topsmile.analytics import queries, service
from topsmile.analytics.counting import Cell, Counts
from topsmile.kernel.cause import Cause
from topsmile.kernel.db import Database
from topsmile.kernel.deliveries import Policy
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio
CAUSE = Cause("a-test-of-counting")
# When clocks change in the days to come, and when it is another day in the clinic than in UTC.
TIMES = [
    ("America/Sao_Paulo", MONDAY),
    ("Europe/London", datetime(2030, 3, 28, 22, tzinfo=UTC)),
    ("Pacific/Auckland", datetime(2030, 4, 3, 9, tzinfo=UTC)),
    ("Pacific/Kiritimati", MONDAY),
]


def workers(pool: Database, number: int) -> list[Worker]:
    return [Worker(pool, Policy(), None, concurrency=4) for _ in range(number)]


async def settle(pool: Database, behind: Connection, clock: TravelClock) -> None:
    """Three at once, until nothing is left; who must wait comes again as time goes on."""
    waiting = "select count(*) from delivery where state = 'due' and schedule is null"
    while await behind.fetchval(waiting):
        clock.travel(minutes=1)
        await asyncio.gather(*(each.drain() for each in workers(pool, 3)))
    failed = "select error from delivery where state = 'held' or error is not null"
    assert [row["error"] for row in await behind.fetch(failed)] == []


async def shuffle(behind: Connection, clock: TravelClock, seed: int) -> None:
    """What is due comes in another order, and a third of what was done comes again."""
    rng = Random(seed)
    for row in await behind.fetch("select id, state from delivery order by id"):
        if row["state"] == "due" or rng.random() < 0.3:
            await behind.execute(
                "update delivery set state = 'due', attempts = 0,"
                " due_at = $2::timestamptz - $3 * interval '1 second' where id = $1",
                row["id"],
                clock.now(),
                float(rng.randrange(5000)),
            )


async def check(behind: Connection, clinic: UUID, zone: str) -> None:
    visits = await reference.appointments(behind, clinic)
    assert await reference.kept(behind, clinic) == reference.sums_of(visits, zone)
    counted = "select appointment_id, version from analytics_visit where clinic_id = $1"
    versions = {
        row["appointment_id"]: row["version"] for row in await behind.fetch(counted, clinic)
    }
    assert versions == {visit["id"]: visit["version"] for visit in visits}


@pytest.mark.parametrize(("zone", "now"), TIMES, ids=lambda each: str(each)[:19])
async def test_shuffled_and_repeated_deliveries_to_many_workers(
    pool: Database, behind: Connection, clock: TravelClock, zone: str, now: datetime
) -> None:
    clock.instant = now
    office = await a_clinic(behind, zone)
    life = Life(pool, clock, office, seed=1)
    for chapter in range(3):
        await life.live(60)
        await shuffle(behind, clock, chapter)
        await settle(pool, behind, clock)
        await check(behind, office.id, zone)
    statuses = {row["status"] for row in await reference.appointments(behind, office.id)}
    assert life.done > 80
    assert {"scheduled", "completed", "cancelled", "no_show", "checked_in"} <= statuses

    async with pool.transaction(office.id, CAUSE) as tx:
        recount = await service.rebuild(tx)

    assert (recount.visits, recount.corrected) == (len(life.visits), 0)
    await check(behind, office.id, zone)


@pytest.mark.parametrize("seed", [2, 3])
async def test_while_the_clinic_works_and_is_counted_anew(
    pool: Database, behind: Connection, clock: TravelClock, seed: int
) -> None:
    """Bookings, three workers and rebuilds at the same time."""
    clock.instant = TIMES[1][1]
    office = await a_clinic(behind, "Europe/London")
    life = Life(pool, clock, office, seed)
    rebuilds = 0

    async def rebuild() -> None:
        nonlocal rebuilds
        while life.done < 90:
            async with pool.transaction(office.id, CAUSE) as tx:
                await service.rebuild(tx)
            rebuilds += 1
            await asyncio.sleep(0.02)

    with at_work(*workers(pool, 3)) as tasks:
        anew = asyncio.create_task(rebuild())
        while life.done < 90:
            await life.live(10)
        await anew
    await asyncio.gather(*tasks)
    await settle(pool, behind, clock)

    assert rebuilds > 3
    await check(behind, office.id, "Europe/London")


async def test_sums_are_written_in_one_order_whoever_asks(
    pool: Database, behind: Connection
) -> None:
    """Else two visits that change places would wait for each other."""
    office = await a_clinic(behind, "UTC")
    low, high = sorted(office.providers)[:2]
    cells = [Cell(MONDAY.date(), who, office.service, "desk", "BRL") for who in (low, high)]
    async with pool.transaction(office.id, CAUSE) as tx:
        await queries.add(tx, dict.fromkeys(cells, Counts(made=1)))

    async def add_backwards() -> None:
        async with pool.transaction(office.id, CAUSE) as tx:
            await queries.add(tx, dict.fromkeys(reversed(cells), Counts(made=1)))

    locked = "select from analytics_day where provider_id = $1 for update"
    async with behind.transaction():
        await behind.execute(locked, low)
        waiting = asyncio.create_task(add_backwards())
        await eventually(lambda: is_waiting(behind))
        assert await behind.fetchrow(f"{locked} skip locked", high) is not None
    await waiting


async def test_who_counts_one_keeps_others_from_counting_anew(
    pool: Database, behind: Connection, clock: TravelClock
) -> None:
    office = await a_clinic(behind, "UTC")
    life = Life(pool, clock, office, seed=8)
    await life.live(20)
    await settle(pool, behind, clock)
    await life.live(20)

    async def rebuild() -> None:
        async with pool.transaction(office.id, CAUSE) as tx:
            await service.rebuild(tx)

    async with pool.transaction(office.id, CAUSE) as tx:
        await service.count(tx, life.visits[-1])
        anew = asyncio.create_task(rebuild())
        await eventually(lambda: is_waiting(behind))
    await anew
    await settle(pool, behind, clock)
    await check(behind, office.id, "UTC")


async def test_who_counts_anew_sends_away_whoever_would_count_one(
    pool: Database, behind: Connection, clock: TravelClock
) -> None:
    """Without waiting in a worker's place, and without an attempt being used up."""
    office = await a_clinic(behind, "UTC")
    life = Life(pool, clock, office, seed=9)
    await life.live(20)
    await settle(pool, behind, clock)
    async with pool.transaction(office.id, CAUSE) as tx:
        await service.rebuild(tx)
        await life.live(20)
        (worker,) = workers(pool, 1)
        await worker.drain()
        waiting = "select attempts from delivery where state = 'due' and schedule is null"
        assert {row["attempts"] for row in await behind.fetch(waiting)} == {0}
    await settle(pool, behind, clock)
    await check(behind, office.id, "UTC")


async def is_waiting(behind: Connection) -> bool:
    blocked = "select count(*) from pg_locks where not granted and pid <> pg_backend_pid()"
    return bool(await behind.fetchval(blocked))


async def test_what_was_never_counted_is_counted_whole_with_the_first_event(
    pool: Database, behind: Connection, clock: TravelClock
) -> None:
    """As after an update that brings the figures to clinics that have worked for years."""
    office = await a_clinic(behind, "Asia/Tokyo")
    life = Life(pool, clock, office, seed=5)
    await life.live(40)
    await behind.execute("update delivery set state = 'done' where schedule is null")
    await life.live(20)
    await settle(pool, behind, clock)
    await check(behind, office.id, "Asia/Tokyo")


async def test_days_follow_the_clinic_into_another_zone(
    pool: Database, behind: Connection, clock: TravelClock
) -> None:
    office = await a_clinic(behind, "Asia/Tokyo")
    life = Life(pool, clock, office, seed=6)
    await life.live(40)
    await settle(pool, behind, clock)
    await check(behind, office.id, "Asia/Tokyo")
    await behind.execute(
        "update clinic_settings set timezone = 'America/New_York' where clinic_id = $1", office.id
    )
    await life.live(10)
    await settle(pool, behind, clock)
    await check(behind, office.id, "America/New_York")


async def test_a_rebuild_says_what_was_wrong_and_mends_it(
    pool: Database, behind: Connection, clock: TravelClock
) -> None:
    office = await a_clinic(behind, "UTC")
    life = Life(pool, clock, office, seed=7)
    await life.live(40)
    await settle(pool, behind, clock)
    await behind.execute(
        "update analytics_day set visits = visits + 1, completed = 7 where ctid ="
        " (select min(ctid) from analytics_day where clinic_id = $1)",
        office.id,
    )

    async with pool.transaction(office.id, CAUSE) as tx:
        assert (await service.rebuild(tx)).corrected == 1

    await check(behind, office.id, "UTC")
    told = "select after ->> 'corrected' from audit_entry where action = 'analytics.rebuilt'"
    assert await behind.fetchval(told) == "1"
