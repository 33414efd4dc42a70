"""Signing in by the contract: cookies, answers that tell nothing, and limits on failures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie
from itertools import chain
from typing import Any

import httpx
import pytest
from domain import TravelClock, browser
from identity.conftest import LOGIN, ME, Open, another_app, code
from make import PASSWORD, Account, Connection, Office, an_account, an_office
from redis.asyncio import Redis

from topsmile.adapters.cache import ValkeyCache
from topsmile.identity.passwords import Passwords
from topsmile.identity.recognising import PLACES
from topsmile.kernel.edge import Edge
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio


def asking(account: Account, password: str = PASSWORD, **more: str) -> dict[str, str]:
    return {"email": account.email, "password": password, **more}


def set_by(answer: httpx.Response) -> dict[str, dict[str, str]]:
    """Every cookie the answer sets, with its attributes that are set."""
    found = SimpleCookie()
    for line in answer.headers.get_list("set-cookie"):
        found.load(line)
    return {
        name: {key: str(value) for key, value in morsel.items() if value}
        for name, morsel in found.items()
    }


async def test_the_answer_is_the_user(
    client: httpx.AsyncClient, account: Account, office: Office
) -> None:
    answer = await client.post(LOGIN, json=asking(account, clinic=office.slug))

    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    user = answer.json()["user"]
    assert user["id"] == str(account.person)
    assert (user["email"], user["role"]) == (account.email, "receptionist")
    assert "appointments.book" in user["permissions"]
    assert (user["patient_id"], user["provider_id"]) == (None, None)
    assert user["clinic"] == {
        "id": str(office.id),
        "slug": office.slug,
        "name": office.slug,
        "timezone": "UTC",
        "currency": "BRL",
        "locale": "pt-BR",
        "brand_color": None,
    }
    assert (await client.get(ME)).json() == answer.json()


async def test_cookies_over_http(client: httpx.AsyncClient, account: Account) -> None:
    cookies = set_by(await client.post(LOGIN, json=asking(account)))

    assert cookies["topsmile_access"] == {
        "path": "/",
        "max-age": "600",
        "httponly": "True",
        "samesite": "lax",
    }
    assert cookies["topsmile_refresh"] == {
        "path": "/api/auth",
        "max-age": "2592000",
        "httponly": "True",
        "samesite": "strict",
    }


async def test_cookies_over_https(
    app: Edge, settings: Settings, clock: TravelClock, account: Account
) -> None:
    secure = settings.model_copy(update={"public_url": "https://clinic.test"})
    secure.__dict__.pop("origin", None)  # it was remembered
    async with (
        another_app(secure, clock) as second,
        browser(second, origin="https://clinic.test") as client,
    ):
        answer = await client.post(LOGIN, json=asking(account))

    cookies = set_by(answer)
    access, refresh = cookies["__Host-topsmile_access"], cookies["__Secure-topsmile_refresh"]
    assert access["secure"] == refresh["secure"] == "True"
    assert access["path"] == "/"
    assert "domain" not in access
    assert (refresh["path"], refresh["samesite"]) == ("/api/auth", "strict")
    assert all(each["secure"] and each["httponly"] for each in cookies.values())
    assert "topsmile_access" not in cookies
    assert "max-age" in answer.headers["strict-transport-security"]


async def test_a_bearer_token_is_as_good_as_the_cookie(
    client: httpx.AsyncClient, account: Account
) -> None:
    await client.post(LOGIN, json=asking(account))
    token = client.cookies.get("topsmile_access")
    client.cookies.clear()

    answer = await client.get(ME, headers={"authorization": f"Bearer {token}"})

    assert answer.status_code == 200


async def test_without_a_clinic_it_is_the_membership_used_last(
    client: httpx.AsyncClient, account: Account, owner: Connection, clock: TravelClock
) -> None:
    second = await an_office(owner)
    await owner.execute(
        """
        insert into membership (clinic_id, person_id, role, created_at)
        values ($1, $2, 'admin', $3)
        """,
        second.id,
        account.person,
        clock.now(),
    )
    there = await client.post(LOGIN, json=asking(account, clinic=second.slug))
    assert there.json()["user"]["role"] == "admin"
    clock.travel(minutes=1)

    again = await client.post(LOGIN, json=asking(account))

    assert again.json()["user"]["clinic"]["slug"] == second.slug


async def test_capital_letters_do_not_matter_in_an_address(
    client: httpx.AsyncClient, account: Account
) -> None:
    shouted = {"email": account.email.upper(), "password": PASSWORD}
    assert (await client.post(LOGIN, json=shouted)).status_code == 200


@pytest.fixture
def checks(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that argon2 is asked about."""
    made: list[str] = []
    verify = Passwords._verify

    def counted(self: Passwords, hashed: str, password: str) -> bool:
        made.append(hashed)
        return verify(self, hashed, password)

    monkeypatch.setattr(Passwords, "_verify", counted)
    return made


