"""When nobody is to be told: who is gone, paused or archived, and who fails for days."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from domain import SignIn, TravelClock
from make import Connection
from webhooks.conftest import Desk
from webhooks.receiver import Receiver
from webhooks.telling import verified

pytestmark = pytest.mark.anyio


async def test_gone_means_gone(desk: Desk, receiver: Receiver, owner: Connection) -> None:
    receiver.answers = [410]
    await desk.happens()
    await desk.worker.drain()

    endpoint = await desk.endpoint()
    assert (endpoint["paused_why"], endpoint["version"]) == ("gone", 2)
    (call,) = await desk.calls()
    assert (call["state"], call["why"]) == ("failed", "gone")
    assert (await desk.admin.get("/api/deliveries")).json()["items"] == []
    assert await owner.fetchval(
        "select count(*) from event where clinic_id = $1 and name = 'webhook.endpoint_paused'",
        desk.office.id,
    )
    paused = await owner.fetchrow(
        "select * from audit_entry where clinic_id = $1 and action = 'webhook.paused'",
        desk.office.id,
    )
    assert paused
    assert (paused["actor_role"], paused["actor_id"]) == ("system", None)


async def test_while_paused_everything_is_written_down_and_nothing_told(
    desk: Desk, receiver: Receiver
) -> None:
    receiver.answers = [500]
    await desk.happens("still being tried when it is paused")
    await desk.worker.drain()
    await desk.admin.patch(desk.path, json={"paused": True})
    await desk.happens("meanwhile")
    desk.clock.travel(minutes=1)
    await desk.worker.drain()

    assert len(receiver.received) == 1
    calls = await desk.calls(state="discarded")
    assert [each["why"] for each in calls] == ["paused", "paused"]
    refused = await desk.admin.post(f"{desk.path}/calls/{calls[0]['id']}/replay")
    assert (refused.status_code, refused.json()["code"]) == (409, "endpoint_paused")
    await desk.admin.patch(desk.path, json={"paused": False})
    await desk.worker.drain()
    assert len(receiver.received) == 1

    for call in calls:
        await desk.admin.post(f"{desk.path}/calls/{call['id']}/replay")
    await desk.worker.drain()
    assert len(receiver.received) == 3


async def test_a_test_is_sent_once_even_to_what_is_paused(desk: Desk, receiver: Receiver) -> None:
    await desk.admin.patch(desk.path, json={"paused": True})
    receiver.answers = [500]

    tested = (await desk.admin.post(f"{desk.path}/test")).json()
    await desk.worker.drain()
    desk.clock.travel(minutes=5)
    await desk.worker.drain()

    (received,) = receiver.received
    said = verified(received, desk.secret)
    assert (said["type"], said["data"]) == ("webhook.test", {"endpoint_id": desk.id})
    (call,) = await desk.calls()
    assert (call["id"], call["state"], call["why"]) == (tested["id"], "failed", "test_failed")
    assert (await desk.endpoint())["failing_since"] is None


async def test_an_archived_one_is_told_nothing_more(
    desk: Desk, receiver: Receiver, owner: Connection
) -> None:
    receiver.answers = [500]
    await desk.happens()
    await desk.worker.drain()
    await desk.admin.post(f"{desk.path}/archive")
    await desk.happens()
    desk.clock.travel(minutes=1)
    await desk.worker.drain()

    assert len(receiver.received) == 1
    (call,) = await desk.calls()
    assert (call["state"], call["why"]) == ("discarded", "archived")


async def test_what_fails_for_three_days_is_paused(
    desk: Desk, receiver: Receiver, sign_in: SignIn, clock: TravelClock
) -> None:
    receiver.answers = [500] * 100
    for _ in range(7):
        desk.admin = await sign_in(desk.office, "admin")
        await desk.happens()
        await desk.tried_until_over(hours=11)

    desk.admin = await sign_in(desk.office, "admin")
    endpoint = await desk.endpoint()
    assert endpoint["paused_why"] == "failing"
    since, paused = (
        datetime.fromisoformat(endpoint[each]) for each in ("failing_since", "paused_at")
    )
    assert timedelta(days=3) <= paused - since < timedelta(days=3, hours=6)
    resumed = (await desk.admin.patch(desk.path, json={"paused": False})).json()
    assert resumed["failing_since"] is None


async def test_one_success_forgives_the_failures_before(
    desk: Desk, receiver: Receiver, sign_in: SignIn
) -> None:
    receiver.answers = [500]
    await desk.happens()
    await desk.tried_until_over(hours=1)
    receiver.answers = [500]
    desk.clock.travel(days=4)
    desk.admin = await sign_in(desk.office, "admin")
    await desk.happens()
    await desk.worker.drain()

    endpoint = await desk.endpoint()
    assert (endpoint["paused_at"], endpoint["failing_since"] is None) == (None, False)
