"""Several people with one address: each has a password, and nobody gains by the others'."""

from __future__ import annotations

import httpx
import pytest
from domain import browser
from identity.conftest import LOGIN, code
from make import PASSWORD, Account, Connection, Office, an_account

from topsmile.identity.passwords import Passwords
from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio
OTHER_PASSWORD = "not the owner's one"


async def register(app: Edge, office: Office, email: str, password: str = OTHER_PASSWORD) -> None:
    body = {"clinic": office.slug, "name": "Someone", "email": email, "password": password}
    async with browser(app) as newcomer:
        answer = await newcomer.post("/api/auth/register", json=body)
    assert answer.status_code == 201, answer.text


async def tried(client: httpx.AsyncClient, email: str, password: str, times: int = 1) -> list[int]:
    body = {"email": email, "password": password}
    return [(await client.post(LOGIN, json=body)).status_code for _ in range(times)]


async def test_registering_with_an_address_earns_no_guesses_at_its_owners_password(
    app: Edge, client: httpx.AsyncClient, account: Account, office: Office
) -> None:
    await register(app, office, account.email)
    assert await tried(client, account.email, OTHER_PASSWORD) == [200]  # now a known device
    async with browser(app) as stranger:
        assert await tried(stranger, account.email, "a guess", 11) == [401] * 10 + [429]

    assert await tried(client, account.email, PASSWORD) == [401]  # right, and not looked at
    assert await tried(client, account.email, OTHER_PASSWORD) == [200]  # their own still is


async def test_on_a_known_device_the_others_of_the_address_can_sign_in_too(
    app: Edge, client: httpx.AsyncClient, account: Account, office: Office
) -> None:
    await register(app, office, account.email)
    for _ in range(12):  # what was right is no failure, on any counter
        assert await tried(client, account.email, OTHER_PASSWORD) == [200]
        assert await tried(client, account.email, PASSWORD) == [200]


async def test_a_letter_of_another_alphabet_is_no_other_counter(
    client: httpx.AsyncClient, owner: Connection, account: Account
) -> None:
    """PostgreSQL takes it for the same address."""
    await owner.execute("update person set email = 'i' || email where id = $1", account.person)
    assert await tried(client, f"i{account.email}", "a guess", 10) == [401] * 10

    assert await tried(client, f"\u0130{account.email}", PASSWORD) == [429]


async def test_who_registers_at_two_clinics_can_sign_in_at_both(
    app: Edge, client: httpx.AsyncClient, office: Office, other_office: Office
) -> None:
    for each in (office, other_office):
        await register(app, each, "maria@example.test")
    for each in (office, other_office):
        body = {"email": "maria@example.test", "password": OTHER_PASSWORD, "clinic": each.slug}
        answer = await client.post(LOGIN, json=body)
        assert answer.status_code == 200, answer.text
        assert answer.json()["user"]["clinic"]["slug"] == each.slug


async def test_registering_with_an_address_does_not_tell_who_else_did(
    app: Edge,
    client: httpx.AsyncClient,
    office: Office,
    owner: Connection,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = (await an_account(owner, office.id)).email
    newcomer, nobody = "newcomer@example.test", "nobody@example.test"
    await register(app, office, newcomer, "their own password")
    for email in (known, newcomer, nobody):
        await register(app, office, email)
    work: list[str] = []

    def counted(_: Passwords, hashed: str, __: str) -> bool:
        work.append(hashed)
        return False

    monkeypatch.setattr(Passwords, "_verify", counted)

    found = set()
    for email in (known, newcomer, nobody):
        work.clear()
        answer = await client.post(LOGIN, json={"email": email, "password": "wrong"})
        found.add((code(answer), len(work)))

    assert len(found) == 1
