"""Failures to sign in are counted by address, device and client, and limited."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import chain

import httpx
import pytest
from domain import TravelClock, browser
from identity.conftest import LOGIN, Open, another_app, asking, code
from make import Account, Connection, Office, an_account
from redis.asyncio import Redis

from topsmile.adapters.cache import ValkeyCache
from topsmile.identity.passwords import Passwords
from topsmile.identity.recognising import PLACES
from topsmile.kernel.edge import Edge
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio


async def fail(client: httpx.AsyncClient, email: str, times: int = 1) -> list[int]:
    wrong = {"email": email, "password": "wrong"}
    answers = [await client.post(LOGIN, json=wrong) for _ in range(times)]
    return [answer.status_code for answer in answers]


async def test_failures_are_limited_and_say_when_to_come_back(
    client: httpx.AsyncClient, account: Account
) -> None:
    assert await fail(client, account.email, 10) == [401] * 10

    refused = await client.post(LOGIN, json=asking(account))

    assert code(refused) == (429, "too_many_requests")
    assert 0 < int(refused.headers["retry-after"]) <= 60


async def test_successes_are_not_limited(client: httpx.AsyncClient, account: Account) -> None:
    for _ in range(12):
        client.cookies.clear()
        assert (await client.post(LOGIN, json=asking(account))).status_code == 200


async def test_a_known_device_keeps_its_own_counter(
    app: Edge, client: httpx.AsyncClient, account: Account, enter: Open
) -> None:
    known = await enter()
    assert (await fail(client, account.email, 11))[-1] == 429

    assert (await known.post(LOGIN, json=asking(account))).status_code == 200
    assert (await client.post(LOGIN, json=asking(account))).status_code == 429


async def test_a_made_up_device_is_not_known(client: httpx.AsyncClient, account: Account) -> None:
    await fail(client, account.email, 10)
    for mark in ("A" * 40, "%C3%A9", "", "AAAA", "="):
        cookie = {"cookie": f"topsmile_device={mark}"}
        answer = await client.post(LOGIN, json=asking(account), headers=cookie)
        assert answer.status_code == 429, mark


async def test_a_device_is_known_for_its_own_address_only(
    account: Account, office: Office, owner: Connection, enter: Open, client: httpx.AsyncClient
) -> None:
    attacker = await enter(whose=await an_account(owner, office.id))
    await fail(client, account.email, 10)

    assert await fail(attacker, account.email) == [429]


@pytest.fixture
async def crowded(
    valkey: Redis, settings: Settings, clock: TravelClock
) -> AsyncIterator[httpx.AsyncClient]:
    """A browser of an application that takes no slow answer of Valkey for none: a crowd may wait
    for long on a busy machine, and would then be counted in the process, more strictly.
    """
    patient = ValkeyCache(settings.valkey_url.get_secret_value(), timeout=60)
    async with another_app(settings, clock, patient) as app, browser(app) as found:
        yield found


async def test_many_addresses_from_one_client_are_limited_together(
    crowded: httpx.AsyncClient, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Passwords, "_verify", lambda *_: False)  # a hundred would take seconds
    answers = await asyncio.gather(
        *(fail(crowded, f"nobody-{number}@example.test") for number in range(101))
    )

    assert sorted(chain(*answers)) == [401] * 100 + [429]
    assert (await crowded.post(LOGIN, json=asking(account))).status_code == 429


async def test_many_guesses_at_once_cannot_slip_through(
    crowded: httpx.AsyncClient, account: Account, checks: list[str]
) -> None:
    answers = await asyncio.gather(*(fail(crowded, account.email) for _ in range(200)))

    assert sorted(chain(*answers)) == [401] * 10 + [429] * 190
    assert len(checks) == 10 * PLACES
