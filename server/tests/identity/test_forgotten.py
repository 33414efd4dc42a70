"""A way back in for whoever reads the mailbox, and nothing for anybody else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from domain import TravelClock
from identity.conftest import (
    FORGOT,
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
)
from make import PASSWORD, Account, Connection, Office, a_token, an_account

from topsmile.identity import recognising, recovering, service
from topsmile.identity.models import SignIn
from topsmile.identity.one_time import OneTime
from topsmile.identity.recognising import Recognised

pytestmark = pytest.mark.anyio
ASKED = "user.password_forgotten"
NEW = " a new long password "


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer's own time is waited for only where it is what is asked about."""
    monkeypatch.setattr(recovering, "ANSWER_AFTER", 0)


async def forget(client: Browser, email: str) -> httpx.Response:
    answer = await client.post(FORGOT, json={"email": email})
    assert (answer.status_code, answer.json()) == (202, None), answer.text
    return answer


async def reset(client: Browser, token: str, password: str = NEW) -> httpx.Response:
    return await client.post(RESET, json={"token": token, "password": password})


async def sign_in(client: Browser, email: str, password: str) -> int:
    client.cookies.clear()
    return (await client.post(LOGIN, json={"email": email, "password": password})).status_code


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


async def test_nobody_learns_which_addresses_are_known(
    client: Browser, account: Account, owner: Connection
) -> None:
    events = "select count(*) from event"
    known = await forget(client, account.email)
    before = await owner.fetchval(events)

    unknown = await forget(client, f"{uuid4()}@example.test")

    assert [*known.headers] == [*unknown.headers]
    assert await owner.fetchval(events) == before


async def test_the_answer_takes_its_own_time(
    client: Browser, account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not the time of the work: that is awaited first, and the answer comes when it was due."""
    monkeypatch.setattr(recovering, "ANSWER_AFTER", 0.4)
    clock = asyncio.get_running_loop().time
    for email in (account.email, f"{uuid4()}@example.test"):
        began = clock()
        await forget(client, email)
        assert clock() - began >= 0.39, email


async def test_the_link_leads_where_they_were_last(
    client: Browser,
    account: Account,
    office: Office,
    other_office: Office,
    owner: Connection,
    clock: TravelClock,
) -> None:
    await owner.execute(
        """
        insert into membership (clinic_id, person_id, role, created_at, last_used_at)
        values ($1, $2, 'admin', $3, $3)
        """,
        other_office.id,
        account.person,
        clock.now(),
    )

    await forget(client, account.email)

    assert await told(owner, office.id, ASKED) == []
    assert len(await told(owner, other_office.id, ASKED)) == 1


async def test_where_nobody_has_confirmed_it_the_four_oldest_get_a_link(
    client: Browser, office: Office, owner: Connection, clock: TravelClock
) -> None:
    email, people = f"{uuid4()}@example.test", []
    for _ in range(5):
        people.append((await newcomer(client, office, email))["id"])
        clock.travel(seconds=1)

    await forget(client, email)

    assert [each["person_id"] for each in await told(owner, office.id, ASKED)] == people[:4]


async def test_whoever_confirmed_it_is_the_only_one_to_get_a_link(
    client: Browser, account: Account, office: Office, owner: Connection
) -> None:
    await newcomer(client, office, account.email)

    await forget(client, account.email)

    (asked,) = await told(owner, office.id, ASKED)
    assert asked["person_id"] == str(account.person)


async def test_one_address_gets_five_links_in_a_quarter_of_an_hour(
    client: Browser, account: Account, office: Office, owner: Connection
) -> None:
    for _ in range(7):
        await forget(client, account.email)

    assert len(await told(owner, office.id, ASKED)) == 5


async def test_one_client_is_told_to_wait_whoever_it_asks_about(
    client: Browser, account: Account, office: Office, owner: Connection
) -> None:
    for number in range(30):
        await forget(client, f"nobody-{number}@example.test")

    known = await client.post(FORGOT, json={"email": account.email})
    unknown = await client.post(FORGOT, json={"email": "nobody@example.test"})

    assert code(known) == code(unknown) == (429, "too_many_requests")
    assert known.json()["detail"] == unknown.json()["detail"]
    assert await told(owner, office.id, ASKED) == []


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


async def test_the_token_is_nowhere_in_the_database(
    client: Browser, account: Account, office: Office, owner: Connection, one_time: OneTime
) -> None:
    await forget(client, account.email)
    (token,) = await links(owner, office.id, ASKED, one_time)
    tables = await owner.fetch(
        "select table_name from information_schema.tables where table_schema = 'public'"
    )

    for row in tables:
        found = f'select count(*) from "{row["table_name"]}" t where strpos(t::text, $1) > 0'
        assert await owner.fetchval(found, token.split(".")[1]) == 0, row["table_name"]


async def test_a_person_who_belongs_nowhere_gets_nothing(
    client: Browser, account: Account, office: Office, owner: Connection
) -> None:
    await owner.execute(
        "update membership set ended_at = created_at where id = $1", account.membership
    )

    await forget(client, account.email)

    assert await told(owner, office.id, ASKED) == []
