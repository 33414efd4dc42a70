"""The ledger: in which order messages leave, how many at most, and to whom."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID

import httpx
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office
from msgspec.structs import replace
from notifications.conftest import APPOINTMENTS
from notifications.ledger import booked, lines

from topsmile.adapters.mail import Email, MemoryMail, Sent
from topsmile.adapters.texts import MemoryTexts
from topsmile.kernel.cause import Cause
from topsmile.kernel.worker import Worker
from topsmile.notifications import service
from topsmile.notifications.models import Draft
from topsmile.notifications.phones import e164

pytestmark = pytest.mark.anyio
CAUSE = Cause("ledger-test")


async def write(worker: Worker, office: Office, **changes: Any) -> UUID:
    chosen: dict[str, Any] = {
        "key": f"test:{len(changes)}:{changes.get('to')}",
        "kind": "receipt",
        "patient_id": office.patient,
        "to": "maria@example.test",
        "locale": "en-GB",
        "subject": "A receipt",
        "body": "Paid.\n",
        "html": "",
    }
    async with worker.database.transaction(office.id, CAUSE) as tx:
        made = await service.queue(tx, Draft(**chosen | changes))
    assert made is not None
    return made


# In order -------------------------------------------------------------------------------------


class Slow:
    """Takes its time, until it is told to go on; says who is inside at once."""

    def __init__(self) -> None:
        self.inside: list[Email] = []
        self.done: list[str] = []
        self.go = asyncio.Event()

    async def send(self, email: Email) -> Sent:
        self.inside.append(email)
        await self.go.wait()
        self.done.append(email.subject)
        return Sent("sent")


async def test_messages_about_one_visit_leave_one_after_the_other(
    reception: httpx.AsyncClient, office: Office, worker: Worker, clock: TravelClock
) -> None:
    slow = Slow()
    worker.outside = replace(worker.outside, mail=slow)
    visit = await booked(reception, office)
    sending = asyncio.create_task(worker.drain())
    while not slow.inside:
        await asyncio.sleep(0.01)
    await reception.post(f"{APPOINTMENTS}/{visit}/cancel", json={})

    await worker.drain()  # writes the cancellation, and finds the confirmation on its way
    clock.travel(seconds=3)
    await worker.drain()

    assert [each["state"] for each in await lines(reception)] == ["queued", "sending"]
    assert len(slow.inside) == 1
    slow.go.set()
    await sending
    clock.travel(seconds=3)
    await worker.drain()
    assert [each["kind"] for each in await lines(reception)] == ["cancellation", "confirmation"]
    assert [each["state"] for each in await lines(reception)] == ["sent", "sent"]
    assert len(slow.done) == 2


async def test_of_two_that_wait_the_older_leaves_first_and_only_if_it_is_true(
    reception: httpx.AsyncClient, office: Office, worker: Worker, clock: TravelClock,
    mail: MemoryMail, owner: Connection,
) -> None:  # fmt: skip
    visit = await booked(reception, office)
    worker.outside = replace(worker.outside, mail=Later())
    await worker.drain()  # is written, and is not taken
    await reception.post(f"{APPOINTMENTS}/{visit}/cancel", json={})
    worker.outside = replace(worker.outside, mail=mail)
    for _ in range(3):
        clock.travel(seconds=10)
        await worker.drain()

    found = {each["kind"]: each for each in await lines(reception)}
    assert (found["confirmation"]["state"], found["confirmation"]["why"]) == (
        "suppressed",
        "superseded",
    )
    assert found["cancellation"]["state"] == "sent"
    assert len(mail.outbox) == 1


class Later:
    async def send(self, _: Email) -> Sent:
        return Sent("later", why="refused with 451")


async def test_what_is_in_a_dead_workers_hands_is_waited_for_no_longer_than_a_minute(
    reception: httpx.AsyncClient, office: Office, worker: Worker, clock: TravelClock,
    mail: MemoryMail, owner: Connection,
) -> None:  # fmt: skip
    visit = await booked(reception, office)
    await worker.drain()
    await owner.execute(
        "update message set state = 'sending', sending_until = $2 where clinic_id = $1",
        office.id,
        clock.now().replace(minute=1),
    )
    await reception.post(f"{APPOINTMENTS}/{visit}/cancel", json={})
    await worker.drain()
    assert len(mail.outbox) == 1
    clock.travel(seconds=61)
    await worker.drain()
    assert len(mail.outbox) == 2


# How many -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("confirmed", "sent"), [(False, 20), (True, 23), (None, 23)])
async def test_an_address_that_nobody_confirmed_gets_few_a_day(
    office: Office, worker: Worker, owner: Connection, mail: MemoryMail, clock: TravelClock,
    sign_in: SignIn, confirmed: bool | None, sent: int,
) -> None:  # fmt: skip
    address = "nobody-knows@example.test"
    if confirmed is not None:
        account = (await sign_in(office, "patient")).account  # type: ignore[attr-defined]
        at = "email_confirmed_at" if confirmed else "null"
        await owner.execute(
            f"update person set email = $2, email_confirmed_at = {at} where id = $1",
            account.person,
            address,
        )
    for number in range(23):
        await write(worker, office, key=f"one of many {number}", to=address)
        await worker.drain()
    assert len([each for each in mail.outbox if each.to == address]) == sent
    await owner.execute("update person set email_confirmed_at = null, email = 'gone@x.test'"
                        " where email = $1", address)  # fmt: skip
    suppressed = "select count(*) from message where clinic_id = $1 and why = 'too_many'"
    assert await owner.fetchval(suppressed, office.id) == 23 - sent


# Texts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "locale", "known"),
    [
        ("(11) 91234-5678", "pt-BR", "+5511912345678"),
        ("+44 20 7946 0958", "pt-BR", "+442079460958"),
        ("020 7946 0958", "en-GB", "+442079460958"),
        ("020 7946 0958", "en", None),
        ("12", "pt-BR", None),
        ("call me", "pt-BR", None),
        ("", "pt-BR", None),
    ],
)
def test_phone_numbers_as_people_write_them(number: str, locale: str, known: str | None) -> None:
    assert e164(number, locale) == known


async def test_what_is_no_number_fails_in_words(
    reception: httpx.AsyncClient, office: Office, worker: Worker, texts: MemoryTexts
) -> None:
    await write(worker, office, channel="sms", to="ask my mother", patient_id=None)
    await worker.drain()
    (message,) = await lines(reception)
    assert (message["state"], message["why"]) == (
        "failed",
        "not a phone number that a message can be sent to",
    )
    assert texts.outbox == []


async def test_consent_that_was_withdrawn_stops_what_was_written_before(
    reception: httpx.AsyncClient, office: Office, worker: Worker, texts: MemoryTexts
) -> None:
    await write(worker, office, channel="sms", to="+5511912345678")
    await worker.drain()
    (message,) = await lines(reception)
    assert (message["state"], message["why"]) == ("suppressed", "not_allowed")
    assert texts.outbox == []


async def test_a_placeholder_becomes_an_address_only_on_the_way(
    reception: httpx.AsyncClient, office: Office, worker: Worker, mail: MemoryMail
) -> None:
    visit = await booked(reception, office)
    await worker.drain()
    (message,) = await lines(reception, appointment_id=visit)
    assert "[[confirm]]" in message["body"]
    (email,) = mail.outbox
    assert "[[" not in email.body
    assert "http://localhost:8000/visit#" in email.body
    assert "http://localhost:8000/visit#" in email.html
    assert message["appointments"] == [visit]
