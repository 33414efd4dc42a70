"""Mail over SMTP: taken, refused, or not known."""

from __future__ import annotations

import email
import email.policy
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from domain import SignIn, TravelClock
from make import Connection, Office
from msgspec.structs import replace
from programs import Postman, postman
from running.installation import free_port

from topsmile.adapters.mail import Attachment, Email, SmtpMail
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio
SENDER = "Clínica Sol <no-reply@clinic.test>"


@pytest.fixture
async def post() -> AsyncIterator[Postman]:
    async with postman() as made:
        yield made


def letter(**changes: Any) -> Email:
    chosen: dict[str, Any] = {
        "message_id": "<1@clinic.test>",
        "to": "maria@example.test",
        "subject": "Sua consulta é amanhã",
        "body": "Olá, Maria!\n",
        "html": "<p>Olá, Maria!</p>",
        "attachments": [Attachment("a.ics", "text/calendar; charset=utf-8", "BEGIN:VCALENDAR")],
    }
    return Email(**chosen | changes)


def received(post: Postman) -> Any:
    (raw,) = post.got
    return email.message_from_bytes(raw, policy=email.policy.default)


async def test_what_is_sent_arrives_whole(post: Postman) -> None:
    sent = await SmtpMail(post.url, SENDER).send(letter())

    assert sent.state == "sent"
    message = received(post)
    assert message["Message-ID"] == "<1@clinic.test>"
    assert message["Subject"] == "Sua consulta é amanhã"
    assert message["From"].addresses[0].display_name == "Clínica Sol"
    assert message["Auto-Submitted"] == "auto-generated"
    assert "Olá, Maria!" in message.get_body(("plain",)).get_content()
    assert "<p>" in message.get_body(("html",)).get_content()
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("a.ics", "text/calendar")
    assert post.to == [["maria@example.test"]]


@pytest.mark.parametrize(
    ("field", "said"), [("answer", "554 no"), ("recipient", "550 unknown"), ("answer", "552 big")]
)
async def test_a_refusal_for_good_is_a_failure(post: Postman, field: str, said: str) -> None:
    setattr(post, field, said)
    sent = await SmtpMail(post.url, SENDER).send(letter())
    assert (sent.state, sent.why) == ("failed", f"refused with {said[:3]}")


@pytest.mark.parametrize(("field", "said"), [("answer", "451 later"), ("recipient", "450 grey")])
async def test_a_refusal_for_now_is_tried_again(post: Postman, field: str, said: str) -> None:
    setattr(post, field, said)
    sent = await SmtpMail(post.url, SENDER).send(letter())
    assert (sent.state, sent.why) == ("later", f"refused with {said[:3]}")


async def test_nobody_there_is_tried_again() -> None:
    sent = await SmtpMail(f"smtp://127.0.0.1:{free_port()}", SENDER).send(letter())
    assert sent.state == "later"


@pytest.mark.parametrize(
    "to",
    [
        "maria@example.test\r\nBcc: thief@example.test",
        "maria@example.test, thief@example.test",
        "maria,thief@example.test",
        "Maria <maria@example.test>",
        "<maria@example.test>",
        "joão@example.test",
        "maria",
        "",
    ],
)
async def test_what_is_not_one_address_is_sent_nowhere(post: Postman, to: str) -> None:
    sent = await SmtpMail(post.url, SENDER).send(letter(to=to))
    assert sent.state == "failed"
    assert post.got == []


async def test_a_subject_cannot_bring_headers(post: Postman) -> None:
    sent = await SmtpMail(post.url, SENDER).send(letter(subject="Hi\r\nBcc: thief@example.test"))
    assert sent.state == "failed"
    assert post.got == []


# The whole way --------------------------------------------------------------------------------


@pytest.fixture
async def sending(
    worker: Worker, post: Postman, sign_in: SignIn, office: Office
) -> Callable[[], Awaitable[dict[str, Any]]]:
    """A booking whose confirmation goes over SMTP; answers the ledger's line."""
    worker.outside = replace(worker.outside, mail=SmtpMail(post.url, SENDER))
    reception = await sign_in(office)
    await reception.post("/api/scheduling/appointments", json=office.booking())

    async def line() -> dict[str, Any]:
        await worker.drain()
        (found,) = (await reception.get("/api/messages")).json()["items"]
        return dict(found)

    return line


async def test_the_ledger_says_that_it_was_sent(sending: Any, post: Postman) -> None:
    message = await sending()
    assert (message["state"], message["why"]) == ("sent", None)
    assert message["sent_at"]
    assert received(post)["Message-ID"] == f"<{message['id']}@clinic.test>"


async def test_the_ledger_says_that_it_was_refused(sending: Any, post: Postman) -> None:
    post.recipient = "550 no such user"
    message = await sending()
    assert (message["state"], message["why"]) == ("failed", "refused with 550")


async def test_what_is_refused_for_now_arrives_later(
    sending: Any, post: Postman, clock: TravelClock, owner: Connection, office: Office
) -> None:
    post.answer = "451 greylisted"
    message = await sending()
    assert (message["state"], message["why"]) == ("queued", "refused with 451")
    clock.travel(seconds=60)
    post.answer = "250 taken"

    message = await sending()

    assert message["state"] == "sent"
    assert received(post)["Message-ID"] == f"<{message['id']}@clinic.test>"


async def test_a_message_that_is_given_up_says_so_and_a_replay_sends_it(
    sending: Any, post: Postman, clock: TravelClock, sign_in: SignIn, office: Office
) -> None:
    post.answer = "451 greylisted"
    message = await sending()
    for attempt in range(1, 8):
        clock.travel(seconds=2**attempt * 1.3)  # beyond the longest wait, within a token's life
        message = await sending()
    assert (message["state"], message["why"]) == ("failed", "gave_up")
    manager = await sign_in(office, "manager")
    (held,) = (await manager.get("/api/deliveries")).json()["items"]
    post.answer = "250 taken"

    await manager.post(f"/api/deliveries/{held['id']}/replay")

    assert (await sending())["state"] == "sent"


async def test_a_clinics_name_cannot_bring_headers(
    sending: Any, post: Postman, owner: Connection, office: Office
) -> None:
    name = "Sol\r\nBcc: thief@example.test"
    await owner.execute("update clinic set name = $2 where id = $1", office.id, name)

    await sending()

    (to,) = post.to
    assert len(to) == 1
    assert received(post)["Bcc"] is None
