"""The link in the mailbox: a new password, once, in time, and of many at once for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from domain import TravelClock
from identity.conftest import LOGIN, ME, REFRESH, Browser, Open, code, links, newcomer, told
from identity.forgetting import ASKED, NEW, forget, reset, sign_in
from make import PASSWORD, Account, Connection, Office, a_token, an_account

from topsmile.identity import recognising, service
from topsmile.identity.models import SignIn
from topsmile.identity.one_time import OneTime
from topsmile.identity.recognising import Recognised

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]


async def test_a_new_password_ends_every_session_everywhere(
    client: Browser,
    account: Account,
    office: Office,
    owner: Connection,
    one_time: OneTime,
    enter: Open,
    elsewhere: Callable[[Browser], Browser],
) -> None:
    phone, laptop = await enter(), await enter()
    seen = elsewhere(laptop)
    assert (await seen.get(ME)).status_code == 200
    await forget(client, account.email.upper())
    (token,) = await links(owner, office.id, ASKED, one_time)

    answer = await reset(client, token)

    assert (answer.status_code, answer.content) == (204, b"")
    for each in (phone, laptop, seen):
        assert code(await each.get(ME)) == (401, "session_expired")
        assert code(await each.post(REFRESH)) == (401, "session_expired")
    assert await sign_in(client, account.email, PASSWORD) == 401
    assert await sign_in(client, account.email, NEW.strip()) == 401
    assert await sign_in(client, account.email, NEW) == 200
    assert await told(owner, office.id, "user.password_reset") == [
        {"type": "user.password_reset", "person_id": str(account.person)}
    ]
    entries = await owner.fetch(
        "select action, subject_id from audit_entry where clinic_id = $1 order by id", office.id
    )
    assert (entries[-2]["action"], entries[-2]["subject_id"]) == (
        "user.password_reset",
        account.person,
    )


async def test_a_link_is_good_for_a_quarter_of_an_hour(
    client: Browser,
    account: Account,
    office: Office,
    owner: Connection,
    one_time: OneTime,
    clock: TravelClock,
) -> None:
    await forget(client, account.email)
    await forget(client, account.email)
    early, late = await links(owner, office.id, ASKED, one_time)
    clock.travel(minutes=15)
    assert code(await reset(client, late)) == (422, "token_invalid")
    clock.travel(microseconds=-1)

    assert (await reset(client, early)).status_code == 204


async def test_everything_else_gets_one_answer(
    client: Browser,
    account: Account,
    office: Office,
    owner: Connection,
    one_time: OneTime,
    clock: TravelClock,
) -> None:
    good = await a_token(owner, one_time, office.id, account)
    used = await a_token(owner, one_time, office.id, account)
    other = await a_token(owner, one_time, office.id, await an_account(owner, office.id))
    expired = await a_token(owner, one_time, office.id, account, now=clock.now().replace(year=2029))
    confirming = await a_token(owner, one_time, office.id, account, "confirm")
    tampered = await a_token(owner, one_time, office.id, account)
    await owner.execute(
        "update one_time_token set used_at = created_at where id = $1", UUID(used.split(".")[0])
    )
    await owner.execute(
        "update one_time_token set proof_hash = sha256('x') where id = $1",
        UUID(tampered.split(".")[0]),
    )
    wrong = [
        used,
        expired,
        confirming,
        tampered,
        one_time.text(uuid4()),
        OneTime("another secret").text(UUID(good.split(".")[0])),
        f"{good.split('.')[0]}.{other.split('.')[1]}",
        good.split(".")[0],
        good + "A",
        good.upper(),
        "x",
        "é.\U0001f600",
    ]

    answers = [await reset(client, token) for token in wrong]

    assert {code(answer) for answer in answers} == {(422, "token_invalid")}
    assert len({answer.json()["detail"] for answer in answers}) == 1
    assert await sign_in(client, account.email, PASSWORD) == 200
    # A password that is none uses nothing up.
    assert code(await reset(client, good, "short")) == (422, "invalid")
    assert (await reset(client, good)).status_code == 204


async def test_of_many_at_once_one_wins(
    client: Browser, account: Account, office: Office, owner: Connection, one_time: OneTime
) -> None:
    token = await a_token(owner, one_time, office.id, account)
    passwords = [f"password number {number}" for number in range(8)]

    answers = await asyncio.gather(*(reset(client, token, each) for each in passwords))

    assert sorted(each.status_code for each in answers) == [204] + [422] * 7
    (won,) = (
        password
        for password, answer in zip(passwords, answers, strict=True)
        if answer.status_code == 204
    )
    assert await sign_in(client, account.email, won) == 200
    assert len(await told(owner, office.id, "user.password_reset")) == 1


async def test_two_links_at_once_make_one_password(
    client: Browser, account: Account, office: Office, owner: Connection, one_time: OneTime
) -> None:
    """Each uses up the other: neither waits for the other for ever."""
    for _ in range(5):
        tokens = [await a_token(owner, one_time, office.id, account) for _ in range(4)]

        answers = await asyncio.gather(*(reset(client, each) for each in tokens))

        assert sorted(each.status_code for each in answers) == [204] + [422] * 3
        assert {code(await reset(client, each)) for each in tokens} == {(422, "token_invalid")}


async def test_whoever_reads_the_mailbox_owns_the_address(
    client: Browser, office: Office, owner: Connection, one_time: OneTime
) -> None:
    email = f"{uuid4()}@example.test"
    first, second = [await newcomer(client, office, email) for _ in range(2)]
    await forget(client, email)
    tokens = await links(owner, office.id, ASKED, one_time)
    confirmed = "select id from person where email = $1 and email_confirmed_at is not null"

    assert (await reset(client, tokens[1])).status_code == 204
    assert [row["id"] for row in await owner.fetch(confirmed, email)] == [UUID(second["id"])]
    # The other link is as good, and takes the address from nobody.
    assert (await reset(client, tokens[0])).status_code == 204
    assert [row["id"] for row in await owner.fetch(confirmed, email)] == [UUID(second["id"])]
    assert await told(owner, office.id, "user.confirmed") == [
        {"type": "user.confirmed", "person_id": second["id"]}
    ]
    assert first["id"] != second["id"]


async def test_whoever_signs_in_meanwhile_with_the_old_password_does_not(
    client: Browser,
    account: Account,
    office: Office,
    owner: Connection,
    one_time: OneTime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Between looking at the password and opening the session it may have been changed."""
    token = await a_token(owner, one_time, office.id, account)
    recognise = recognising.recognise

    async def slowly(desk: Any, cause: Any, data: SignIn, mark: str | None) -> Recognised:
        found = await recognise(desk, cause, data, mark)
        assert (await reset(client, token)).status_code == 204
        return found

    monkeypatch.setattr(service, "recognise", slowly)

    answer = await client.post(LOGIN, json={"email": account.email, "password": PASSWORD})

    assert code(answer) == (401, "invalid_credentials")
    living = "select count(*) from session where person_id = $1 and ended_at is null"
    assert await owner.fetchval(living, account.person) == 0
