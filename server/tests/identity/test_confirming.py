"""Whoever reads the mail of an address owns it: confirming, and what it does to newcomers."""

from __future__ import annotations

import asyncio
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from domain import TravelClock, browser
from identity.conftest import (
    CONFIRM,
    LOGIN,
    LOGOUT,
    ME,
    NEWCOMERS,
    REFRESH,
    Browser,
    Open,
    code,
    links,
    newcomer,
    told,
    until_someone_waits,
)
from make import PASSWORD, Account, Connection, Office, a_token, an_office

from topsmile.identity.one_time import OneTime
from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio
REGISTERED = "user.registered"


async def confirm(client: Browser, token: str) -> httpx.Response:
    return await client.post(CONFIRM, json={"token": token})


async def owners(owner: Connection, email: str) -> list[UUID]:
    rows = await owner.fetch(
        "select id from person where lower(email) = lower($1) and email_confirmed_at is not null",
        email,
    )
    return [row["id"] for row in rows]


def address() -> str:
    return f"{uuid4()}@example.test"


async def test_the_first_link_confirms_and_so_does_clicking_again(
    client: Browser,
    app: Edge,
    office: Office,
    owner: Connection,
    one_time: OneTime,
    clock: TravelClock,
) -> None:
    email = address()
    user = await newcomer(client, office, email)
    (event,) = await told(owner, office.id, REGISTERED)
    assert (event["person_id"], event["patient_id"]) == (user["id"], user["patient_id"])
    (token,) = await links(owner, office.id, REGISTERED, one_time)

    async with browser(app) as elsewhere:
        answers = [await confirm(elsewhere, token) for _ in range(3)]
        assert not elsewhere.cookies  # it signs nobody in

    assert [each.status_code for each in answers] == [200] * 3
    assert {each.text for each in answers} == {answers[0].text}
    assert answers[0].json()["user"] == user
    assert answers[0].headers["cache-control"] == "no-store"
    assert await owners(owner, email) == [UUID(user["id"])]
    assert await told(owner, office.id, "user.confirmed") == [
        {"type": "user.confirmed", "person_id": user["id"]}
    ]
    assert (await client.get(ME)).status_code == 200  # and nobody out
    clock.travel(days=7, microseconds=-1)
    assert (await confirm(client, token)).status_code == 200
    clock.travel(microseconds=1)
    assert code(await confirm(client, token)) == (422, "token_invalid")


async def test_what_is_no_confirmation_gets_one_answer(
    client: Browser, account: Account, office: Office, owner: Connection, one_time: OneTime
) -> None:
    good = await a_token(owner, one_time, office.id, account, "confirm")
    wrong = [
        await a_token(owner, one_time, office.id, account, "reset"),
        await a_token(owner, one_time, office.id, account, "invite"),
        one_time.text(uuid4()),
        OneTime("another secret").text(UUID(good.split(".")[0])),
        "x",
    ]
    answers = [await confirm(client, token) for token in wrong]

    assert {code(answer) for answer in answers} == {(422, "token_invalid")}
    assert len({answer.json()["detail"] for answer in answers}) == 1


async def test_a_newcomers_membership_becomes_the_owners(
    client: Browser,
    account: Account,
    other_office: Office,
    owner: Connection,
    one_time: OneTime,
    enter: Open,
) -> None:
    """Whoever registered with the address may be anyone: they keep no way in."""
    known = await enter()
    user = await newcomer(client, other_office, account.email.upper())
    (token,) = await links(owner, other_office.id, REGISTERED, one_time)

    answers = [await confirm(known, token) for _ in range(2)]

    assert [each.status_code for each in answers] == [200] * 2
    assert answers[0].text == answers[1].text
    found = answers[0].json()["user"]
    assert (found["id"], found["email"]) == (str(account.person), account.email)
    assert (found["role"], found["patient_id"]) == ("patient", user["patient_id"])
    assert found["clinic"]["slug"] == other_office.slug
    assert code(await client.get(ME)) == (401, "session_expired")
    assert code(await client.post(REFRESH)) == (401, "session_expired")
    assert (await known.get(ME)).status_code == 200
    there = {"email": account.email, "clinic": other_office.slug}
    theirs = await client.post(LOGIN, json={**there, "password": PASSWORD})
    assert theirs.json()["user"] == found
    client.cookies.clear()
    newcomers = await client.post(LOGIN, json={**there, "password": NEWCOMERS})
    assert code(newcomers) == (401, "invalid_credentials")
    assert await owners(owner, account.email) == [account.person]
    (event,) = await told(owner, other_office.id, "user.confirmed")
    assert event["person_id"] == str(account.person)


async def test_a_repeated_registration_opens_nothing_any_more(
    client: Browser, account: Account, other_office: Office, owner: Connection, one_time: OneTime
) -> None:
    data = {
        "clinic": other_office.slug,
        "name": "Íris",
        "email": account.email,
        "password": NEWCOMERS,
    }
    key = {"idempotency-key": uuid4().hex}
    await client.post("/api/auth/register", json=data, headers=key)
    (token,) = await links(owner, other_office.id, REGISTERED, one_time)
    await confirm(client, token)

    again = await client.post("/api/auth/register", json=data, headers=key)

    assert code(again) == (401, "invalid_credentials")
    assert "topsmile_access" not in again.cookies


