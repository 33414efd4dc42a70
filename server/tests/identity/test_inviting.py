"""Whoever is invited to work at a clinic, and what they must show before they do."""

from __future__ import annotations

import asyncio
import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from domain import SignIn, TravelClock
from identity.conftest import LOGIN, ME, RESET, Browser, code, links, told
from identity.inviting import NEW, STAFF, invited, someone
from make import PASSWORD, Connection, Office, an_account

from topsmile.identity.one_time import OneTime

pytestmark = pytest.mark.anyio


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


async def test_an_invitation_of_whoever_was_archived_is_withdrawn(
    admin: Browser, client: Browser, office: Office, owner: Connection, one_time: OneTime
) -> None:
    member = await invited(admin)
    (token,) = await links(owner, office.id, "user.invited", one_time)
    await admin.post(f"{STAFF}/{member['id']}/archive")

    answer = await client.post(RESET, json={"token": token, "password": NEW})

    assert code(answer) == (422, "token_invalid")
