"""Signing in by the contract: cookies, and answers that tell nothing."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
from domain import TravelClock, browser
from identity.conftest import LOGIN, ME, another_app, asking, code
from make import PASSWORD, Account, Connection, Office, an_account, an_office

from topsmile.identity.recognising import PLACES
from topsmile.kernel.edge import Edge
from topsmile.settings import Settings

pytestmark = pytest.mark.anyio


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
