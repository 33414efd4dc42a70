"""Who books and does not pay is not written to; who pays is, with reminders."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from domain import TravelClock
from make import Connection, Office
from scheduling.paying import Till, asks

from topsmile.adapters.mail import MemoryMail
from topsmile.kernel.db import Database
from topsmile.kernel.worker import Worker
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio
THURSDAY = datetime(2030, 1, 10, 12, tzinfo=UTC)


@pytest.fixture
async def till(
    settings: Settings, clock: TravelClock, owner: Connection, office: Office, undisturbed: None
) -> AsyncIterator[Till]:
    await asks(owner, office)
    pool = Database(settings.database_url.get_secret_value(), clock, 2, "topsmile-test-till")
    await pool.open()
    yield Till(pool, office)
    await pool.close()


async def written(owner: Connection, office: Office) -> list[str]:
    rows = await owner.fetch("select kind from message where clinic_id = $1 order by id", office.id)
    return [row["kind"] for row in rows]


async def test_who_does_not_pay_hears_nothing(
    till: Till, office: Office, worker: Worker, clock: TravelClock, owner: Connection
) -> None:
    by_clock = await till.book(office.patient, office.provider, THURSDAY)
    by_hand = await till.book(office.patients[1], office.providers[1], THURSDAY)
    await worker.drain()
    await till.cancel(by_hand.id)
    clock.travel(minutes=10)
    await worker.drain()

    assert (await till.get(by_clock.id)).status == "cancelled"
    clock.travel(days=2)
    await worker.drain()
    assert await written(owner, office) == []


async def test_who_pays_is_told_and_reminded(
    till: Till,
    office: Office,
    worker: Worker,
    clock: TravelClock,
    owner: Connection,
    mail: MemoryMail,
) -> None:
    visit = await till.book(office.patient, office.provider, THURSDAY)
    clock.travel(minutes=3)
    await till.pay(visit.id)  # before a worker has heard of the booking
    await worker.drain()
    await worker.drain()
    assert await written(owner, office) == ["confirmation"]

    clock.instant = THURSDAY - timedelta(hours=48)
    await worker.drain()
    assert await written(owner, office) == ["confirmation", "reminder"]
    await till.cancel(visit.id)
    await worker.drain()
    assert await written(owner, office) == ["confirmation", "reminder", "cancellation"]


async def test_who_pays_late_is_told_of_the_visit_and_not_that_it_was_given_up(
    till: Till, office: Office, worker: Worker, clock: TravelClock, owner: Connection
) -> None:
    visit = await till.book(office.patient, office.provider, THURSDAY)
    clock.travel(minutes=10)
    await till.expire(visit.id)
    await till.pay(visit.id)  # before a worker has heard of its end
    await worker.drain()

    assert await written(owner, office) == ["confirmation"]
