"""What is told, to a real receiver: signed, with ids only, and nowhere it must not go."""

from __future__ import annotations

from datetime import datetime

import pytest
from domain import SignIn
from make import Connection
from msgspec.structs import replace
from standardwebhooks.webhooks import WebhookVerificationError
from webhooks.conftest import WEBHOOKS, Desk
from webhooks.receiver import Answers, Received, Receiver
from webhooks.telling import verified

from topsmile.adapters.destinations import Destinations
from topsmile.adapters.hooks import PublicHooks

pytestmark = pytest.mark.anyio


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


# Where it must not go ----------------------------------------------------------------------------


async def test_a_name_that_turns_inward_is_refused_at_every_attempt(
    desk: Desk, receiver: Receiver, sign_in: SignIn, undisturbed: None
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
