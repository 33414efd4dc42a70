"""Who works at a clinic: listed and changed; what is taken from them ends at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable

import httpx
import pytest
from identity.conftest import LOGIN, ME, REFRESH, Browser, Open, code, told, until_someone_waits
from identity.inviting import STAFF, invited
from make import PASSWORD, Account, Connection, Office, an_account

pytestmark = pytest.mark.anyio


async def test_the_list_is_of_those_who_work_here_by_name_and_in_pages(
    admin: Browser, office: Office, other_office: Office, owner: Connection
) -> None:
    for name in ("Davi", "Ana", "Caio", "Bia"):
        await invited(admin, name=name)
    patient = await an_account(owner, office.id, "patient")
    await an_account(owner, other_office.id)

    found: list[str] = []
    cursor = None
    while True:
        wanted = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await admin.get(STAFF, params=wanted)).json()
        found += [each["name"] for each in page["items"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert found == ["A admin", "Ana", "Bia", "Caio", "Davi"]
    assert code(await admin.get(f"{STAFF}/{patient.membership}")) == (404, "not_found")
    assert code(await admin.patch(f"{STAFF}/{patient.membership}", json={"name": "X"})) == (
        404,
        "not_found",
    )


async def test_another_role_ends_their_sessions_everywhere_at_once(
    admin: Browser,
    office: Office,
    owner: Connection,
    account: Account,
    enter: Open,
    elsewhere: Callable[[Browser], Browser],
) -> None:
    here, there = await enter(), await enter()
    seen = elsewhere(there)
    assert (await seen.get(ME)).status_code == 200
    before = (await admin.get(f"{STAFF}/{account.membership}")).json()

    answer = await admin.patch(f"{STAFF}/{account.membership}", json={"role": "manager"})

    after = answer.json()
    assert (answer.status_code, after["role"], after["version"]) == (200, "manager", 2)
    for each in (here, there, seen):
        assert code(await each.get(ME)) == (401, "session_expired")
        assert code(await each.post(REFRESH)) == (401, "session_expired")
    user = (await (await enter()).get(ME)).json()["user"]
    assert user["role"] == "manager"
    assert await told(owner, office.id, "user.role_changed") == [
        {"type": "user.role_changed", "person_id": str(account.person), "role": "manager"}
    ]
    entry = await owner.fetchrow(
        "select * from audit_entry where clinic_id = $1 and action = 'user.role_changed'",
        office.id,
    )
    assert entry
    assert entry["subject_id"] == account.person
    assert entry["actor_id"] == admin.account.person  # type: ignore[attr-defined]
    assert (json.loads(entry["before"]), json.loads(entry["after"])) == (before, after)


async def test_a_new_name_ends_nothing(admin: Browser, account: Account, enter: Open) -> None:
    known = await enter()

    await admin.patch(f"{STAFF}/{account.membership}", json={"name": "Íris Lobo"})

    assert (await known.get(ME)).json()["user"]["name"] == "Íris Lobo"


async def test_what_has_changed_since_is_not_overwritten(admin: Browser, account: Account) -> None:
    where = f"{STAFF}/{account.membership}"
    await admin.patch(where, json={"role": "dentist", "expected_version": 1})

    late = await admin.patch(where, json={"role": "manager", "expected_version": 1})
    archived = await admin.post(f"{where}/archive", json={"expected_version": 1})

    assert code(late) == code(archived) == (409, "version_conflict")
    assert late.json()["current"]["role"] == "dentist"


@pytest.mark.parametrize("change", ["role = 'hygienist'", "ended_at = created_at"])
async def test_whoever_signs_in_at_that_moment_has_what_they_have_afterwards(
    client: Browser, account: Account, owner: Connection, change: str
) -> None:
    """Their sign-in waits for the change of their membership, and sees it."""
    async with owner.transaction():
        await owner.execute(f"update membership set {change} where id = $1", account.membership)
        right = {"email": account.email, "password": PASSWORD}
        attempt: asyncio.Task[httpx.Response] = asyncio.create_task(client.post(LOGIN, json=right))
        await until_someone_waits(owner)
    answer = await attempt

    if "role" in change:
        assert answer.json()["user"]["role"] == "hygienist"
    else:
        assert code(answer) == (401, "invalid_credentials")
