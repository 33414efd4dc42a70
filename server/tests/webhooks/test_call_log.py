"""The log of calls: in pages, kept for a while, and found by the click that led to them."""

from __future__ import annotations

import json

import pytest
from domain import SignIn
from make import Connection, Office
from webhooks.conftest import Desk
from webhooks.receiver import Receiver

from topsmile.kernel import schedules
from topsmile.kernel.cause import Cause
from topsmile.webhooks.handlers import forget_old_calls

pytestmark = pytest.mark.anyio


async def test_the_log_comes_in_pages_by_state(desk: Desk, receiver: Receiver) -> None:
    receiver.answers = [500, 200, 200]
    for _ in range(3):
        await desk.happens()
        await desk.worker.drain()

    page = (await desk.admin.get(f"{desk.path}/calls", params={"limit": "2"})).json()
    rest = (
        await desk.admin.get(f"{desk.path}/calls", params={"cursor": page["next_cursor"]})
    ).json()
    assert [each["state"] for each in page["items"] + rest["items"]] == [
        "delivered",
        "delivered",
        "due",
    ]
    assert rest["next_cursor"] is None
    assert len(await desk.calls(state="due")) == 1
    wrong = await desk.admin.get(f"{desk.path}/calls", params={"state": "lost"})
    assert wrong.status_code == 422


async def test_what_is_over_is_kept_for_thirty_days(
    desk: Desk, receiver: Receiver, sign_in: SignIn, owner: Connection
) -> None:
    assert schedules.schedules["forget_old_calls"].cron == "41 * * * *"
    await desk.admin.post(f"{desk.path}/rotate-secret")
    await desk.happens()
    await desk.worker.drain()
    desk.clock.travel(days=30)
    await forget(desk)
    assert await count(owner, desk.office) == (1, 1)

    desk.clock.travel(seconds=1)
    await forget(desk)
    assert await count(owner, desk.office) == (0, 0)
    previous = await owner.fetchval(
        "select previous_sealed from webhook_endpoint where clinic_id = $1", desk.office.id
    )
    assert previous is None


async def forget(desk: Desk) -> None:
    async with desk.worker.database.transaction(desk.office.id, Cause("test-1")) as tx:
        await forget_old_calls(tx)


async def count(owner: Connection, office: Office) -> tuple[int, int]:
    calls = await owner.fetchval(
        "select count(*) from webhook_call where clinic_id = $1", office.id
    )
    tried = await owner.fetchval(
        "select count(*) from webhook_attempt where clinic_id = $1", office.id
    )
    return calls, tried


async def test_the_click_can_be_followed_to_the_call(desk: Desk, receiver: Receiver) -> None:
    await desk.admin.post(
        "/api/patients", json={"name": "Ana"}, headers={"x-request-id": "the-click-0002"}
    )
    await desk.worker.drain()

    (call,) = await desk.calls()
    assert call["request_id"] == "the-click-0002"
    assert json.loads(call["body"])["type"] == "patient.registered"
