"""What was not heard is told again, until it is heard or given up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from domain import SignIn
from make import Connection
from msgspec.structs import replace
from webhooks.conftest import Desk
from webhooks.receiver import Receiver, saying
from webhooks.telling import verified

from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio


async def test_it_is_tried_again_until_it_is_heard(
    desk: Desk, receiver: Receiver, sign_in: SignIn
) -> None:
    receiver.answers = [500, saying(302, b"", "location: https://127.0.0.1/"), 404]
    await desk.happens()
    await desk.tried_until_over(hours=4)

    desk.admin = await sign_in(desk.office, "admin")
    (call,) = await desk.calls()
    assert (call["state"], call["next_at"]) == ("delivered", None)
    assert [each["status"] for each in call["attempts"]] == [500, 302, 404, 200]
    assert [each["error"] for each in call["attempts"]] == [
        "Answered with 500.",
        "Answered with 302, a redirection; these are not followed.",
        "Answered with 404.",
        None,
    ]
    assert len({each.headers["webhook-id"] for each in receiver.received}) == 1
    assert len({each.body for each in receiver.received}) == 1
    assert (await desk.endpoint())["failing_since"] is None


async def test_between_attempts_staff_see_when_the_next_is(desk: Desk, receiver: Receiver) -> None:
    receiver.answers = [500]
    await desk.happens()
    await desk.worker.drain()

    (call,) = await desk.calls()
    assert (call["state"], len(call["attempts"])) == ("due", 1)
    wait = datetime.fromisoformat(call["next_at"]) - desk.clock.now()
    assert timedelta(seconds=3) < wait < timedelta(seconds=7)
    assert (await desk.endpoint())["failing_since"] == "2030-01-07T06:00:00Z"


async def test_what_is_never_heard_is_held_and_a_replay_goes_on_with_it(
    desk: Desk, receiver: Receiver, sign_in: SignIn, owner: Connection
) -> None:
    receiver.answers = [500] * 8
    await desk.happens()
    await desk.tried_until_over()

    desk.admin = await sign_in(desk.office, "admin")
    (call,) = await desk.calls(state="failed")
    assert (call["why"], len(call["attempts"])) == ("exhausted", 8)
    began, ended = (datetime.fromisoformat(call["attempts"][each]["at"]) for each in (0, -1))
    assert ended - began > timedelta(hours=24)
    (held,) = (await desk.admin.get("/api/deliveries")).json()["items"]
    assert (held["handler"], held["error"]) == ("call_webhook", "Answered with 500.")

    replayed = await desk.admin.post(f"{desk.path}/calls/{call['id']}/replay")
    assert (replayed.status_code, replayed.json()["state"]) == (200, "due")
    again = await desk.admin.post(f"{desk.path}/calls/{call['id']}/replay")
    assert (again.status_code, again.json()["code"]) == (409, "still_trying")
    await desk.worker.drain()

    (call,) = await desk.calls()
    assert (call["state"], len(call["attempts"]), call["attempts"][-1]["number"]) == (
        "delivered",
        9,
        9,
    )
    assert len({each.headers["webhook-id"] for each in receiver.received}) == 1
    verified(receiver.received[-1], desk.secret)
    assert (await desk.admin.get("/api/deliveries")).json()["items"] == []
    assert await owner.fetchval(
        "select count(*) from audit_entry where clinic_id = $1 and action = 'webhook.replayed'",
        desk.office.id,
    )


async def test_what_was_heard_can_be_told_again(desk: Desk, receiver: Receiver) -> None:
    await desk.happens()
    await desk.worker.drain()
    (call,) = await desk.calls()

    await desk.admin.post(f"{desk.path}/calls/{call['id']}/replay")
    await desk.worker.drain()

    first, second = receiver.received
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    (call,) = await desk.calls()
    assert (call["state"], len(call["attempts"])) == ("delivered", 2)


async def test_a_receiver_may_say_when_to_come_back(desk: Desk, receiver: Receiver) -> None:
    receiver.answers = [saying(429, b"", "retry-after: 600")]
    await desk.happens()
    await desk.worker.drain()
    (call,) = await desk.calls()
    assert call["next_at"] == "2030-01-07T06:10:00Z"

    desk.clock.travel(seconds=599)
    await desk.worker.drain()
    assert len(receiver.received) == 1
    desk.clock.travel(seconds=1)
    await desk.worker.drain()
    assert len(receiver.received) == 2


async def test_no_answer_keeps_us_away_longer_than_our_own_rhythm(
    desk: Desk, receiver: Receiver
) -> None:
    receiver.answers = [
        saying(503, b"", "retry-after: 99999999"),
        saying(500, b"", "retry-after: 9"),
    ]
    await desk.happens()
    await desk.worker.drain()
    (call,) = await desk.calls()
    assert call["next_at"] == "2030-01-07T16:00:00Z"


async def test_an_attempt_whose_end_nobody_knows_is_in_the_log(
    desk: Desk, worker: Worker, receiver: Receiver
) -> None:
    """The worker dies after asking and before writing down what was answered."""

    class Dying:
        async def post(self, _: Any) -> Any:
            raise RuntimeError("as if killed")

    living = worker.outside
    worker.outside = replace(worker.outside, hooks=Dying())
    await desk.happens()
    await worker.drain()
    worker.outside = living
    desk.clock.travel(minutes=1)
    await worker.drain()

    (call,) = await desk.calls()
    lost, heard = call["attempts"]
    assert (lost["status"], lost["error"]) == (None, None)
    assert (heard["number"], heard["status"]) == (2, 200)
