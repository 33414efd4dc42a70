"""A trail that nobody touched verifies, whatever happened while it was written."""

from __future__ import annotations

import asyncio
import random
import stat
from datetime import timedelta

import pytest
from audit.chains import Chain
from domain import SignIn, TravelClock
from make import Connection, Office

from topsmile.audit import handlers
from topsmile.kernel.cause import Cause
from topsmile.kernel.trail import trail
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("seed", range(3))
async def test_any_history_verifies(chain: Chain, seed: int, clock: TravelClock) -> None:
    rng = random.Random(seed)
    for _ in range(12):
        step = rng.randrange(4)
        if step < 2:
            await chain.write_anything(rng.randrange(1, 9), rng)
        elif step == 2:
            await chain.round()
        else:
            await chain.round(dies=True)
        clock.travel(seconds=rng.randrange(90))
    await chain.round()
    clock.travel(hours=1)

    assert await chain.findings() == []
    entries, links = await chain.rows("audit_entry"), await chain.rows("audit_link")
    assert len(links) == len(entries) > 0
    assert [link["number"] for link in links] == list(range(1, len(links) + 1))


async def test_it_verifies_while_it_is_written(chain: Chain) -> None:
    over = asyncio.Event()

    async def writing() -> None:
        while not over.is_set():
            await chain.write(3)
            await asyncio.sleep(0.01)

    async def chaining() -> None:
        while not over.is_set():
            await chain.round()
            await asyncio.sleep(0.01)

    busy = [asyncio.create_task(each) for each in (writing(), writing(), chaining(), chaining())]
    for _ in range(6):
        assert await chain.findings() == []
    over.set()
    await asyncio.gather(*busy)
    await chain.round()
    assert await chain.findings() == []


async def test_a_worker_that_dies_after_asking_leaves_nothing_behind(chain: Chain) -> None:
    await chain.grow()
    await chain.write(4)
    for _ in range(3):
        await chain.round(dies=True)
    await chain.write(4)

    assert await chain.findings() == []
    await chain.round()
    assert await chain.findings() == []
    assert len(await chain.rows("audit_link")) == 23


async def test_of_two_workers_at_once_one_goes_on(chain: Chain) -> None:
    await chain.write(20)

    await asyncio.gather(*(chain.round() for _ in range(4)))

    assert len(await chain.rows("audit_link")) == 20
    assert await chain.findings() == []


async def test_only_what_was_committed_is_anchored(chain: Chain) -> None:
    await chain.write(3)
    await chain.round()
    assert not chain.file.exists()

    await chain.round()
    await chain.round()

    (line,) = chain.anchors.lines(chain.office.id)
    assert '"number":3' in line
    assert stat.S_IMODE(chain.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(chain.file.parent.stat().st_mode) == 0o700


async def test_the_worker_does_it_every_minute_and_at_once_when_there_is_more(
    chain: Chain,
    worker: Worker,
    owner: Connection,
    office: Office,
    clock: TravelClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handlers, "BATCH", 10)
    await chain.write(25)
    await owner.execute(
        """
        insert into delivery (clinic_id, schedule, handler, due_at, request_id, created_at)
        values ($1, 'chain_audit', 'chain_audit', $2, 'r', $2)
        """,
        office.id,
        clock.now(),
    )

    await worker.drain()

    assert len(await chain.rows("audit_link")) == 25
    due = "select due_at from delivery where clinic_id = $1 and schedule = 'chain_audit'"
    assert await owner.fetchval(due, office.id) == clock.now() + timedelta(minutes=1)
    clock.travel(minutes=1)
    await worker.drain()
    assert '"number":25' in list(chain.anchors.lines(office.id))[-1]
    assert await chain.findings() == []


async def test_what_commits_late_is_chained_though_its_id_is_older(
    chain: Chain, worker: Worker, office: Office
) -> None:
    async with worker.database.transaction(office.id, Cause("slow-one")) as tx:
        await trail(tx, "patient.changed", "patient", office.patient)
        await chain.write(5)
        await chain.round()
    await chain.round()

    links, entries = await chain.rows("audit_link"), await chain.rows("audit_entry")
    assert links[-1]["entry_id"] == entries[0]["id"]
    assert await chain.findings() == []


async def test_a_key_may_be_changed_when_the_old_one_is_named(chain: Chain, worker: Worker) -> None:
    from msgspec.structs import replace

    from topsmile.audit.notary import Notary
    from topsmile.audit.sealing import Keys, key_of

    await chain.grow()
    old = chain.notary.keys.current
    renewed = Notary(Keys(key_of("another"), (old,)), chain.anchors)
    worker.outside = replace(worker.outside, notary=renewed)
    chain.notary = renewed
    await chain.grow()

    assert await chain.findings() == []
    chain.notary = Notary(Keys(key_of("another")), chain.anchors)
    assert await chain.kinds() == {"foreign_key", "anchor_forged", "anchors_cut"} - {"anchors_cut"}


async def test_what_the_application_did_is_in_it(chain: Chain, sign_in: SignIn) -> None:
    reception = await sign_in(chain.office)
    made = await reception.post("/api/patients", json={"name": "Ana"})
    await reception.get(f"/api/patients/{made.json()['id']}")

    await chain.round()

    assert len(await chain.rows("audit_link")) >= 1
    assert await chain.findings() == []


async def test_while_anchors_cannot_be_written_nothing_is_chained_and_then_everything(
    chain: Chain, owner: Connection, worker: Worker, clock: TravelClock
) -> None:
    await chain.grow(rounds=1)
    await chain.write(3)
    await chain.round()
    folder = chain.file.parent
    folder.rename(folder.with_name("elsewhere"))
    folder.write_text("a file where the folder should be")
    await chain.write(2)
    await owner.execute(
        """
        insert into delivery (clinic_id, schedule, handler, due_at, request_id, created_at)
        values ($1, 'chain_audit', 'chain_audit', $2, 'r', $2)
        """,
        chain.office.id,
        clock.now(),
    )
    try:
        for _ in range(8):
            await worker.drain()
            clock.travel(hours=1)
        assert len(await chain.rows("audit_link")) == 8
        state = "select state, error from delivery where clinic_id = $1"
        row = await owner.fetchrow(state + " and schedule = 'chain_audit'", chain.office.id)
        assert row is not None
        assert (row["state"], "Error" in row["error"]) == ("due", True)
    finally:
        folder.unlink()
        folder.with_name("elsewhere").rename(folder)

    clock.travel(hours=2)
    await worker.drain()

    assert len(await chain.rows("audit_link")) == 10
    assert await chain.findings() == []
