"""Whoever is archived is out at once, and a clinic keeps its last administrator."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest
from domain import SignIn, TravelClock
from identity.conftest import LOGIN, ME, REFRESH, Browser, Open, code, newcomer, told
from identity.inviting import STAFF, invited
from make import PASSWORD, Account, Connection, Office, an_account

pytestmark = pytest.mark.anyio


async def test_whoever_is_archived_is_out_at_once_and_only_here(
    admin: Browser,
    office: Office,
    other_office: Office,
    owner: Connection,
    account: Account,
    enter: Open,
    client: Browser,
    clock: TravelClock,
) -> None:
    await owner.execute(
        """
        insert into membership (clinic_id, person_id, role, created_at)
        values ($1, $2, 'admin', $3)
        """,
        other_office.id,
        account.person,
        clock.now(),
    )
    right = {"email": account.email, "password": PASSWORD}
    await client.post(LOGIN, json={**right, "clinic": other_office.slug})
    here = await enter()
    here.cookies.clear()
    await here.post(LOGIN, json={**right, "clinic": office.slug})

    answer = await admin.post(f"{STAFF}/{account.membership}/archive")
    again = await admin.post(f"{STAFF}/{account.membership}/archive")

    assert (answer.status_code, again.json()) == (200, answer.json())
    assert answer.json()["archived_at"]
    assert code(await here.get(ME)) == (401, "session_expired")
    assert code(await here.post(REFRESH)) == (401, "session_expired")
    assert (await client.get(ME)).json()["user"]["clinic"]["slug"] == other_office.slug
    assert code(await here.post(LOGIN, json={**right, "clinic": office.slug}))[0] == 401
    assert len(await told(owner, office.id, "user.membership_ended")) == 1
    gone = await admin.get(STAFF, params={"archived": True})
    assert [each["id"] for each in gone.json()["items"]] == [str(account.membership)]
    assert code(await admin.patch(f"{STAFF}/{account.membership}", json={"role": "dentist"})) == (
        409,
        "no_longer_staff",
    )
    back = await invited(admin, email=account.email)
    assert (back["id"], back["archived_at"]) == (str(account.membership), None)


async def test_the_last_administrator_stays_one(admin: Browser, office: Office) -> None:
    own = admin.account  # type: ignore[attr-defined]
    where = f"{STAFF}/{own.membership}"
    # Someone invited who has not come yet administrates nothing.
    await invited(admin, role="admin")

    demoted = await admin.patch(where, json={"role": "manager"})
    archived = await admin.post(f"{where}/archive")

    assert code(demoted) == (409, "last_admin")
    assert code(archived) == (409, "not_yourself")
    assert (await admin.patch(where, json={"name": "Still here"})).status_code == 200


async def test_nobody_archives_themselves_but_another_may(
    admin: Browser, sign_in: SignIn, office: Office
) -> None:
    other = await sign_in(office, "admin")
    own = admin.account  # type: ignore[attr-defined]

    assert code(await admin.post(f"{STAFF}/{own.membership}/archive")) == (409, "not_yourself")
    assert (await other.post(f"{STAFF}/{own.membership}/archive")).status_code == 200
    assert code(await admin.get(STAFF)) == (401, "session_expired")


@pytest.mark.parametrize("how", ["demote", "archive"])
async def test_two_administrators_who_remove_each_other_leave_one(
    sign_in: SignIn, office: Office, owner: Connection, how: str
) -> None:
    async def remove(by: Browser, whom: Browser) -> httpx.Response:
        where = f"{STAFF}/{whom.account.membership}"  # type: ignore[attr-defined]
        if how == "demote":
            return await by.patch(where, json={"role": "manager"})
        return await by.post(f"{where}/archive")

    left = """
        select count(*) from membership
        where clinic_id = $1 and role = 'admin' and ended_at is null
    """
    for _ in range(5):
        await owner.execute(
            "update membership set role = 'manager' where clinic_id = $1 and role = 'admin'",
            office.id,
        )
        one, other = await sign_in(office, "admin"), await sign_in(office, "admin")

        answers = await asyncio.gather(remove(one, other), remove(other, one))

        assert await owner.fetchval(left, office.id) == 1
        assert {each.status_code for each in answers} <= {200, 401, 409}


async def test_an_archived_patient_is_out_at_once(
    admin: Browser,
    client: Browser,
    office: Office,
    owner: Connection,
    elsewhere: Callable[[Browser], Browser],
) -> None:
    user = await newcomer(client, office, f"{uuid4()}@example.test")
    seen = elsewhere(client)
    assert (await seen.get(ME)).status_code == 200

    answers = [await admin.post(f"/api/patients/{user['patient_id']}/archive") for _ in range(2)]

    assert [each.status_code for each in answers] == [200, 200]
    for each in (client, seen):
        assert code(await each.get(ME)) == (401, "session_expired")
        assert code(await each.post(REFRESH)) == (401, "session_expired")
    assert await told(owner, office.id, "user.membership_ended") == [
        {"type": "user.membership_ended", "person_id": user["id"]}
    ]


async def test_archiving_the_record_of_someone_who_works_here_leaves_them_at_work(
    admin: Browser, office: Office, owner: Connection, sign_in: SignIn
) -> None:
    record = office.patient
    account = await an_account(owner, office.id)
    await owner.execute(
        "update membership set patient_id = $2 where id = $1", account.membership, record
    )
    at_work = await sign_in(office, "receptionist", account)

    await admin.post(f"/api/patients/{record}/archive")

    assert (await at_work.get(ME)).status_code == 200
