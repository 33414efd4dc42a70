"""How many times one client may keep."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from domain import SignIn, TravelClock
from make import Connection, Office
from scheduling.keeping import HOLDS, hold, holds_in, secret_of

pytestmark = pytest.mark.anyio


async def test_a_client_keeps_at_most_five_times(
    client: httpx.AsyncClient, sign_in: SignIn, office: Office, clock: TravelClock
) -> None:
    secrets = [await secret_of(client, office, f"{hour:02}:00") for hour in range(9, 14)]
    clock.travel(minutes=2, seconds=30)

    refused = await hold(client, office, "15:00")

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert 450 <= int(refused.headers["retry-after"]) <= 451
    patient = await sign_in(office, "patient")
    assert (await hold(patient, office, "15:00")).status_code == 201  # another client
    await client.delete(f"{HOLDS}/{secrets[0]}", params={"clinic": office.slug})
    assert (await hold(client, office, "16:00")).status_code == 201
    assert (await hold(client, office, "16:30")).status_code == 429
    clock.travel(seconds=451)
    assert (await hold(client, office, "16:30")).status_code == 201


async def test_of_twenty_holds_at_once_five_are_kept(
    client: httpx.AsyncClient, office: Office, owner: Connection
) -> None:
    answers = await asyncio.gather(
        *(hold(client, office, f"{9 + n // 4 % 5:02}:{n % 2 * 30:02}") for n in range(20))
    )

    kept = [answer for answer in answers if answer.status_code == 201]
    assert 1 <= len(kept) <= 5
    assert await holds_in(owner, office) == len(kept)
    assert {answer.status_code for answer in answers} <= {201, 409, 429}
    assert len(kept) == 5
    assert all("retry-after" in each.headers for each in answers if each.status_code == 429)


async def test_registering_again_and_again_earns_no_new_holds(
    sign_in: SignIn, office: Office, owner: Connection, clock: TravelClock
) -> None:
    patients = [await sign_in(office, "patient") for _ in range(4)]
    times = [f"{hour:02}:{minute:02}" for hour in range(9, 17) for minute in (0, 30)]
    for number, patient in enumerate(patients[:3]):
        for each in times[number * 5 : number * 5 + 5]:
            assert (await hold(patient, office, each)).status_code == 201

    refused = await hold(patients[3], office, times[15])

    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert 0 < int(refused.headers["retry-after"]) <= 660
    assert await holds_in(owner, office) == 15
    # Staff hold for many people from one address.
    reception = await sign_in(office)
    assert (await hold(reception, office, times[15])).status_code == 201
    clock.travel(minutes=11)
    later = await sign_in(office, "patient")
    assert (await hold(later, office, times[0])).status_code == 201
