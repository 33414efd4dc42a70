"""Saying a message again: to the address of today, while it is true and wanted."""

from __future__ import annotations

import httpx
import pytest
from contracts.problems import problem
from domain import TravelClock
from make import Connection, Office
from notifications.conftest import APPOINTMENTS
from notifications.ledger import booked, lines

from topsmile.adapters.mail import MemoryMail
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio


async def test_a_message_is_said_again_to_the_address_of_today(
    reception: httpx.AsyncClient, office: Office, worker: Worker, mail: MemoryMail,
    owner: Connection,
) -> None:  # fmt: skip
    visit = await booked(reception, office)
    await worker.drain()
    (first,) = await lines(reception)
    await owner.execute(
        "update patient set email = 'new@example.test' where id = $1", office.patient
    )

    answer = await reception.post(f"/api/messages/{first['id']}/resend")

    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert (made["kind"], made["resend_of"], made["state"]) == (
        "confirmation",
        first["id"],
        "queued",
    )
    assert (made["to"], made["appointments"]) == ("new@example.test", [visit])
    await worker.drain()
    assert [each.to for each in mail.outbox][1:] == ["new@example.test"]
    assert mail.outbox[0].attachments == mail.outbox[1].attachments
    assert mail.outbox[0].message_id != mail.outbox[1].message_id
    entry = "select count(*) from audit_entry where clinic_id = $1 and action = 'message.resent'"
    assert await owner.fetchval(entry, office.id) == 1


async def test_the_same_key_says_it_again_once(
    reception: httpx.AsyncClient, office: Office, worker: Worker
) -> None:
    await booked(reception, office)
    await worker.drain()
    (first,) = await lines(reception)
    again = {"idempotency-key": "again"}
    answers = [
        await reception.post(f"/api/messages/{first['id']}/resend", headers=again) for _ in range(2)
    ]
    assert answers[0].content == answers[1].content
    assert len(await lines(reception)) == 2


async def test_what_is_no_longer_so_is_not_said_again(
    reception: httpx.AsyncClient, office: Office, worker: Worker, clock: TravelClock
) -> None:
    visit = await booked(reception, office)
    await worker.drain()
    (first,) = await lines(reception)
    await reception.post(f"{APPOINTMENTS}/{visit}/cancel", json={})
    problem(await reception.post(f"/api/messages/{first['id']}/resend"), 409, "no_longer_true")
    assert len(await lines(reception)) == 1


async def test_to_whom_there_is_no_address_nothing_is_said_again(
    reception: httpx.AsyncClient, office: Office, worker: Worker, owner: Connection
) -> None:
    await booked(reception, office)
    await worker.drain()
    (first,) = await lines(reception)
    await owner.execute("update patient set email = null where id = $1", office.patient)
    problem(await reception.post(f"/api/messages/{first['id']}/resend"), 409, "no_address")


async def test_who_does_not_want_it_is_not_told_again(
    reception: httpx.AsyncClient, office: Office, worker: Worker, owner: Connection
) -> None:
    await booked(reception, office)
    await worker.drain()
    (first,) = await lines(reception)
    await owner.execute(
        """
        insert into message_preference (clinic_id, patient_id, channel, allowed, source, changed_at)
        values ($1, $2, 'email', false, 'patient', now())
        """,
        office.id,
        office.patient,
    )
    problem(await reception.post(f"/api/messages/{first['id']}/resend"), 409, "not_wanted")


async def test_a_link_for_one_use_is_not_sent_to_another_address(
    reception: httpx.AsyncClient, office: Office, worker: Worker, owner: Connection
) -> None:
    await booked(reception, office)
    await worker.drain()
    (first,) = await lines(reception)
    await owner.execute("update message set token_id = id where clinic_id = $1", office.id)
    problem(await reception.post(f"/api/messages/{first['id']}/resend"), 409, "for_one_use")
