"""Who works at a clinic: invited, changed, archived; what is taken from them ends at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from domain import SignIn, TravelClock
from identity.conftest import (
    LOGIN,
    ME,
    REFRESH,
    RESET,
    Browser,
    Open,
    code,
    links,
    newcomer,
    told,
    until_someone_waits,
)
from make import PASSWORD, Account, Connection, Office, an_account

from topsmile.identity.one_time import OneTime

pytestmark = pytest.mark.anyio
STAFF = "/api/staff"
NEW = "a first password"


@pytest.fixture
async def admin(sign_in: SignIn, office: Office) -> Browser:
    return await sign_in(office, "admin")


def someone(**changes: Any) -> dict[str, Any]:
    return {
        "name": "Íris Lobo",
        "email": f"Iris-{uuid4().hex[:8]}@example.test",
        "role": "receptionist",
        **changes,
    }


async def invited(admin: Browser, **changes: Any) -> dict[str, Any]:
    answer = await admin.post(STAFF, json=someone(**changes))
    assert answer.status_code == 201, answer.text
    member: dict[str, Any] = answer.json()
    return member


async def test_whoever_is_invited_chooses_a_password_and_works_here(
    admin: Browser, client: Browser, office: Office, owner: Connection, one_time: OneTime
) -> None:
    data = someone(role="dentist", provider_id=str(office.provider))

    answer = await admin.post(STAFF, json=data)

    member = answer.json()
    assert answer.status_code == 201, answer.text
    assert (member["name"], member["email"]) == (data["name"], data["email"].lower())
    assert (member["role"], member["provider_id"]) == ("dentist", data["provider_id"])
    assert (member["version"], member["last_used_at"], member["archived_at"]) == (1, None, None)
    assert (await admin.get(f"{STAFF}/{member['id']}")).json() == member
    signing_in = {"email": data["email"], "password": NEW}
    assert (await client.post(LOGIN, json=signing_in)).status_code == 401
    (token,) = await links(owner, office.id, "user.invited", one_time)
    redeemed = await client.post(RESET, json={"token": token, "password": NEW})
    assert redeemed.status_code == 204
    user = (await client.post(LOGIN, json=signing_in)).json()["user"]
    assert (user["name"], user["role"]) == (data["name"], "dentist")
    assert user["provider_id"] == data["provider_id"]
    assert (await client.get("/api/patients")).status_code == 200
    confirmed = "select email_confirmed_at is not null from person where id = $1"
    assert await owner.fetchval(confirmed, UUID(user["id"]))
    assert code(await client.post(RESET, json={"token": token, "password": NEW})) == (
        422,
        "token_invalid",
    )


async def test_an_invitation_is_good_for_a_week(
    admin: Browser,
    client: Browser,
    office: Office,
    owner: Connection,
    one_time: OneTime,
    clock: TravelClock,
) -> None:
    await invited(admin)
    (token,) = await links(owner, office.id, "user.invited", one_time)
    clock.travel(days=7)

    late = await client.post(RESET, json={"token": token, "password": NEW})

    assert code(late) == (422, "token_invalid")


async def test_whoever_has_the_address_already_works_here_too_and_nobody_learns_it(
    admin: Browser,
    client: Browser,
    office: Office,
    other_office: Office,
    owner: Connection,
    one_time: OneTime,
) -> None:
    """But not before they show that they read the mail: anyone may have made that account."""
    known = await an_account(owner, other_office.id, "manager")
    data = someone(email=known.email)

    member = (await admin.post(STAFF, json=data)).json()
    stranger = await invited(admin, name=data["name"])

    hidden = {"id", "email", "created_at"}
    assert {name: each for name, each in member.items() if name not in hidden} == {
        name: each for name, each in stranger.items() if name not in hidden
    }
    assert str(known.person) not in json.dumps(member)
    here = {"email": known.email, "password": PASSWORD, "clinic": office.slug}
    assert (await client.post(LOGIN, json=here)).status_code == 401
    for token in await links(owner, office.id, "user.invited", one_time):
        await client.post(RESET, json={"token": token, "password": NEW})
    here["password"] = NEW
    user = (await client.post(LOGIN, json=here)).json()["user"]
    assert (user["id"], user["role"]) == (str(known.person), "receptionist")
    # Each clinic calls them what it likes.
    there = await client.post(LOGIN, json={**here, "clinic": other_office.slug})
    assert (user["name"], there.json()["user"]["name"]) == (data["name"], "A manager")


async def test_nobody_is_invited_twice(admin: Browser, office: Office, owner: Connection) -> None:
    data = someone()
    works_here = await an_account(owner, office.id)
    answers = await asyncio.gather(*(admin.post(STAFF, json=data) for _ in range(4)))

    assert sorted(each.status_code for each in answers) == [201] + [409] * 3
    assert {code(each) for each in answers if each.status_code == 409} == {(409, "already_staff")}
    again = await admin.post(STAFF, json=someone(email=works_here.email.upper()))
    assert code(again) == (409, "already_staff")


async def test_a_repeat_with_the_same_key_is_the_same_invitation(
    admin: Browser, office: Office, owner: Connection
) -> None:
    data, key = someone(), {"idempotency-key": uuid4().hex}

    first, again = [await admin.post(STAFF, json=data, headers=key) for _ in range(2)]

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert len(await told(owner, office.id, "user.invited")) == 1


async def test_a_patient_of_the_clinic_may_come_to_work_here(
    admin: Browser,
    office: Office,
    owner: Connection,
    sign_in: SignIn,
    client: Browser,
    one_time: OneTime,
) -> None:
    account = await an_account(owner, office.id, "patient")
    patient = await sign_in(office, "patient", account)

    member = await invited(admin, email=account.email, role="hygienist")

    assert member["id"] == str(account.membership)
    assert code(await patient.get(ME)) == (401, "session_expired")
    (token,) = await links(owner, office.id, "user.invited", one_time)
    await client.post(RESET, json={"token": token, "password": NEW})
    signed = await client.post(LOGIN, json={"email": account.email, "password": NEW})
    user = signed.json()["user"]
    assert (user["role"], user["patient_id"]) == ("hygienist", str(account.patient))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("email", "nobody"),
        ("role", "patient"),
        ("role", "platform"),
        ("provider_id", "0190a0a0-0000-7000-8000-000000000000"),
        ("clinic_id", "0190a0a0-0000-7000-8000-000000000000"),
        ("password", "a password of theirs"),
    ],
)
async def test_what_is_wrong_is_named(admin: Browser, field: str, value: Any) -> None:
    refused = await admin.post(STAFF, json=someone(**{field: value}))

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "invalid")
    assert problem["errors"][0]["field"] == field


async def test_a_clinician_of_another_clinic_is_none_here(
    admin: Browser, office: Office, other_office: Office, owner: Connection
) -> None:
    works_here = await an_account(owner, office.id)
    foreign = {"provider_id": str(other_office.provider)}

    for refused in (
        await admin.post(STAFF, json=someone(**foreign)),
        await admin.patch(f"{STAFF}/{works_here.membership}", json=foreign),
    ):
        assert code(refused) == (422, "invalid")
        assert refused.json()["errors"][0]["field"] == "provider_id"


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


async def test_an_invitation_of_whoever_was_archived_is_withdrawn(
    admin: Browser, client: Browser, office: Office, owner: Connection, one_time: OneTime
) -> None:
    member = await invited(admin)
    (token,) = await links(owner, office.id, "user.invited", one_time)
    await admin.post(f"{STAFF}/{member['id']}/archive")

    answer = await client.post(RESET, json={"token": token, "password": NEW})

    assert code(answer) == (422, "token_invalid")


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
