"""What is over is forgotten after a while; what waits, and the trail, stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg
import pytest
from domain import TravelClock
from make import Connection, Office
from msgspec.structs import replace

from topsmile.kernel.cause import Cause
from topsmile.kernel.trail import trail
from topsmile.kernel.worker import Worker
from topsmile.operations import retention
from topsmile.operations.retention import Retention

pytestmark = pytest.mark.anyio
# Long ago by the database's own clock, which guards the last week.
BEGINNING = datetime(2020, 1, 6, 6, tzinfo=UTC)
FORGET = "forget_what_is_over"


class Store:
    def __init__(self, worker: Worker, owner: Connection, office: Office) -> None:
        self.worker, self.owner, self.office = worker, owner, office

    async def event(self, at: datetime, *states: str) -> UUID:
        """That happened then, with a delivery in each state, over a minute later."""
        made: UUID = await self.owner.fetchval(
            """
            insert into event (clinic_id, name, payload, request_id, occurred_at)
            values ($1, 'patient.updated', '{}', 'r', $2) returning id
            """,
            self.office.id,
            at,
        )
        for number, state in enumerate(states):
            await self.owner.execute(
                """
                insert into delivery (clinic_id, event_id, handler, state, due_at, request_id,
                  created_at, done_at) values ($1, $2, $3, $4, $5, 'r', $5, $6)
                """,
                self.office.id,
                made,
                f"handler_{number}",
                state,
                # Nobody is to try them here.
                at + timedelta(days=36500) if state == "due" else at,
                at + timedelta(minutes=1) if state in ("done", "discarded") else None,
            )
        return made

    async def forget(self) -> None:
        """As the worker does it, once a day."""
        row = """
            insert into delivery (clinic_id, schedule, handler, due_at, request_id, created_at)
            values ($1, $2, $2, $3, 'r', $3)
            on conflict on constraint one_delivery_per_schedule do update set due_at = excluded.due_at
        """  # noqa: E501
        await self.owner.execute(row, self.office.id, FORGET, self.worker.database.clock.now())
        await self.worker.drain()

    async def events(self) -> set[UUID]:
        rows = await self.owner.fetch("select id from event where clinic_id = $1", self.office.id)
        return {row["id"] for row in rows}

    async def deliveries(self) -> list[str]:
        found = """
            select state from delivery where clinic_id = $1 and event_id is not null order by state
        """
        return [row["state"] for row in await self.owner.fetch(found, self.office.id)]


@pytest.fixture
def store(worker: Worker, owner: Connection, office: Office, clock: TravelClock) -> Store:
    clock.instant = BEGINNING
    return Store(worker, owner, office)


async def test_first_the_deliveries_then_the_events(store: Store, clock: TravelClock) -> None:
    over = await store.event(BEGINNING, "done", "discarded")

    clock.travel(days=30)
    await store.forget()
    assert await store.deliveries() == ["discarded", "done"]

    clock.travel(minutes=2)
    await store.forget()
    assert await store.deliveries() == []
    assert await store.events() == {over}

    clock.travel(days=369)
    await store.forget()
    assert await store.events() == {over}

    clock.travel(days=1)
    await store.forget()
    assert await store.events() == set()


async def test_what_waits_stays_with_its_event(store: Store, clock: TravelClock) -> None:
    held = await store.event(BEGINNING, "held", "done")
    due = await store.event(BEGINNING, "due", "done")
    await store.event(BEGINNING, "done")
    unheard = await store.event(BEGINNING + timedelta(days=1999))

    clock.travel(days=2000)
    await store.forget()

    assert await store.deliveries() == ["due", "held"]
    assert await store.events() == {held, due, unheard}


async def test_an_installation_chooses(store: Store, worker: Worker, clock: TravelClock) -> None:
    chosen = Retention(deliveries=timedelta(days=2), events=timedelta(days=10))
    worker.outside = replace(worker.outside, retention=chosen)
    await store.event(BEGINNING, "done")

    clock.travel(days=3)
    await store.forget()
    assert (await store.deliveries(), len(await store.events())) == ([], 1)
    clock.travel(days=8)
    await store.forget()
    assert await store.events() == set()


async def test_in_batches_and_the_rest_another_day(
    store: Store, clock: TravelClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    monkeypatch.setattr(retention, "MOST_BATCHES", 4)
    for _ in range(9):
        await store.event(BEGINNING, "done")
    clock.travel(days=500)

    await store.forget()
    assert len(await store.deliveries()) == 1
    await store.forget()
    assert await store.deliveries() == []
    for _ in range(2):
        await store.forget()
    assert await store.events() == set()


async def test_other_clinics_and_the_trail_are_left_alone(
    store: Store, other_office: Office, worker: Worker, owner: Connection, clock: TravelClock
) -> None:
    elsewhere = Store(worker, owner, other_office)
    kept = await elsewhere.event(BEGINNING, "done")
    async with worker.database.transaction(store.office.id, Cause("request-1")) as tx:
        await trail(tx, "patient.changed", "patient", store.office.patient)
    clock.travel(days=3000)

    await store.forget()

    assert (await elsewhere.events(), await elsewhere.deliveries()) == ({kept}, ["done"])
    count = "select count(*) from audit_entry where clinic_id = $1"
    assert await owner.fetchval(count, store.office.id) == 1


async def test_the_last_week_cannot_be_forgotten_whatever_the_application_says(
    store: Store, worker: Worker, other_office: Office
) -> None:
    now = datetime.now(UTC)
    recent = await store.event(now - timedelta(days=6, hours=23))
    await store.event(now - timedelta(days=7, hours=1))
    forget = "select forget_events($1, $2, 100)"

    async with worker.database.transaction(store.office.id, Cause("request-1")) as tx:
        assert await tx.value(forget, now + timedelta(days=1)) == 1
    assert await store.events() == {recent}

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with worker.database.transaction(other_office.id, Cause("request-2")) as tx:
            await tx.connection.fetchval(forget, store.office.id, now)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with worker.database.transaction(store.office.id, Cause("request-3")) as tx:
            await tx.run("delete from event where clinic_id = $1")
