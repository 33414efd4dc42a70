"""What is told, to a real receiver: signed, repeated until it is heard, and written down."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from domain import SignIn, TravelClock
from make import Connection, Office
from msgspec.structs import replace
from standardwebhooks.webhooks import Webhook, WebhookVerificationError
from webhooks.conftest import WEBHOOKS, Desk
from webhooks.receiver import Answers, Received, Receiver, saying

from topsmile.adapters.destinations import Destinations
from topsmile.adapters.hooks import PublicHooks
from topsmile.kernel import schedules
from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker
from topsmile.webhooks.handlers import forget_old_calls

pytestmark = pytest.mark.anyio


def verified(received: Received, secret: str) -> dict[str, Any]:
    """As the receiver's library judges it, at the moment it came."""
    at = int(received.headers["webhook-timestamp"])
    with time_machine.travel(at, tick=False):
        return dict(Webhook(secret).verify(received.body, received.headers))


async def test_a_fact_is_told_with_ids_and_a_signature(desk: Desk, receiver: Receiver) -> None:
    patient = await desk.happens("Maria Souza")
    await desk.worker.drain()

    (received,) = receiver.received
    assert verified(received, desk.secret) == {
        "type": "patient.registered",
        "timestamp": "2030-01-07T06:00:00Z",
        "data": {"patient_id": patient},
    }
    assert "Maria" not in received.body
    assert received.headers["content-type"] == "application/json"
    assert received.headers["user-agent"] == "TopSmile"
    assert datetime.fromtimestamp(
        int(received.headers["webhook-timestamp"]), desk.clock.now().tzinfo
    ) == (desk.clock.now())
    (call,) = await desk.calls()
    assert (call["state"], call["event"], call["why"]) == ("delivered", "patient.registered", None)
    assert call["webhook_id"] == received.headers["webhook-id"]
    (attempt,) = call["attempts"]
    assert (attempt["number"], attempt["status"], attempt["error"]) == (1, 200, None)
    assert (attempt["response_excerpt"], call["body"]) == ("heard", received.body)
    assert attempt["ms"] >= 0


async def test_a_wrong_secret_or_a_changed_word_does_not_verify(
    desk: Desk, receiver: Receiver
) -> None:
    await desk.happens()
    await desk.worker.drain()

    (received,) = receiver.received
    other = (await desk.admin.post(f"{desk.path}/rotate-secret")).json()["secret"]
    with pytest.raises(WebhookVerificationError):
        verified(received, other)
    for changed in (
        Received("/", received.headers, received.body.replace("patient", "Patient", 1)),
        Received("/", {**received.headers, "webhook-id": "evt_other"}, received.body),
    ):
        with pytest.raises(WebhookVerificationError):
            verified(changed, desk.secret)


async def test_after_a_rotation_both_secrets_verify_for_a_day(
    desk: Desk, receiver: Receiver, sign_in: SignIn
) -> None:
    new = (await desk.admin.post(f"{desk.path}/rotate-secret")).json()["secret"]
    await desk.happens()
    await desk.worker.drain()
    desk.clock.travel(hours=24)
    desk.admin = await sign_in(desk.office, "admin")
    await desk.happens()
    await desk.worker.drain()

    during, after = receiver.received
    assert len(during.headers["webhook-signature"].split(" ")) == 2
    assert verified(during, desk.secret) == verified(during, new)
    verified(after, new)
    with pytest.raises(WebhookVerificationError):
        verified(after, desk.secret)


async def test_only_what_was_asked_for_is_told(desk: Desk, receiver: Receiver) -> None:
    everything = await desk.admin.post(WEBHOOKS, json={"url": receiver.url})
    booked = await desk.admin.post("/api/scheduling/appointments", json=desk.office.booking())
    await desk.worker.drain()

    said = [verified(each, everything.json()["secret"]) for each in receiver.received]
    told = {each["type"]: each["data"] for each in said}
    (message,) = (await desk.admin.get("/api/messages")).json()["items"]
    assert told == {
        "appointment.created": {"appointment_id": booked.json()["id"], "version": 1},
        "message.sent": {"message_id": message["id"]},  # the confirmation
    }
    assert len(said) == 2
    assert await desk.calls() == []


async def test_each_endpoint_hears_it_once_under_the_same_id(
    desk: Desk, receiver: Receiver, owner: Connection
) -> None:
    other = (await desk.admin.post(WEBHOOKS, json={"url": receiver.url})).json()
    await desk.happens()
    await desk.worker.drain()

    assert len(receiver.received) == 2
    assert len({each.headers["webhook-id"] for each in receiver.received}) == 1
    secrets = {desk.secret, other["secret"]}
    assert {s for s in secrets for r in receiver.received if verifies(r, s)} == secrets
    # Should the fan-out be tried again, it finds the calls written.
    await owner.execute(
        "update delivery set state = 'due' where clinic_id = $1 and handler = 'fan_out'",
        desk.office.id,
    )
    await desk.worker.drain()
    assert len(receiver.received) == 2


def verifies(received: Received, secret: str) -> bool:
    try:
        verified(received, secret)
    except WebhookVerificationError:
        return False
    return True


# Until it is heard -------------------------------------------------------------------------------


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


# When nobody is to be told -----------------------------------------------------------------------


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


# Where it must not go ----------------------------------------------------------------------------


async def test_a_name_that_turns_inward_is_refused_at_every_attempt(
    desk: Desk, receiver: Receiver, sign_in: SignIn
) -> None:
    """It was public when it was typed in; the attempt is what counts."""
    turning = Answers(["10.0.0.5"], ["169.254.169.254"], ["::ffff:127.0.0.1"], ["127.0.0.1"])
    hooks = PublicHooks(Destinations(), resolver=turning)
    desk.worker.outside = replace(desk.worker.outside, hooks=hooks)
    await desk.happens()
    await desk.tried_until_over()

    desk.admin = await sign_in(desk.office, "admin")
    (call,) = await desk.calls()
    assert (receiver.connections, len(turning.asked)) == (0, 8)
    assert call["state"] == "failed"
    assert {each["error"] for each in call["attempts"]} == {
        "This address is not on the public internet."
    }
    assert {each["status"] for each in call["attempts"]} == {None}


async def test_whoever_could_write_the_address_into_the_table_gains_nothing(
    desk: Desk, receiver: Receiver, owner: Connection
) -> None:
    await owner.execute(
        "update webhook_endpoint set url = $2 where clinic_id = $1",
        desk.office.id,
        f"http://127.0.0.1:{receiver.port}/",
    )
    await desk.happens()
    await desk.worker.drain()

    (call,) = await desk.calls()
    assert call["attempts"][0]["reason"] == "bad_address"
    assert receiver.connections == 0


# The log -----------------------------------------------------------------------------------------


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
