"""Choosing a time keeps it for ten minutes, for whoever knows the secret."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from uuid import uuid4

import httpx
import make
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office
from scheduling.keeping import APPOINTMENTS, DAY, HOLDS, free, hold, holds_in, secret_of, time

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    ("after", "expires"),
    [
        ({}, "06:10"),
        ({"microseconds": 1}, "06:11"),
        ({"seconds": 1}, "06:11"),
        ({"seconds": 59, "microseconds": 999_999}, "06:11"),
        ({"minutes": 1}, "06:11"),
    ],
)
async def test_a_hold_lasts_ten_minutes_and_ends_on_a_whole_one(
    client: httpx.AsyncClient,
    office: Office,
    clock: TravelClock,
    after: dict[str, float],
    expires: str,
) -> None:
    clock.travel(**after)

    held = await hold(client, office)

    assert held.status_code == 201, held.text
    body = held.json()
    assert body.keys() == {"id", "expires_at"}
    assert body["expires_at"] == f"{DAY}T{expires}:00Z"
    kept = datetime.fromisoformat(body["expires_at"]) - clock.now()
    assert timedelta(minutes=10) <= kept < timedelta(minutes=11)


async def test_the_holder_sees_the_time_as_free_and_nobody_else_does(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office
) -> None:
    reception, patient = await sign_in(office), await sign_in(office, "patient")
    everything = await free(client, office)

    secret = await secret_of(client, office, "10:00")

    for browser in (client, patient, reception):
        seen = await free(browser, office)
        assert not {"09:45", "10:00", "10:15"} & seen
        assert {"09:30", "10:30"} <= seen
        assert {"09:45", "10:00", "10:15"} <= await free(browser, office, hold_id=secret)
        assert "10:00" not in await free(browser, office, hold_id=str(uuid4()))
    assert await free(client, office, hold_id=secret) == everything
    refused = await patient.post(APPOINTMENTS, json=time(office, "10:15"))
    assert (refused.status_code, refused.json()["code"]) == (409, "slot_taken")
    assert refused.json()["alternatives"]


async def test_a_hold_of_another_clinic_is_nothing_here(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, other_office: Office
) -> None:
    secret = await secret_of(client, office)

    assert (
        await client.delete(f"{HOLDS}/{secret}", params={"clinic": other_office.slug})
    ).status_code == 404
    assert "09:00" not in await free(client, office)


async def test_giving_a_time_back(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, owner: Connection
) -> None:
    patient = await sign_in(office, "patient")
    secret = await secret_of(client, office)
    there = {"clinic": office.slug}

    released = await client.delete(f"{HOLDS}/{secret}", params=there)

    assert (released.status_code, released.content) == (204, b"")
    assert await holds_in(owner, office) == 0
    assert (await client.delete(f"{HOLDS}/{secret}", params=there)).status_code == 404
    assert (await client.delete(f"{HOLDS}/{uuid4()}", params=there)).status_code == 404
    assert (await client.delete(f"{HOLDS}/none", params=there)).status_code in (404, 422)
    assert (await patient.post(APPOINTMENTS, json=time(office))).status_code == 201


async def test_of_twenty_clients_one_gets_the_time(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    patients = [await sign_in(office, "patient") for _ in range(20)]

    answers = await asyncio.gather(*(hold(each, office) for each in patients))

    assert sorted(each.status_code for each in answers) == [201] + [409] * 19
    assert all(each.json()["alternatives"] for each in answers if each.status_code == 409)
    assert await holds_in(owner, office) == 1


async def test_the_same_request_again_is_the_same_hold(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    key = {"idempotency-key": "once and again"}

    first, again = await hold(client, office, **key), await hold(client, office, **key)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert await holds_in(owner, office) == 1
    mismatch = await hold(client, office, "11:00", **key)
    assert (mismatch.status_code, mismatch.json()["code"]) == (422, "idempotency_mismatch")
    many = await asyncio.gather(
        *(hold(client, office, "12:00", **{"idempotency-key": "many"}) for _ in range(10))
    )
    assert {each.status_code for each in many} <= {201, 409}
    assert {each.json()["code"] for each in many if each.status_code == 409} <= {"in_progress"}
    assert len({each.content for each in many if each.status_code == 201}) == 1
    assert await holds_in(owner, office) == 2


async def test_a_refused_hold_is_judged_anew(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office
) -> None:
    reception = await sign_in(office)
    booked = await reception.post(APPOINTMENTS, json=office.booking())
    key = {"idempotency-key": "try and try again"}
    assert (await hold(client, office, **key)).status_code == 409

    await reception.post(f"{APPOINTMENTS}/{booked.json()['id']}/cancel")

    assert (await hold(client, office, **key)).status_code == 201


async def test_what_cannot_be_held(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, other_office: Office
) -> None:
    patient, reception = await sign_in(office, "patient"), await sign_in(office)
    own = patient.account.patient  # type: ignore[attr-defined]
    elsewhere = office.booking(patient_id=own, provider_id=office.providers[1])
    assert (await reception.post(APPOINTMENTS, json=elsewhere)).status_code == 201

    busy = await hold(patient, office, "09:15")
    assert (busy.status_code, busy.json()["code"]) == (409, "patient_busy")
    assert (await hold(client, office, "09:15")).status_code == 201
    off_step = await hold(client, office, "11:05")
    assert (off_step.status_code, off_step.json()["reason"]) == (422, "off_step")
    assert (await hold(reception, office, "11:05")).status_code == 201
    for field, stranger in (
        ("provider_id", other_office.provider),
        ("service_id", other_office.service),
        ("provider_id", uuid4()),
        ("service_id", uuid4()),
    ):
        wanted = time(office, "13:00", **{field: stranger})
        refused = await client.post(HOLDS, params={"clinic": office.slug}, json=wanted)
        assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
        assert refused.json()["errors"][0]["field"] == field
    idle = await client.post(HOLDS, params={"clinic": "nowhere"}, json=time(office))
    assert idle.status_code == 404


async def test_holds_tell_whose_time_it_is_and_leave_no_entry(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    secret = await secret_of(client, office)
    await client.delete(f"{HOLDS}/{secret}", params={"clinic": office.slug})

    happened = await owner.fetch(
        "select name, payload ->> 'provider_id' as whose from event where clinic_id = $1"
        " order by id",
        office.id,
    )
    assert [tuple(each) for each in happened] == [
        ("hold.placed", str(office.provider)),
        ("hold.released", str(office.provider)),
    ]
    entries = "select count(*) from audit_entry where clinic_id = $1"
    assert await owner.fetchval(entries, office.id) == 0


async def test_buffers_are_held_too(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    service = await make.a_service(owner, office, 30, before=10, after=20)
    there = {"clinic": office.slug}
    held = await client.post(HOLDS, params=there, json=time(office, "10:00", service_id=service))
    assert held.status_code == 201

    for clock, status in (("09:25", 409), ("10:45", 409), ("09:20", 201), ("10:50", 201)):
        wanted = {**office.booking(), **time(office, clock)}
        assert (await reception.post(APPOINTMENTS, json=wanted)).status_code == status, clock
