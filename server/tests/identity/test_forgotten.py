"""A way back in for whoever reads the mailbox, and nothing for anybody else."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest
from domain import TravelClock
from identity.conftest import FORGOT, Browser, code, links, newcomer, told
from identity.forgetting import ASKED, forget
from make import Account, Connection, Office

from topsmile.identity import recovering
from topsmile.identity.one_time import OneTime

pytestmark = [pytest.mark.anyio, pytest.mark.usefixtures("at_once")]


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
