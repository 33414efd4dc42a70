"""An outcome that nobody knows: tried once more with the same key, then left to a person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from domain import SignIn, TravelClock
from doubles.carriers import MailServer, mail_server
from make import Connection, Office
from msgspec.structs import replace
from notifications.conftest import PATIENCE

from topsmile.adapters.mail import Email, Sent, SmtpMail
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio


@pytest.fixture
async def post() -> AsyncIterator[MailServer]:
    async with mail_server() as made:
        yield made


Line = Callable[[], Awaitable[dict[str, Any]]]


@pytest.fixture
async def line(
    worker: Worker,
    post: MailServer,
    sign_in: SignIn,
    office: Office,
    clock: TravelClock,
    undisturbed: None,
) -> Line:
    """A booking whose confirmation goes to `post`; lets a minute pass; the ledger's line."""
    mail = SmtpMail(post.url, "no-reply@clinic.test", PATIENCE)
    worker.outside = replace(worker.outside, mail=mail)
    reception = await sign_in(office)
    await reception.post("/api/scheduling/appointments", json=office.booking())

    async def worked() -> dict[str, Any]:
        await worker.drain()
        clock.travel(seconds=60)
        (found,) = (await reception.get("/api/messages")).json()["items"]
        return dict(found)

    return worked


async def plans(owner: Connection, office: Office, post: MailServer, *deeds: Any) -> None:
    to = await owner.fetchval("select email from patient where id = $1", office.patient)
    post.plan[to].extend(deeds)


def seen(message: dict[str, Any]) -> tuple[str, int]:
    return message["state"], message["unknown_outcomes"]


async def test_after_silence_it_is_tried_once_more_with_the_same_key(
    line: Line, post: MailServer, owner: Connection, office: Office
) -> None:
    await plans(owner, office, post, "drop after")
    assert seen(await line()) == ("unknown", 1)
    message = await line()
    assert seen(message) == ("sent", 1)
    assert post.received == {f"<{message['id']}@clinic.test>": 2}
    assert seen(await line()) == ("sent", 1)
    assert post.received.total() == 2


async def test_after_silence_a_refusal_for_now_is_waited_out(
    line: Line, post: MailServer, owner: Connection, office: Office
) -> None:
    await plans(owner, office, post, "drop unread", "refuse for now")
    assert seen(await line()) == ("unknown", 1)
    assert seen(await line()) == ("unknown", 1)
    assert seen(await line()) == ("sent", 1)


async def test_after_silence_a_refusal_is_an_answer(
    line: Line, post: MailServer, owner: Connection, office: Office
) -> None:
    await plans(owner, office, post, "drop unread", "refuse")
    await line()
    message = await line()
    assert (*seen(message), message["why"]) == ("failed", 1, "refused with 550")


async def test_after_silence_twice_a_person_decides(
    line: Line, post: MailServer, owner: Connection, office: Office, sign_in: SignIn
) -> None:
    await plans(owner, office, post, "drop after", "drop unread")
    await line()
    assert seen(await line()) == ("unknown", 2)
    assert seen(await line()) == ("unknown", 2)
    assert post.received.total() == 1
    manager = await sign_in(office, "manager")
    (waiting,) = (await manager.get("/api/deliveries")).json()["items"]
    assert waiting["handler"] == "send_message"

    await manager.post(f"/api/deliveries/{waiting['id']}/replay")

    message = await line()
    assert (*seen(message), message["why"]) == ("sent", 2, None)
    assert post.received.total() == 2


async def test_a_worker_that_dies_while_asking_leaves_an_unknown_outcome(
    line: Line, post: MailServer, owner: Connection, office: Office, worker: Worker
) -> None:
    await dies(worker, times=1)
    assert (await line())["state"] == "sending"
    assert seen(await line()) == ("sent", 1)
    assert post.received.total() == 2


async def test_two_workers_that_die_leave_it_to_a_person(
    line: Line, post: MailServer, owner: Connection, office: Office, worker: Worker
) -> None:
    await dies(worker, times=2)
    await line()
    await line()
    assert seen(await line()) == ("unknown", 2)
    assert post.received.total() == 2
    state = "select state from delivery where clinic_id = $1 and handler = 'send_message'"
    assert await owner.fetchval(state, office.id) == "held"


async def dies(worker: Worker, times: int) -> None:
    """Asks, and does not live to write down what it heard."""
    mail = worker.outside.mail
    left = [None] * times

    class Dying:
        async def send(self, email: Email) -> Sent:
            sent: Sent = await mail.send(email)
            if left:
                left.pop()
                raise RuntimeError("gone")
            return sent

    worker.outside = replace(worker.outside, mail=Dying())
