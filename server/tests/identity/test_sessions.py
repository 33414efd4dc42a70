"""A session from its first refresh on, in one process and in many."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from uuid import UUID

import pytest
from domain import TravelClock, browser
from identity.conftest import LOGIN, ME, REFRESH, Browser, Open, code, twin
from identity.cookies import refreshed_with, token
from make import PASSWORD, Account, Connection

from topsmile.kernel.edge import Edge

pytestmark = pytest.mark.anyio


async def test_a_refresh_gives_new_cookies(enter: Open, account: Account) -> None:
    known = await enter()
    before = token(known)

    answer = await known.post(REFRESH)

    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == str(account.person)
    assert answer.headers["cache-control"] == "no-store"
    assert token(known) != before
    assert (await known.get(ME)).status_code == 200


async def test_fifty_tabs_that_refresh_at_once_get_one_successor(app: Edge, enter: Open) -> None:
    shown = token(await enter())

    answers = await asyncio.gather(*(refreshed_with(app, shown) for _ in range(50)))

    assert [answer.status_code for answer in answers] == [200] * 50
    assert len({answer.cookies["topsmile_refresh"] for answer in answers}) == 1
    successor = answers[0].cookies["topsmile_refresh"]
    assert (await refreshed_with(app, successor)).status_code == 200


async def test_the_previous_token_gives_the_same_successor_within_the_grace(
    app: Edge, enter: Open, clock: TravelClock
) -> None:
    shown = token(await enter())
    first = await refreshed_with(app, shown)
    clock.travel(seconds=15)

    second = await refreshed_with(app, shown)

    assert second.status_code == 200
    assert second.cookies["topsmile_refresh"] == first.cookies["topsmile_refresh"]


async def test_the_previous_token_ends_the_session_after_the_grace(
    app: Edge, enter: Open, clock: TravelClock, owner: Connection, account: Account
) -> None:
    known = await enter()
    shown = token(known)
    await known.post(REFRESH)
    clock.travel(seconds=16)

    losing = await refreshed_with(app, shown)

    assert code(losing) == (401, "session_expired")
    assert "set-cookie" not in losing.headers
    assert code(await known.get(ME)) == (401, "session_expired")
    assert code(await known.post(REFRESH)) == (401, "session_expired")
    why = await owner.fetchval("select ended_why from session where person_id = $1", account.person)
    assert why == "reused"


async def test_a_token_older_than_the_previous_ends_the_session_at_once(
    app: Edge, enter: Open
) -> None:
    known = await enter()
    shown = token(known)
    await known.post(REFRESH)
    await known.post(REFRESH)

    losing = await refreshed_with(app, shown)

    assert code(losing) == (401, "session_expired")
    assert "set-cookie" not in losing.headers
    # No descendant works any more, not even one that would be within the grace.
    assert code(await refreshed_with(app, token(known))) == (401, "session_expired")
    assert code(await known.get(ME)) == (401, "session_expired")


@pytest.mark.parametrize("shown", ["", "a.b.c", "é", f"{UUID(int=7)}.1.AAAA", "1.2", "x" * 4000])
async def test_what_is_no_refresh_token_is_refused(app: Edge, shown: str) -> None:
    async with browser(app) as tab:
        cookie = f"topsmile_refresh={shown}".encode()
        answer = await tab.post(REFRESH, headers=[(b"cookie", cookie)])
    assert code(answer) == (401, "session_expired")


async def test_a_forged_token_does_not_end_the_session_it_names(app: Edge, enter: Open) -> None:
    known = await enter()
    session, counter, proof = token(known).split(".")
    for forged in (
        f"{session}.{counter}.{proof[::-1]}",
        f"{session}.0.{proof}",
        f"{session}.-1.{proof}",
        f"{session}.99999999999999999999.{proof}",
        f"{session}.{counter}.",
    ):
        assert code(await refreshed_with(app, forged)) == (401, "session_expired")
    assert (await known.post(REFRESH)).status_code == 200


async def test_a_session_that_is_not_used_for_a_month_is_over(
    enter: Open, clock: TravelClock
) -> None:
    known = await enter()
    clock.travel(days=29)
    assert (await known.post(REFRESH)).status_code == 200
    clock.travel(days=31)
    assert code(await known.post(REFRESH)) == (401, "session_expired")


async def test_an_access_token_lives_ten_minutes(enter: Open, clock: TravelClock) -> None:
    known = await enter()
    clock.travel(minutes=9, seconds=59)
    assert (await known.get(ME)).status_code == 200
    clock.travel(seconds=1)
    assert code(await known.get(ME)) == (401, "not_signed_in")


async def test_an_access_token_two_turns_old_is_refused(enter: Open) -> None:
    known = await enter()
    first = token(known, "topsmile_access")
    bearer = {"authorization": f"Bearer {first}"}
    await known.post(REFRESH)
    assert (await known.get(ME, headers=bearer)).status_code == 200
    await known.post(REFRESH)
    assert code(await known.get(ME, headers=bearer)) == (401, "not_signed_in")


async def test_two_processes_refresh_one_session_in_turns(
    app: Edge, enter: Open, elsewhere: Callable[[Browser], Browser]
) -> None:
    known = await enter()
    other = elsewhere(known)
    for each in (known, other, known, other):
        assert (await each.post(REFRESH)).status_code == 200
    assert (await twin(app, known).get(ME)).status_code == 200


async def test_signing_in_while_signed_in_is_a_session_of_its_own(
    enter: Open, account: Account
) -> None:
    known = await enter()
    before = token(known)
    await known.post(LOGIN, json={"email": account.email, "password": PASSWORD})
    assert token(known).split(".")[0] != before.split(".")[0]
