"""Mail about accounts: its link works once, and stands in no table."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import httpx
import make
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office

from topsmile.adapters.mail import Email, MemoryMail
from topsmile.kernel.worker import Worker

pytestmark = pytest.mark.anyio


def to(mail: MemoryMail, address: str) -> list[Email]:
    return [each for each in mail.outbox if each.to == address]


def token(email: Email, page: str) -> str:
    (found,) = re.findall(rf"http://localhost:8000/{page}#(\S+)", email.body)
    assert f'href="http://localhost:8000/{page}#{found}"' in email.html
    return str(found)


async def registered(client: httpx.AsyncClient, office: Office, address: str | None = None) -> str:
    address = address or f"new-{uuid4().hex[:8]}@example.test"
    body = {
        "clinic": office.slug,
        "name": "Nova Silva",
        "email": address,
        "password": "long enough for anyone",
        "locale": "en-GB",
    }
    answer = await client.post("/api/auth/register", json=body)
    assert answer.status_code == 201, answer.text
    return address


async def kept(owner: Connection, office: Office) -> list[Any]:
    return await owner.fetch(
        "select m.kind, m.state, m.why, m::text as everything from message m"
        " where clinic_id = $1 order by id",
        office.id,
    )


async def test_a_newcomer_confirms_their_address(
    client: httpx.AsyncClient, office: Office, owner: Connection, worker: Worker, mail: MemoryMail
) -> None:
    address = await registered(client, office)

    await worker.drain()

    (email,) = to(mail, address)
    assert email.subject == f"Welcome to {office.slug}"
    assert "Hello Nova," in email.body
    shown = token(email, "confirm")
    (row,) = await kept(owner, office)
    assert (row["kind"], row["state"]) == ("welcome", "sent")
    assert shown not in row["everything"]
    assert "[[confirm_address]]" in row["everything"]
    assert (await client.post("/api/auth/confirm", json={"token": shown})).status_code == 200


async def test_an_address_is_counted_as_one_however_it_is_written(
    client: httpx.AsyncClient, office: Office, owner: Connection, worker: Worker, mail: MemoryMail
) -> None:
    """Or each way to write it would earn a stranger another twenty mails to its owner."""
    address = f"new-{uuid4().hex[:8]}@example.test"
    await registered(client, office, address.upper())
    await registered(client, office, address.title())

    await worker.drain()

    assert len(to(mail, address)) == 2
    ledger = "select distinct to_address from message where clinic_id = $1"
    assert [row[0] for row in await owner.fetch(ledger, office.id)] == [address]


async def test_a_new_password(
    client: httpx.AsyncClient, office: Office, owner: Connection, worker: Worker, mail: MemoryMail
) -> None:
    account = await make.an_account(owner, office.id, "dentist")
    assert (await client.post("/api/auth/forgot", json={"email": account.email})).status_code == 202

    await worker.drain()

    (email,) = to(mail, account.email)
    body = {"token": token(email, "reset"), "password": "another long password"}
    assert (await client.post("/api/auth/reset", json=body)).status_code == 204
    (row,) = await kept(owner, office)
    assert row["kind"] == "password_reset"
    assert body["token"] not in row["everything"]


async def test_who_is_made_staff_is_invited(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, worker: Worker, mail: MemoryMail
) -> None:
    admin = await sign_in(office, "admin")
    address = f"staff-{uuid4().hex[:8]}@example.test"
    body = {"name": "Rui Costa", "email": address, "role": "dentist"}
    assert (await admin.post("/api/staff", json=body)).status_code == 201

    await worker.drain()

    (email,) = to(mail, address)
    assert "Olá, Rui!" in email.body
    chosen = {"token": token(email, "reset"), "password": "another long password"}
    assert (await client.post("/api/auth/reset", json=chosen)).status_code == 204


async def test_a_link_that_has_expired_is_not_sent(
    client: httpx.AsyncClient,
    office: Office,
    owner: Connection,
    worker: Worker,
    mail: MemoryMail,
    clock: TravelClock,
) -> None:
    account = await make.an_account(owner, office.id, "dentist")
    await client.post("/api/auth/forgot", json={"email": account.email})
    clock.travel(minutes=16)

    await worker.drain()

    assert to(mail, account.email) == []
    (row,) = await kept(owner, office)
    assert (row["state"], row["why"]) == ("suppressed", "expired")
