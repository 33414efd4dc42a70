"""Where a client was cut off it goes on: without a gap or a repeat, or it is told to begin anew."""

from __future__ import annotations

import asyncio
import random

import pytest
from domain import SignIn, TravelClock
from make import Connection, Office
from realtime.conftest import CAUSE, Connect, live_of, told, written

from topsmile.kernel.edge import Edge
from topsmile.kernel.worker import Worker
from topsmile.realtime import handlers
from topsmile.realtime.models import MOST_REPLAYED, Numbered

pytestmark = pytest.mark.anyio


async def several(worker: Worker, office: Office, count: int) -> None:
    for _ in range(count):
        await written(worker, office)


async def test_it_goes_on_where_it_was(
    connect: Connect, sign_in: SignIn, office: Office, worker: Worker
) -> None:
    await several(worker, office, 5)
    ear = await connect(await sign_in(office), "since=2")

    await told(worker, office, await written(worker, office))

    heard = [ear.hello, *await ear.frames(4)]
    assert [each.event for each in heard] == ["hello", *["test.happened"] * 4]
    assert [each.seq for each in heard] == [2, 3, 4, 5, 6]


async def test_who_is_up_to_date_is_told_nothing(
    connect: Connect, sign_in: SignIn, office: Office, worker: Worker
) -> None:
    await several(worker, office, 3)
    ear = await connect(await sign_in(office), "since=3")

    await told(worker, office, await written(worker, office))

    assert [ear.hello.seq, (await ear.frame()).seq] == [3, 4]


async def test_who_begins_hears_what_comes_and_where_it_stands(
    connect: Connect, sign_in: SignIn, office: Office, worker: Worker
) -> None:
    await several(worker, office, 3)
    ear = await connect(await sign_in(office))

    await told(worker, office, await written(worker, office))

    heard = [ear.hello, await ear.frame()]
    assert [(each.seq, each.event) for each in heard] == [(3, "hello"), (4, "test.happened")]


@pytest.mark.parametrize("since", [4, 99, 10**17])
async def test_a_number_of_the_future_is_reset(
    connect: Connect, sign_in: SignIn, office: Office, worker: Worker, since: int
) -> None:
    await several(worker, office, 3)
    ear = await connect(await sign_in(office), f"since={since}")

    await told(worker, office, await written(worker, office))

    heard = [ear.hello, *await ear.frames(2)]
    assert [(each.seq, each.event) for each in heard] == [
        (since, "hello"),
        (3, "reset"),
        (4, "test.happened"),
    ]


async def test_what_is_older_than_an_hour_is_forgotten_and_who_missed_it_is_reset(
    connect: Connect,
    sign_in: SignIn,
    office: Office,
    worker: Worker,
    clock: TravelClock,
    owner: Connection,
) -> None:
    await several(worker, office, 3)
    clock.travel(minutes=50)
    await several(worker, office, 2)
    clock.travel(minutes=20)
    async with worker.database.transaction(office.id, CAUSE) as tx:
        await handlers.forget_old_frames(tx)

    reception = await sign_in(office)
    kept = "select seq from realtime_frame where clinic_id = $1 order by seq"
    assert [row["seq"] for row in await owner.fetch(kept, office.id)] == [4, 5]
    for since, events in ((1, ["reset"]), (3, ["test.happened"] * 2)):
        ear = await connect(reception, f"since={since}")
        assert [each.event for each in await ear.frames(len(events))] == events

    clock.travel(hours=5)
    async with worker.database.transaction(office.id, CAUSE) as tx:
        await handlers.forget_old_frames(tx)
    assert [row["seq"] for row in await owner.fetch(kept, office.id)] == [5]


async def test_who_missed_too_much_begins_anew(
    connect: Connect, sign_in: SignIn, office: Office, worker: Worker, owner: Connection
) -> None:
    await written(worker, office)
    await owner.execute(
        """
        insert into realtime_frame (clinic_id, channel, seq, event_id, event, ids, at)
        select $1, 'staff', n, uuidv7(), 'test.happened', '{}', now() from generate_series(2, $2) n
        """,
        office.id,
        MOST_REPLAYED + 2,
    )
    await owner.execute(
        "update realtime_channel set seq = $2 where clinic_id = $1", office.id, MOST_REPLAYED + 2
    )
    reception = await sign_in(office)

    much = await connect(reception, "since=1")
    assert (await much.frame()).event == "reset"
    most = await connect(reception, "since=2")
    heard = await most.frames(MOST_REPLAYED)
    assert [each.seq for each in heard] == list(range(3, MOST_REPLAYED + 3))


async def test_what_is_told_out_of_order_or_not_at_all_arrives_in_order(
    connect: Connect, sign_in: SignIn, office: Office, worker: Worker
) -> None:
    ear = await connect(await sign_in(office))
    first, second, third, fourth = [await written(worker, office) for _ in range(4)]

    await told(worker, office, third)  # the first two are on their way, or lost
    assert [each.seq for each in await ear.frames(4)] == [1, 2, 3, 4]
    for late in (first, third, second, fourth):
        await told(worker, office, late)
    await told(worker, office, await written(worker, office))
    assert (await ear.frame()).seq == 5


async def test_nothing_is_missed_through_cuts_and_commits_in_any_order(
    connect: Connect, sign_in: SignIn, office: Office, worker: Worker
) -> None:
    """Many write at once and commit when they like; some are told of late, some never."""
    dice = random.Random(7)
    reception = await sign_in(office)
    total, heard, running = 120, [0], True

    async def write() -> None:
        await asyncio.sleep(dice.random() * 2)
        frames: list[Numbered] = await written(worker, office)
        if dice.random() < 0.8:
            await asyncio.sleep(dice.random() / 10)
            await told(worker, office, frames)

    async def listen() -> None:
        """Cut again and again, at any moment."""
        while running or heard[-1] < total:
            ear = await connect(reception, f"since={heard[-1]}")
            assert ear.hello.event == "hello"
            for _ in range(dice.randrange(1, 12)):
                if heard[-1] == total:
                    break
                frame = await ear.frame()
                assert (frame.seq, frame.event) == (heard[-1] + 1, "test.happened")
                heard.append(frame.seq)
            await ear.leave()

    listening = asyncio.create_task(listen())
    await asyncio.gather(*(write() for _ in range(total)))
    running = False
    await asyncio.wait_for(listening, 60)

    assert heard == list(range(total + 1))


async def test_who_has_left_leaves_nothing_behind(
    app: Edge, connect: Connect, sign_in: SignIn, office: Office
) -> None:
    live = live_of(app)
    reception = await sign_in(office)
    ears = [await connect(reception), await connect(query=f"clinic={office.slug}")]
    assert (live.count, live.anonymous.total()) == (2, 1)

    for ear in ears:
        await ear.leave()

    assert (live.count, live.anonymous, live.hub.clinics, live.rounds.sessions) == (0, {}, {}, {})
    assert not any(live.rounds.turns)