async def test_where_the_owner_belongs_already_things_stay_as_they_are(
    client: Browser, account: Account, office: Office, owner: Connection, one_time: OneTime
) -> None:
    user = await newcomer(client, office, account.email)
    (token,) = await links(owner, office.id, REGISTERED, one_time)

    answers = [await confirm(client, token) for _ in range(2)]

    assert [each.json()["user"] for each in answers] == [user] * 2
    assert (await client.get(ME)).status_code == 200
    assert await owners(owner, account.email) == [account.person]
    assert await told(owner, office.id, "user.confirmed") == []


@pytest.mark.parametrize("same_clinic", [False, True])
async def test_of_two_who_confirm_at_once_one_owns_the_address(
    client: Browser, owner: Connection, one_time: OneTime, same_clinic: bool
) -> None:
    for _ in range(5):
        email = address()
        here = await an_office(owner)
        there = here if same_clinic else await an_office(owner)
        people = [(await newcomer(client, each, email))["id"] for each in (here, there)]
        tokens = await links(owner, here.id, REGISTERED, one_time)
        if not same_clinic:
            tokens += await links(owner, there.id, REGISTERED, one_time)
        assert len(tokens) == 2

        answers = await asyncio.gather(*(confirm(client, token) for token in tokens))

        assert [each.status_code for each in answers] == [200, 200]
        (owns,) = await owners(owner, email)
        assert str(owns) in people
        belongs = await owner.fetch(
            "select clinic_id from membership where person_id = $1 and ended_at is null", owns
        )
        assert {row["clinic_id"] for row in belongs} == {here.id, there.id}


async def test_the_link_can_be_sent_again_a_few_times(
    client: Browser, office: Office, owner: Connection, one_time: OneTime
) -> None:
    email = address()
    user = await newcomer(client, office, email)

    answers = [await client.post(f"{CONFIRM}/send") for _ in range(4)]

    assert [each.status_code for each in answers] == [202] * 3 + [429]
    tokens = await links(owner, office.id, "user.confirmation_asked", one_time)
    assert len(set(tokens)) == 3
    assert (await confirm(client, tokens[1])).json()["user"] == user
    assert (await confirm(client, tokens[2])).json()["user"] == user
    assert len(await told(owner, office.id, "user.confirmed")) == 1


async def test_to_whoever_has_confirmed_nothing_is_sent(
    enter: Open, office: Office, owner: Connection
) -> None:
    known = await enter()

    assert (await known.post(f"{CONFIRM}/send")).status_code == 202

    assert await told(owner, office.id, "user.confirmation_asked") == []


async def test_a_newcomer_who_signs_in_at_that_moment_is_not_the_owner(
    client: Browser, account: Account, other_office: Office, owner: Connection
) -> None:
    """Their sign-in waits for the membership, and finds that it is another's."""
    user = await newcomer(client, other_office, account.email)
    signing_in = {"email": account.email, "password": NEWCOMERS, "clinic": other_office.slug}
    async with owner.transaction():
        await owner.execute(
            "update membership set person_id = $1 where clinic_id = $2 and person_id = $3",
            account.person,
            other_office.id,
            UUID(user["id"]),
        )
        attempt = asyncio.create_task(client.post(LOGIN, json=signing_in))
        await until_someone_waits(owner)

    assert code(await attempt) == (401, "invalid_credentials")
    living = "select count(*) from session where clinic_id = $1 and person_id = $2"
    assert await owner.fetchval(living, other_office.id, account.person) == 0


# What sessions tell ---------------------------------------------------------------------------


async def happened(owner: Connection, office: Office) -> list[tuple[str, Any]]:
    rows = await owner.fetch(
        """
        select name, payload ->> 'session_id' as session from event
        where clinic_id = $1 and name like 'user.signed%' order by id
        """,
        office.id,
    )
    return [(row["name"], row["session"]) for row in rows]


async def test_a_session_tells_when_it_begins_and_once_when_it_ends(
    enter: Open, office: Office, owner: Connection
) -> None:
    known = await enter()
    (began,) = await happened(owner, office)
    refresh = known.cookies["topsmile_refresh"]
    await known.post(LOGOUT)
    known.cookies.set("topsmile_refresh", refresh)
    await known.post(LOGOUT)
    await known.post(REFRESH)

    assert await happened(owner, office) == [began, ("user.signed_out", began[1])]
    actions = await owner.fetch(
        "select action from audit_entry where clinic_id = $1 order by id", office.id
    )
    assert [row["action"] for row in actions] == ["user.signed_in", "user.signed_out"]


async def test_so_does_one_whose_used_token_was_shown_again(
    app: Edge, enter: Open, office: Office, owner: Connection, clock: TravelClock
) -> None:
    known = await enter()
    shown = known.cookies["topsmile_refresh"]
    await known.post(REFRESH)
    clock.travel(seconds=16)
    async with browser(app) as thief:
        thief.cookies.set("topsmile_refresh", shown)
        for _ in range(2):
            assert code(await thief.post(REFRESH)) == (401, "session_expired")

    (began, ended) = await happened(owner, office)
    assert ended == ("user.signed_out", began[1])