async def an_unconfirmed(owner: Connection, account: Account) -> Account:
    await owner.execute("update person set email_confirmed_at = null where id = $1", account.person)
    return account


async def test_nobody_learns_which_addresses_are_known(
    client: httpx.AsyncClient,
    account: Account,
    office: Office,
    owner: Connection,
    checks: list[str],
) -> None:
    newcomer = await an_unconfirmed(owner, await an_account(owner, office.id, "patient"))
    answers, work = [], []
    for email in (account.email, newcomer.email, "nobody@example.test", "no address at all"):
        checks.clear()
        answers.append(await client.post(LOGIN, json={"email": email, "password": "wrong"}))
        work.append(len(checks))

    assert {code(answer) for answer in answers} == {(401, "invalid_credentials")}
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert work == [PLACES] * 4
    assert not any(answer.headers.get("set-cookie") for answer in answers)


async def test_the_right_password_of_another_clinic_is_a_wrong_one(
    client: httpx.AsyncClient, account: Account, other_office: Office
) -> None:
    for clinic in (other_office.slug, "no-such-clinic"):
        answer = await client.post(LOGIN, json=asking(account, clinic=clinic))
        assert code(answer) == (401, "invalid_credentials")


@pytest.mark.parametrize(
    "body",
    [
        {"email": "a@b.test"},
        {"email": "a@b.test", "password": ""},
        {"email": "a@b.test", "password": "x" * 257},
        {"email": "a@b.test", "password": "secret", "admin": True},
        {"email": 7, "password": "secret"},
    ],
)
async def test_what_is_no_sign_in_is_invalid(client: httpx.AsyncClient, body: Any) -> None:
    answer = await client.post(LOGIN, json=body)
    assert code(answer) == (422, "invalid")
    assert "secret" not in answer.text


# Limits ---------------------------------------------------------------------------------------


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


async def test_whose_address_it_is_only_a_trusted_proxy_may_say(
    app: Edge, settings: Settings, clock: TravelClock, account: Account, owner: Connection
) -> None:
    seen = "select address from session where person_id = $1 order by id desc limit 1"
    forwarded = {"x-forwarded-for": "198.51.100.9, 203.0.113.7"}
    async with browser(app, **forwarded) as client:
        await client.post(LOGIN, json=asking(account))
    assert await owner.fetchval(seen, account.person) == "127.0.0.1"

    behind = Settings(**settings.model_dump() | {"trusted_proxies": "127.0.0.0/8, 10.0.0.0/8"})
    async with another_app(behind, clock) as second:
        for hops, address in (
            ("198.51.100.9, 203.0.113.7", "203.0.113.7"),
            ("203.0.113.7, 10.1.2.3", "203.0.113.7"),
            ("10.9.9.9", "10.9.9.9"),
        ):
            async with browser(second, **{"x-forwarded-for": hops}) as client:
                await client.post(LOGIN, json=asking(account))
            assert await owner.fetchval(seen, account.person) == address


async def test_foreign_sites_cannot_sign_anyone_in(
    client: httpx.AsyncClient, account: Account
) -> None:
    for headers in ({"origin": "https://evil.test"}, {"sec-fetch-site": "cross-site"}):
        answer = await client.post(LOGIN, json=asking(account), headers=headers)
        assert code(answer) == (403, "foreign_origin")
