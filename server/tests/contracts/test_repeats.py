"""Doing it twice: idempotency keys, and how often is too often."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import make
import pytest
from contracts.problems import problem
from domain import SignIn, TravelClock, browser
from make import Connection, Office
from redis.asyncio import Redis

from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio
APPOINTMENTS = "/api/scheduling/appointments"
HOLDS = "/api/scheduling/holds"
KEY = {"idempotency-key": "a key of the client's own"}


async def visits(owner: Connection, office: Office) -> int:
    count = "select count(*) from appointment where clinic_id = $1"
    return int(await owner.fetchval(count, office.id))


async def test_the_same_request_gets_the_same_answer(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    first = await reception.post(APPOINTMENTS, json=office.booking(), headers=KEY)
    cancel = f"{APPOINTMENTS}/{first.json()['id']}/cancel"
    assert (await reception.post(cancel)).status_code == 200

    again = await reception.post(APPOINTMENTS, json=office.booking(), headers=KEY)

    # As it was then, though the visit has moved on.
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["content-type"] == first.headers["content-type"]
    assert again.headers["x-request-id"] != first.headers["x-request-id"]
    assert await visits(owner, office) == 1


async def test_the_same_key_for_something_else_is_a_mistake(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    await reception.post(APPOINTMENTS, json=office.booking(), headers=KEY)

    other = office.booking(starts_at="2030-01-07T11:00:00Z")
    problem(
        await reception.post(APPOINTMENTS, json=other, headers=KEY), 422, "idempotency_mismatch"
    )
    assert await visits(owner, office) == 1


async def test_while_the_first_still_runs_the_second_is_told_so(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    async with owner.transaction():
        await owner.execute(
            "select from provider where clinic_id = $1 and id = $2 for update",
            office.id,
            office.provider,
        )
        first = asyncio.create_task(
            reception.post(APPOINTMENTS, json=office.booking(), headers=KEY)
        )
        waiting = """
            select count(*) from pg_stat_activity
            where wait_event_type = 'Lock' and datname = current_database()
        """
        while not await owner.fetchval(waiting):
            await asyncio.sleep(0.01)
        second = await reception.post(APPOINTMENTS, json=office.booking(), headers=KEY)
        problem(second, 409, "in_progress")
        other = office.booking(provider_id=office.providers[1], patient_id=office.patients[1])
        free = await reception.post(APPOINTMENTS, json=other)
        assert free.status_code == 201, free.text

    assert (await first).status_code == 201
    assert await visits(owner, office) == 2


async def test_many_at_once_make_one(sign_in: SignIn, office: Office, owner: Connection) -> None:
    reception = await sign_in(office)

    answers = await asyncio.gather(
        *(reception.post(APPOINTMENTS, json=office.booking(), headers=KEY) for _ in range(12))
    )

    made = [each for each in answers if each.status_code == 201]
    assert made
    assert len({each.content for each in made}) == 1
    for each in answers:
        if each.status_code != 201:
            problem(each, 409, "in_progress")
    assert await visits(owner, office) == 1


async def test_a_refusal_is_judged_anew(sign_in: SignIn, office: Office) -> None:
    reception = await sign_in(office)
    inway = (await reception.post(APPOINTMENTS, json=office.booking())).json()
    wanted = office.booking(patient_id=office.patients[1])
    problem(await reception.post(APPOINTMENTS, json=wanted, headers=KEY), 409, "slot_taken")
    wrong = office.booking(service_id=office.patient)
    problem(await reception.post(APPOINTMENTS, json=wrong, headers=KEY), 422, "invalid")
    await reception.post(f"{APPOINTMENTS}/{inway['id']}/cancel")

    assert (await reception.post(APPOINTMENTS, json=wanted, headers=KEY)).status_code == 201


async def test_keys_are_each_persons_own_and_each_operations(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    one, other = await sign_in(office), await sign_in(office)
    first = await one.post(APPOINTMENTS, json=office.booking(), headers=KEY)
    elsewhere = office.booking(starts_at="2030-01-07T11:00:00Z")

    second = await other.post(APPOINTMENTS, json=elsewhere, headers=KEY)
    hold = {name: value for name, value in elsewhere.items() if name != "patient_id"}
    held = await one.post(HOLDS, json=hold | {"starts_at": "2030-01-07T15:00:00Z"}, headers=KEY)

    assert [first.status_code, second.status_code, held.status_code] == [201, 201, 201]
    assert first.json()["id"] != second.json()["id"]


async def test_a_key_is_forgotten_after_a_day(
    sign_in: SignIn, office: Office, owner: Connection, clock: TravelClock
) -> None:
    account = await make.an_account(owner, office.id)
    wanted = office.booking(starts_at="2030-01-10T09:00:00Z")
    reception = await sign_in(office, account=account)
    first = await reception.post(APPOINTMENTS, json=wanted, headers=KEY)

    clock.travel(hours=23, minutes=59)
    reception = await sign_in(office, account=account)
    again = await reception.post(APPOINTMENTS, json=wanted, headers=KEY)
    clock.travel(minutes=1)
    reception = await sign_in(office, account=account)
    anew = await reception.post(APPOINTMENTS, json=wanted, headers=KEY)
    other = await reception.post(
        APPOINTMENTS, json={**wanted, "starts_at": "2030-01-10T11:00:00Z"}, headers=KEY
    )

    assert again.content == first.content
    problem(anew, 409, "slot_taken")
    assert other.status_code == 201


async def test_holds_too(client: httpx.AsyncClient, office: Office, other_office: Office) -> None:
    """Whoever is not signed in shares the keys of the clinic with all who are not."""
    wanted = {name: value for name, value in office.booking().items() if name != "patient_id"}
    at = {"clinic": office.slug}

    first = await client.post(HOLDS, params=at, json=wanted, headers=KEY)
    again = await client.post(HOLDS, params=at, json=wanted, headers=KEY)
    later = {**wanted, "starts_at": "2030-01-07T12:00:00Z"}
    other = await client.post(HOLDS, params=at, json=later, headers=KEY)
    there = {name: value for name, value in other_office.booking().items() if name != "patient_id"}
    elsewhere = await client.post(
        HOLDS, params={"clinic": other_office.slug}, json=there, headers=KEY
    )

    assert (first.status_code, again.content) == (201, first.content)
    problem(other, 422, "idempotency_mismatch")
    assert elsewhere.status_code == 201


CREATING: dict[str, Any] = {
    "/api/patients": {"name": "Ana"},
    "/api/providers": {"name": "Ana"},
    "/api/services": {
        "name": "Check",
        "duration_minutes": 30,
        "price": {"amount": 1, "currency": "BRL"},
    },
    "/api/providers/{provider}/exceptions": {
        "kind": "off",
        "first_day": "2030-05-01",
        "last_day": "2030-05-01",
    },
    "/api/staff": {"name": "Ana", "email": "ana@example.test", "role": "dentist"},
    "/api/webhooks": {"url": "https://hooks.example.com/"},
}


@pytest.mark.parametrize(("path", "body"), CREATING.items())
async def test_whatever_creates_accepts_a_key(
    sign_in: SignIn, office: Office, path: str, body: Any
) -> None:
    admin = await sign_in(office, "admin")
    path = path.format(provider=office.provider)

    first, again = [await admin.post(path, json=body, headers=KEY) for _ in range(2)]

    assert (first.status_code, again.content) == (201, first.content)


@pytest.mark.parametrize("key", ["", "x" * 256])
async def test_a_key_has_a_length(sign_in: SignIn, office: Office, key: str) -> None:
    answer = await (await sign_in(office)).post(
        APPOINTMENTS, json=office.booking(), headers={"idempotency-key": key}
    )
    problem(answer, 422, "invalid", "Idempotency-Key")


async def test_what_is_stored_under_a_key_cannot_be_read(
    sign_in: SignIn, office: Office, owner: Connection
) -> None:
    reception = await sign_in(office)
    wanted = office.booking(notes="something private")
    await reception.post(APPOINTMENTS, json=wanted, headers=KEY)

    stored = await owner.fetchrow("select * from idempotency where clinic_id = $1", office.id)
    assert stored is not None
    assert b"private" not in stored["answer"]
    assert KEY["idempotency-key"].encode() not in stored["key_hash"]


# How often is too often --------------------------------------------------------------------------


async def test_the_eleventh_failure_in_a_minute_is_refused_with_when_to_come_back(
    app: Edge, office: Office, owner: Connection, valkey: Redis
) -> None:
    account = await make.an_account(owner, office.id)
    right = {"email": account.email, "password": make.PASSWORD}
    wrong = {"email": account.email.upper(), "password": "wrong"}
    async with browser(app) as known, browser(app) as stranger:
        assert (await known.post("/api/auth/login", json=right)).status_code == 200
        for _ in range(10):
            problem(await stranger.post("/api/auth/login", json=wrong), 401, "invalid_credentials")

        refused = await stranger.post("/api/auth/login", json=wrong)

        problem(refused, 429, "too_many_requests")
        assert 0 < int(refused.headers["retry-after"]) <= 60
        # Even with the right password; but who signed in from here before is not locked out.
        problem(await stranger.post("/api/auth/login", json=right), 429, "too_many_requests")
        assert (await known.post("/api/auth/login", json=right)).status_code == 200


async def test_what_succeeds_is_not_counted(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    account = await make.an_account(owner, office.id)
    right = {"email": account.email, "password": make.PASSWORD}
    for _ in range(12):
        assert (await client.post("/api/auth/login", json=right)).status_code == 200
        client.cookies.clear()


async def test_one_client_keeps_five_times_at_most(
    client: httpx.AsyncClient, office: Office
) -> None:
    wanted = {name: value for name, value in office.booking().items() if name != "patient_id"}
    answers = [
        await client.post(
            HOLDS,
            params={"clinic": office.slug},
            json={**wanted, "starts_at": f"2030-01-07T{10 + number}:00:00Z"},
        )
        for number in range(6)
    ]

    assert [each.status_code for each in answers] == [201] * 5 + [429]
    problem(answers[-1], 429, "too_many_requests")
    assert 0 < int(answers[-1].headers["retry-after"]) <= 660
